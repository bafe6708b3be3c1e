"""A page's scripts, read for the values that they print; a script reaches no network, no clock and no library here."""
