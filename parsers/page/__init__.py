"""What the crawler asks of a page: its outline, its links, the calls of its scripts."""
