"""When a portal is due, and at which hours it may be asked."""
