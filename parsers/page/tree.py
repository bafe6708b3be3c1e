"""The tree of a page for whoever steers by it: the one that it is read in, but for its marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from parsers.readers.html.standard_tree import Element
from parsers.readers.html.tree import MAX_TAGS, tags_of, unmarked_tree

__all__ = ["Element", "fragment_tree", "leave", "page_tree", "without"]

KEPT = 1_000_000
"""Bytes of a page whose tree is left for who asks next: building it is most of what looking at a page costs."""
_PLACE = "nianbao-place"
"""Where an element stood that was taken out."""
_left: list[tuple[bytes, Element]] = []
"""At most one page and its tree."""


def page_tree(data: bytes) -> Element | None:
    """The tree of a page, scripts and all; None where it has more tags than are read."""
    while _left:
        page, tree = _left.pop()
        if page == data:
            return tree
    return None if tags_of(data) > MAX_TAGS else unmarked_tree(data)


def leave(data: bytes, tree: Element) -> None:
    """Leave the tree of a page for who asks for it next."""
    if len(data) <= KEPT:
        _left[:] = [(data, tree)]


@contextmanager
def without(root: Element, tags: Collection[str]) -> Iterator[None]:
    """The tree without the elements of some names, which are put back behind it: a copy of it would cost as much as reading it."""
    taken = []
    for element in list(root.iter(*tags)):
        parent, place = element.getparent(), element.makeelement(_PLACE)
        if parent is not None:
            place.tail = element.tail
            parent.replace(element, place)
            taken.append((place, element))
    try:
        yield
    finally:
        for place, element in reversed(taken):
            place.getparent().replace(place, element)


def fragment_tree(text: str) -> Element:
    """The tree of a piece of HTML."""
    return unmarked_tree(f"<html><head><meta charset='utf-8'></head><body>{text}".encode())
