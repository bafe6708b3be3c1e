"""Portals: found, visited, watched."""
