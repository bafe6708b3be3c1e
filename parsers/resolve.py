"""A locator back to the text it names: the promise that every figure leads to its cell."""

from __future__ import annotations

import re

from parsers.decode import decode
from parsers.files import FileResolver, resolver_of
from parsers.html.tree import PREFIX as HTML
from parsers.html.tree import Element, element_text, find, html_tree
from parsers.text.lines import PREFIX as TEXT

_SPAN = re.compile(r"(\d+)/(\d+)-(\d+)")


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
            element = find(self._root, locator)
            return None if element is None else element_text(element)
        if locator.startswith(TEXT):
            if self._lines is None:
                self._lines = [line.rstrip("\r") for line in decode(self._data)[0].split("\n")]
            return self._spans(locator.removeprefix(TEXT))
        return self._file_text(locator)

    def _file_text(self, locator: str) -> str | None:
        scheme = locator.partition(":")[0]
        if scheme not in self._files:
            self._files[scheme] = resolver_of(self._data, locator)
        found = self._files[scheme]
        return None if found is None else found.text(locator)

    def _spans(self, where: str) -> str | None:
        assert self._lines is not None
        pieces = []
        for part in where.split("+"):
            match = _SPAN.fullmatch(part)
            if not match or int(match[1]) > len(self._lines):
                return None
            pieces.append(self._lines[int(match[1]) - 1][int(match[2]) : int(match[3])])
        return "".join(pieces)


def resolve(data: bytes, locator: str) -> str | None:
    """The raw text at one locator of a file."""
    return Resolver(data).text(locator)
