"""Blocks to a Document: what every file reader does at its end."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.furniture import is_furniture
from parsers.model import Attachment, Block, Document, Grid, Issue, Line
from parsers.stated import from_line, from_table

_STATED_LINES = 20


def document_of(
    blocks: Iterable[Block],
    media_type: str,
    issues: Iterable[Issue] = (),
    attachments: Iterable[Attachment] = (),
) -> Document:
    """The Document of blocks in reading order, with what its first lines and its tables state about it."""
    kept = [b for b in blocks if not (isinstance(b, Line) and (not b.text or is_furniture(b.text)))]
    metas: dict[str, str] = {}
    lines = 0
    for block in kept:
        if isinstance(block, Grid):
            from_table(block, metas)
        elif lines < _STATED_LINES:
            lines += 1
            from_line(block.text, metas)
    return Document(tuple(kept), media_type, metas, tuple(attachments), tuple(issues))
