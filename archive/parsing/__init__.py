"""Captures handed to worker processes, readings recorded, and everything read again with the parsers of today."""
