"""Cells whose text a script of the page sets when it runs. Nothing is run here: what a script would print is not known, only
that the source's text, or its blank, is not what the page shows.
"""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parsers.readers.html.styles.visibility import FILLED, Marks

_MAX_SCRIPTS = 1_000_000
"""Characters of scripts in which names are looked for."""
_LONGEST = 20
"""Characters of a text that may be a number; an element with more of it lays out the page."""
_NAMED = "td[id], th[id], td [id], th [id]"
_SETS = re.compile(
    r"\.(?:inner(?:HTML|Text)|textContent|text|html|append|countUp|value)\b|document\.write|CountUp"
)
_WORD = re.compile(r"[\w-]+")


def filled_by_scripts(page: LexborHTMLParser) -> Marks:
    """The elements in cells that are named by a script which sets texts."""
    short = [node for node in page.css(_NAMED) if _is_short(node)]
    if not short:
        return {}
    scripts = "\n".join(node.text() for node in page.css("script"))[:_MAX_SCRIPTS]
    if _SETS.search(scripts) is None:
        return {}
    words = set(_WORD.findall(scripts))
    return {node.mem_id: (node, FILLED) for node in short if (node.attributes.get("id") or "") in words}


def _is_short(node: Any) -> bool:
    """Whether an element has no element in it and so little text that it may be a number."""
    child, length = node.first_child, 0
    while child is not None:
        if child.tag != "-text":
            return False
        length += len(child.text_content or "")
        if length > _LONGEST:
            return False
        child = child.next
    return True


def writes(script: str) -> bool:
    """Whether a script sets a text."""
    return _SETS.search(script) is not None
