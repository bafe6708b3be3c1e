"""The plain-text reader: what converters make of a report (tabs, pipes, Markdown, one cell a line) to a Document."""
