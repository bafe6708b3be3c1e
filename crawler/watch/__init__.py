"""A list that a script fills is watched once in a browser: what it asked is learned as a recipe, and proven without it."""
