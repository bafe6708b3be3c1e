"""Elements that a style raises or lowers, as `<sup>` and `<sub>` do: a digit in one behind a text is the number of a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsers.readers.html.styles.sheets import PageStyles, selectors_of

RAISED = "nianbao-raised"
"""Attribute that marks such an element of the tree."""
_OFF_LINE = re.compile(r"vertical-align\s{0,9}:\s{0,9}(?:super|sub)\b")
_MOST_RULES = 50


def off_line(styles: PageStyles) -> Iterator[Any]:
    """The nodes of a page that stand off their line; a page without such a style costs a search of its text."""
    if not _OFF_LINE.search(styles.low):
        return
    for node, style in styles.own:
        if _OFF_LINE.search(style.lower()):
            yield node
    raising = [selectors for selectors, block in styles.rules if _OFF_LINE.search(block.lower())]
    for selectors in raising[-_MOST_RULES:]:
        for selector in selectors_of(selectors):
            if "::" not in selector:
                yield from styles.matched(selector)
