"""Publisher, title, year and date of a report."""
