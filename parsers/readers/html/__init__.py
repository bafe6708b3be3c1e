"""The HTML reader: bytes of a page to a Document."""
