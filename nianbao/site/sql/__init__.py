"""Datasette's own pages, JSON and CSV, in processes of their own: whatever a visitor asks there ends in time."""
