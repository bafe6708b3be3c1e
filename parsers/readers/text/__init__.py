"""The plain-text reader: what converters make of a report (tabs, pipes, Markdown, one cell a line) to a Document."""

from parsers.readers.text.reader import read_lines, read_text

__all__ = ["read_lines", "read_text"]
