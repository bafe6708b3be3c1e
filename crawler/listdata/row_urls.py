"""Rows that carry an id and no address: the page that shows them prints how it joins the two.

`<a :href="'/detail?id=' + item.id">` gives `/detail?id={id}`. It is kept with the request for the rows, since its answer
does not say it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_JOINED = re.compile(
    r"(?:\bhref\s*=|\bopen\s*\(|\blocation(?:\.href)?\s*=(?!=)|:to\s*=)[\s\\\"'`{]{0,6}"
    r"([\w./?=&%:-]{1,200})"
    r"(?:\\?[\"'`]\s*\+\s*[\w$.\[\]]{0,60}?\.(\w+)\s*(?:\+\s*[\"'`]([\w./?=&%-]{0,100}))?|\$\{\s*[\w$.\[\]]{0,60}?\.(\w+)\s*\}([\w./?=&%-]{0,100}))"
)
_ID = re.compile(r"id$|^(?:code|key|no)$", re.I)
_HOLE = re.compile(r"\{(\w+)\}")


def pattern(text: str) -> str | None:
    """How a page joins an address with the id of a row; None where it prints no such thing."""
    for before, name, after, named, behind in _JOINED.findall(text):
        if _ID.search(name or named) and re.search(r"[/?=]", before):
            return f"{before}{{{name or named}}}{after or behind}"
    return None


def filled(joined: str | None, row: Mapping[str, Any]) -> str | None:
    """The address of a row by its id; None where it has none."""
    hole = _HOLE.search(joined or "")
    if joined is None or hole is None:
        return None
    value = row.get(hole[1])
    if not isinstance(value, int | str) or isinstance(value, bool) or value == "":
        return None
    return f"{joined[: hole.start()]}{quote(str(value))}{joined[hole.end() :]}"
