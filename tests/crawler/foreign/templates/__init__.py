"""The templates by subject; `catalogue` has them all."""
