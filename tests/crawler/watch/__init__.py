"""Recipes: induced, proven, kept and replayed."""
