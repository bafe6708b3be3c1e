"""What the styles of a page do to its texts: hide, move, raise or cover them."""
