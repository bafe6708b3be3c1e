"""The grids of a Document to the figures of the national forms."""
