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
    """The address of a row by its id, or by several of its values; None where it lacks one."""
    names = _HOLE.findall(joined or "")
    values = {name: row.get(name) for name in names}
    if joined is None or not names or not all(map(_is_plain, values.values())):
        return None
    return _HOLE.sub(lambda hole: quote(str(values[hole[1]])), joined)


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and value != ""
