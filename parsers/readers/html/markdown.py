"""Markdown whose tables are written in HTML, as converters of PDF leave it: its lines are put in paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.M)
_OTHER_TAGS = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|section|article|h[1-6]|ul|ol|center|font)\b", re.I
)
_TABLE = re.compile(r"<(/?)table\b[^<>]*>?", re.I)


def with_paragraphs(text: str) -> str:
    """A page whose text around its tables is Markdown with these lines as paragraphs; any other page as it is."""
    if not text.startswith("#") and "\n#" not in text:  # most pages: a pattern looks at each line for longer
        return text
    if not _HEADING.search(text):
        return text
    pieces = list(_pieces(text))
    prose = "\n".join(piece for piece, is_table in pieces if not is_table)
    if len(pieces) < 2 or not _HEADING.search(prose) or _OTHER_TAGS.search(prose):
        return text
    return "".join(piece if is_table else _paragraphs(piece) for piece, is_table in pieces)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A text as what stands in its outermost tables and what stands between them."""
    at = depth = 0
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if depth == 0:
                yield text[at : tag.start()], False
                at = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield text[at : tag.end()], True
                at = tag.end()
    yield text[at:], depth > 0


def _paragraphs(prose: str) -> str:
    lines = (_HEADING.sub("", line.strip()) for line in prose.split("\n"))
    return "".join(f"<p>{line}</p>" for line in lines if line)
