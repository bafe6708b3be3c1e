"""Who was expected to publish, by which day, and who did."""
