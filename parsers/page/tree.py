"""The tree of a page for whoever steers by it: the one that it is read in."""

from __future__ import annotations

from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import MAX_TAGS, html_tree, tags_of

__all__ = ["Element", "fragment_tree", "page_tree"]


def page_tree(data: bytes) -> Element | None:
    """The tree of a page, scripts and all; None where it has more tags than are read."""
    return None if tags_of(data) > MAX_TAGS else html_tree(data)


def fragment_tree(text: str) -> Element:
    """The tree of a piece of HTML."""
    return html_tree(f"<html><head><meta charset='utf-8'></head><body>{text}".encode())
