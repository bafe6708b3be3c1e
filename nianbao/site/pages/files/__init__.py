"""Addresses that answer with a file and are no page: citations, downloads, the site map."""
