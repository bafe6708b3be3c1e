"""Bytes to a Document, a folder a format; `registry` says which reader and which resolver serve a file."""
