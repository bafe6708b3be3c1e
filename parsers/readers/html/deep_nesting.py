"""Pages nested deeper than libxml2 keeps: from its 2,048th level on it drops everything to the end of the page.

lexbor keeps any depth. Its tree is written out again with the wrappers of the deep levels left out, as browsers put
what is nested too deep beside its ancestor (Blink: 512 levels). Parts of tables stay, so that cells stay cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

MAX_WRAPPERS = 512
MAX_LEVELS = 2_000
MAX_TAGS = 50_000
"""lexbor's time grows with tags times depth: six seconds for so many tags in one another."""
MAX_PIECES = 400_000
"""Opening tags, closing tags and texts that are written out again."""
# An unclosed one is opened anew in every block behind it: three thousand of them make millions of elements. None of
# them says anything but how a text looks, unless it hides it.
_FORMATTING = re.compile(r"</?(?:b|big|em|font|i|nobr|small|strong|tt|u)(?:\s[^<>]*)?>", re.I)
_HIDING = re.compile(r"<(?:b|big|em|font|i|nobr|small|strong|tt|u)\s[^<>]*(?:none|hidden)", re.I)
_TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
_INLINE = frozenset(
    {"a", "b", "big", "em", "font", "i", "ins", "nobr", "small", "span", "strong", "sub", "sup", "u"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"}
)
_RAW = frozenset({"script", "style"})


def flattened(text: str) -> tuple[str, bool]:
    """The markup of a page with at most MAX_LEVELS levels, and whether all its cells are still cells and all its text is
    in it."""
    if not _HIDING.search(text):
        text = _FORMATTING.sub("", text)
    root = LexborHTMLParser(text).root
    out = list(islice(_pieces(root), MAX_PIECES + 1))
    whole = len(out) <= MAX_PIECES and not any(piece is _LOST for piece in out)
    return "".join(out[:MAX_PIECES]), whole


# What stands for a cell that is nested too deep to be one: its text stays, on a line of its own.
_LOST = "<br >"


def _pieces(root: Any) -> Iterator[str]:
    """The markup piece by piece, on a stack of our own: (node, levels kept above it) or what closes an element."""
    todo: list[tuple[Any, int] | str] = [(root, 0)]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
            continue
        node, levels = item
        if node.tag == "-text":
            yield escape(node.text_content or "", quote=False)
        elif not node.tag.startswith(("-", "!", "_")) and node.tag not in _RAW:
            opening, closing, kept = _tags(node, levels)
            yield opening
            todo.append(closing)
            todo += reversed([(child, levels + kept) for child in node.iter(include_text=True)])


def _tags(node: Any, levels: int) -> tuple[str, str, int]:
    """What opens and closes an element here, and how many levels it adds."""
    name = node.tag
    if name not in _VOID:
        if levels >= MAX_LEVELS and name in _TABLE_PARTS:
            return _LOST, _LOST, 0
        if levels >= MAX_WRAPPERS and name not in _TABLE_PARTS:
            return ("", "", 0) if name in _INLINE else ("<br>", "<br>", 0)
    attributes = "".join(f' {key}="{escape(value or "")}"' for key, value in node.attributes.items())
    return f"<{name}{attributes}>", "" if name in _VOID else f"</{name}>", 1
