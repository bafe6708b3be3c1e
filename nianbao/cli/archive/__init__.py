"""The archive as a whole: filled from elsewhere, written out, checked, cut."""
