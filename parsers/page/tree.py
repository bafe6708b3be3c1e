"""The tree of a page for whoever steers by it: the one that it is read in, but for its marks."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache

from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import MAX_TAGS, tags_of, unmarked_tree

__all__ = ["Element", "fragment_tree", "page_tree"]

KEPT = 1_000_000
"""Bytes of a page whose tree is kept for who asks next: building it is most of what looking at a page costs."""


def page_tree(data: bytes) -> Element | None:
    """The tree of a page, scripts and all, to be changed as one likes; None where it has more tags than are read."""
    if tags_of(data) > MAX_TAGS:
        return None
    return deepcopy(_last(data)) if len(data) <= KEPT else unmarked_tree(data)


@lru_cache(maxsize=1)
def _last(data: bytes) -> Element:
    return unmarked_tree(data)


def fragment_tree(text: str) -> Element:
    """The tree of a piece of HTML."""
    return unmarked_tree(f"<html><head><meta charset='utf-8'></head><body>{text}".encode())
