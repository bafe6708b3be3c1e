"""Pages over many reports: regions, rankings, coverage, quality, the data."""
