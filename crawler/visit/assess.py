"""What an answer is and where it leads: a pure function of its bytes and of why it was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

import parsers
from archive.crawl.frontier import Candidate, Entry
from archive.grades import BELIEVED, Role
from archive.store.captures import Stored
from archive.store.warc import Response
from archive.urls import host
from crawler.discovery.discover import NOTHING, Discovery, discover, inside
from crawler.discovery.requisites import requisites
from crawler.families import Family
from crawler.page.page import Page
from crawler.visit.grading import UNDECODABLE, Grade, grade_page, grade_redirect, grade_response
from parsers.model import Context, Outline


@dataclass(frozen=True, slots=True)
class Assessment:
    """`issue`: why the page could not be looked at."""

    grade: Grade
    role: Role
    discovery: Discovery = NOTHING
    is_list: bool = False
    issue: str | None = None
    outline: Outline | None = None
    """What the page holds, where it was looked at."""
    requisites: list[Candidate] = field(default_factory=list)
    """Pictures and style sheets of a report page."""

    @property
    def believed(self) -> bool:
        return self.grade.name in BELIEVED


def assess(
    stored: Stored,
    entry: Entry,
    context: Context,
    *,
    portal_host: str,
    families: Iterable[Family],
    flags: Iterable[str] = (),
) -> Assessment:
    """Grade, role and links of an answer; links only of a page that is believed."""
    raw = stored.response
    grade = grade_response(raw.status, stored.body, [*flags, *_undecodable(stored)])
    if grade.name == "redirect" and (target := redirect_target(raw)) and entry.kind != "home":
        grade = grade_redirect(raw.url, target)
    if grade.name == "not_modified":
        return Assessment(grade, "attachment" if entry.kind == "attachment" else "report")
    if grade.name != "ok":
        return Assessment(grade, "page")
    if entry.kind == "requisite":
        return Assessment(grade, "requisite")
    try:
        outline = parsers.outline(stored.body, context)
    except Exception as error:  # a page must not end a visit: it becomes an issue with its address
        role: Role = "report" if entry.kind == "report" else "page"
        return Assessment(grade, role, issue=f"{type(error).__name__}: {error}")
    grade = grade_page(outline, stored.body, expected_report=entry.kind == "report", host=host(raw.url))
    if grade.name != "ok":
        return Assessment(grade, "page")
    page = Page(raw.url, entry, stored.body, outline)
    found = discover(page, portal_host, families)
    role, is_list = _role(entry, outline, stored.body), found.answer or outline.kind == "list"
    needed = [c for c in requisites(page) if inside(c.url, portal_host)]
    return Assessment(grade, role, found, is_list, outline=outline, requisites=needed)


def _role(entry: Entry, outline: Outline, body: bytes) -> Role:
    if entry.kind == "attachment":
        return "attachment"
    is_file = outline.kind == "not_html" and not body.lstrip()[:1].startswith((b"{", b"["))
    if outline.kind == "report" or (is_file and entry.kind == "report"):
        return "report"  # a list may link a report as a file; data for a script is none
    return "list" if outline.kind == "list" or entry.kind in ("list", "more") else "page"


def redirect_target(response: Response) -> str | None:
    """Where the Location header of a response leads; None without one, or where it is no address."""
    location = response.header("location")
    try:
        return urljoin(response.url, location) if location else None
    except ValueError:
        return None


def _undecodable(stored: Stored) -> list[str]:
    """Whether the body stands as it came although a compression was named: it is torn, or was never compressed."""
    raw = stored.response
    named = (raw.header("content-encoding") or "identity").strip().lower()
    packed = named in ("gzip", "x-gzip", "deflate") and raw.body and stored.body == raw.body
    return [UNDECODABLE] if packed and raw.body.lstrip()[:1] != b"<" else []
