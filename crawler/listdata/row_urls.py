"""Rows that carry an id and no address: the page that shows them prints how it joins the two.

`<a :href="'/detail?id=' + item.id">` gives `/detail?id={id}`. It is kept with the request for the rows, since its answer
does not say it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from crawler.listdata.script_clicks import has_scripts
from crawler.page.page import Page
from crawler.script.values import HOLE, HOLE_END

_JOINED = re.compile(
    r"(?:\bhref\s*=|\bopen\s*\(|\blocation(?:\.href)?\s*=(?!=)|:to\s*=)[\s\\\"'`{]{0,6}"
    r"([\w./?=&%:-]{1,200})"
    r"(?:\\?[\"'`]\s*\+\s*[\w$.\[\]]{0,60}?\.(\w+)\s*(?:\+\s*[\"'`]([\w./?=&%-]{0,100}))?|\$\{\s*[\w$.\[\]]{0,60}?\.(\w+)\s*\}([\w./?=&%-]{0,100}))"
)
_ID = re.compile(r"id$|^(?:code|key|no)$", re.I)
_HOLE = re.compile(r"\{(\w+)\}")
_UNKNOWN = re.compile(rf"{HOLE}([\w$]{{0,60}}){HOLE_END}")
_HREF = re.compile(r"href\s{0,9}=\s{0,9}\\?[\"']?([^\"'<>\s]{1,300})", re.I)


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


def patterns(page: Page) -> list[str]:
    """How the page makes addresses of ids: `/a/{id}.html`."""
    found = []
    for effect in (*page.reading.effects, *page.reading.uncalled):
        texts = (
            _HREF.findall(effect.text)
            if effect.kind == "html"
            else [effect.text]
            if effect.kind == "go"
            else []
        )
        found += [_UNKNOWN.sub(r"{\1}", text) for text in texts if 1 <= len(_UNKNOWN.findall(text)) <= 4]
    return [way for way in dict.fromkeys(found) if _HOLE.search(way) and "{}" not in way]


def row_pattern(page: Page) -> str | None:
    """How a page makes an address of a row's id, as it prints it, or as its scripts come to it; remembered with the page."""
    if "_row_pattern" not in page.__dict__:
        printed = pattern(page.text)
        page.__dict__["_row_pattern"] = printed or (
            next(iter(patterns(page)), None) if has_scripts(page) else None
        )
    known: str | None = page.__dict__["_row_pattern"]
    return known
