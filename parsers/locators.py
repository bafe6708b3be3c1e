"""A locator back to the text it names: the promise that every figure leads to its cell."""

from __future__ import annotations

from parsers.lexicon.encoding import decode
from parsers.readers.html.tree import PREFIX as HTML
from parsers.readers.html.tree import Element, element_text, find, html_tree, lines_of
from parsers.readers.registry import FileResolver, resolver_of
from parsers.readers.text.lines import PREFIX as TEXT
from parsers.readers.text.lines import at_spans


class Resolver:
    """Resolves locators in the bytes of one file; the tree is made once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root: Element | None = None
        self._lines: list[str] | None = None
        self._files: dict[str, FileResolver | None] = {}

    def text(self, locator: str) -> str | None:
        """The raw text at a locator, as a figure of a reading of these bytes has it; None where nothing is there."""
        if locator.startswith(HTML):
            if self._root is None:
                self._root = html_tree(self._data)
            path, _, spans = locator.partition("#")
            element = find(self._root, path)
            if element is None:
                return None
            return at_spans(lines_of(element), spans) if spans else element_text(element)
        if locator.startswith(TEXT):
            if self._lines is None:
                self._lines = [line.rstrip("\r") for line in decode(self._data)[0].split("\n")]
            return at_spans(self._lines, locator.removeprefix(TEXT))
        return self._file_text(locator)

    def _file_text(self, locator: str) -> str | None:
        scheme = locator.partition(":")[0]
        if scheme not in self._files:
            self._files[scheme] = resolver_of(self._data, locator)
        found = self._files[scheme]
        return None if found is None else found.text(locator)


def resolve(data: bytes, locator: str) -> str | None:
    """The raw text at one locator of a file."""
    return Resolver(data).text(locator)
