"""The files of the portals, read and written."""
