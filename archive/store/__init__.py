"""The database, the WARC files, captures in both, and recovery after a kill."""
