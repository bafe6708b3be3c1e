"""In and out: saved pages, tables, CSV, JSON Lines, Parquet, WACZ."""
