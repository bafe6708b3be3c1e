"""Captures as observations, the fold over them, and the changes that it yields."""
