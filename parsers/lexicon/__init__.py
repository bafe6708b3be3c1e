"""What printed words mean: labels, cells, titles, dates, sections, addresses, boilerplate."""
