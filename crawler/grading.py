"""What a response is before anything is concluded from it: pure, and only `ok` is believed.

Challenges (瑞数: 412, 202, 468 and a small page with `$_ts`; 加速乐: 521 and `__jsl`) are named and
never solved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parsers.decode import decode
from parsers.model import Outline

Believed = Literal["ok", "redirect", "not_modified"]
Refused = Literal["soft_404", "gone", "challenge", "blocked", "busy", "error", "empty", "truncated"]
GradeName = Believed | Refused

WARNINGS: frozenset[GradeName] = frozenset({"challenge", "blocked"})
"""The host does not want to be asked: never solved, never asked again for this address."""
TRANSIENT: frozenset[GradeName] = frozenset({"error", "busy", "truncated"})
"""Worth one more try in the same visit, and counted towards three failures in a row."""

SMALL = 6_000
"""Bytes below which a page may be a challenge: they are a script and nothing else."""
SHORT = 400
"""Characters of text below which any page may be an error page: a report or a list has more."""

_CHALLENGE = re.compile(
    rb"\$_ts\b|_\$[a-zA-Z]{2}\s*=|__jsl_clearance|__jsluid|FSSBBIl1UgzbN7N|/_guard/|cf-chl", re.I
)
_CHALLENGE_STATUS = frozenset({202, 412, 468, 521})
_WALL = re.compile(rb"<title>[^<]{0,40}(?:WAF|403 Forbidden|Access Denied)", re.I)
_NOT_FOUND = re.compile(
    r"页面不存在|页面未找到|找不到(?:您|该|此)?.{0,6}页面|已被删除|已删除或|已经不存在|信息不存在|页面已过期"
    r"|访问的(?:页面|地址|内容)不存在|(?:^|\D)404(?:\D|$)|not found",
    re.I,
)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Grade:
    """`why` is one line for people; None where the grade says it all."""

    name: GradeName
    why: str | None = None


def grade_response(status: int, body: bytes, flags: Iterable[str] = ()) -> Grade:
    """The grade as far as status and bytes tell; `body` is content-decoded."""
    small = len(body) < SMALL
    if status in _CHALLENGE_STATUS or (small and _CHALLENGE.search(body)):
        return Grade("challenge", f"status {status}: a script instead of the page")
    if 300 <= status < 400 and status != 304:
        return Grade("redirect")
    by_status: dict[int, Grade] = {
        304: Grade("not_modified"),
        404: Grade("gone", "status 404"),
        410: Grade("gone", "status 410"),
        429: Grade("busy", "status 429: asked to slow down"),
        503: Grade("busy", "status 503: not available now"),
    }
    if status in by_status:
        return by_status[status]
    if status in (401, 403, 405, 406, 422) or (small and _WALL.search(body)):
        return Grade("blocked", f"status {status}")
    if status >= 400:
        return Grade("error", f"status {status}")
    if "dataloss" in flags:
        return Grade("truncated", "the body ended before its stated length")
    return Grade("ok") if body.strip() else Grade("empty", "no body")


def grade_page(outline: Outline, body: bytes, *, expected_report: bool) -> Grade:
    """The grade of a page that looked ok, by what it says: an error page with status 200 is a soft 404.

    A page that was linked as a report and is none is read to its end; any other only where it is short,
    since a long page may speak of 404 for reasons of its own.
    """
    title = _NOT_FOUND.search(outline.title or "")
    if title:
        return Grade("soft_404", f"the page is called {outline.title!r}")
    if outline.kind in ("report", "not_html") or not (expected_report or outline.text_length < SHORT):
        return Grade("ok")
    text, _ = decode(body)
    match = _NOT_FOUND.search(_MARKUP.sub(" ", text))
    return Grade("soft_404", f"the page says {match.group().strip()!r}") if match else Grade("ok")
