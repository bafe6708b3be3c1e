"""One visit to one portal: how it starts, what it asks and records, and what it may be called at its end."""
