"""Scans and pictures, by optical character recognition."""
