"""Figures, checks and plots in words and HTML."""
