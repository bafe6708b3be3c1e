"""Headers by which a server knows the requests of its own pages, as a page's script sets them: whether a script asks, and a mark against
forgery that the page prints. No other is sent, whatever a script sets: none that says who asks.

They are kept with the request for rows, in one word. A value that the page prints in a meta or a field is kept by the name of that, as it
may be another one each time that the page is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from parsers.page.tree import Element

_MARK, _SAID, _PRINTED = "~", "=", "@"
"""Before the word; before a value as it is sent, and before the name of what holds it."""
_SENT = re.compile(
    r"X-Requested-With|(?:X-)?[CX]SRF(?:-?(?:Token|Header))?|(?:X-)?RequestVerificationToken", re.I
)
_VALUE = re.compile(r"[\w.+/=:\-]{1,300}", re.A)
_MOST = 4
_HOLDS = re.compile(r"<(?:meta|input)\b[^<>]{1,1000}", re.I)
_ATTRIBUTE = re.compile(
    r"(?<![\w\-])(name|id|content|value)\s{0,9}=\s{0,9}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^\s\"'<>]{1,300}))",
    re.I,
)
_MOST_TAGS = 400


def word(headers: Mapping[str, str], root: Element | None) -> str:
    """The headers that are sent, in a word without blanks; empty where there are none."""
    said = {
        name: _kept(value, root)
        for name, value in headers.items()
        if _SENT.fullmatch(name) and _VALUE.fullmatch(value)
    }
    return _MARK + urlencode(dict(islice(said.items(), _MOST))) if said else ""


def _kept(value: str, root: Element | None) -> str:
    """The name of what prints a value on the page, else the value."""
    for element in islice(root.iter("meta", "input"), _MOST_TAGS) if root is not None else ():
        name = element.get("name") or element.get("id")
        if name and value in (element.get("content"), element.get("value")):
            return _PRINTED + str(name)
    return _SAID + value


def needs_page(title: str | None) -> bool:
    """Whether a request keeps a header whose value the page prints anew each time."""
    return any(value.startswith(_PRINTED) for _, value in _pairs(title))


def sent(title: str | None, shown: Callable[[], str | None]) -> dict[str, str]:
    """The headers of a request that keeps them in its title. `shown`: the page whose script asks, as it was shown last."""
    found: dict[str, str] = {}
    printed: dict[str, str] | None = None
    for name, value in _pairs(title):
        if value.startswith(_PRINTED) and printed is None:
            printed = _values(shown() or "")
        told = (printed or {}).get(value[1:], "") if value.startswith(_PRINTED) else value.removeprefix(_SAID)
        if _SENT.fullmatch(name) and _VALUE.fullmatch(told):
            found[name] = told
    return found


def _pairs(title: str | None) -> list[tuple[str, str]]:
    """The names and values of the word in a title."""
    said = next((part for part in (title or "").split(" ") if part.startswith(_MARK)), "")
    return parse_qsl(said.removeprefix(_MARK))[:_MOST]


def _values(html: str) -> dict[str, str]:
    """What the metas and fields of a page hold, by their names."""
    found: dict[str, str] = {}
    for tag in islice(_HOLDS.finditer(html), _MOST_TAGS):
        said = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag[0])}
        name, value = said.get("name") or said.get("id"), said.get("content") or said.get("value")
        if name and value:
            found.setdefault(unescape(name), unescape(value))
    return found
