"""How a page is cited: as text, for reference managers, and as linked data."""
