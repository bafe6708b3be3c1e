"""Foreign portals: a farm whose templates were drawn from real portals' structures, not from what the crawler knows."""
