"""A fetched page, a request for a list, and the words by which links are scored."""
