"""The tree of a page for whoever steers by it: the one that it is read in, but for its marks."""

from __future__ import annotations

from copy import deepcopy

from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import MAX_TAGS, tags_of, unmarked_tree

__all__ = ["Element", "fragment_tree", "leave", "page_tree"]

KEPT = 1_000_000
"""Bytes of a page whose tree is left for who asks next: building it is most of what looking at a page costs."""
_left: list[tuple[bytes, Element]] = []
"""At most one page and its tree."""


def page_tree(data: bytes) -> Element | None:
    """The tree of a page, scripts and all, to be changed as one likes; None where it has more tags than are read."""
    while _left:
        page, tree = _left.pop()
        if page == data:
            return tree
    return None if tags_of(data) > MAX_TAGS else unmarked_tree(data)


def leave(data: bytes, tree: Element) -> None:
    """Leave a copy of the tree of a page for who asks for it next: whoever changes it has the one at hand."""
    if len(data) <= KEPT:
        _left[:] = [(data, deepcopy(tree))]


def fragment_tree(text: str) -> Element:
    """The tree of a piece of HTML."""
    return unmarked_tree(f"<html><head><meta charset='utf-8'></head><body>{text}".encode())
