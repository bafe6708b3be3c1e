"""Loose ends of a page: what of a list nobody followed or understood."""
