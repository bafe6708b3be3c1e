"""What an answer is and where it leads: a pure function of its bytes and of why it was asked for.

`glance` needs the status and a few patterns over a short start; `look` reads the page, and is bounded by whoever calls
it (`crawler.engine.assessors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin

import parsers
from archive.crawl.frontier import Candidate, Entry
from archive.grades import BELIEVED, Role
from archive.store.warc import Packed, Response
from archive.urls import host
from crawler.discovery.discover import NOTHING, Discovery, discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.requisites import requisites
from crawler.families import FAMILIES
from crawler.page.page import Page
from crawler.visit.grading import UNDECODABLE, Grade, grade_page, grade_redirect, grade_response
from parsers.model import Context, Outline
from parsers.page.links import MOST_LINKS

MOST_CANDIDATES = 2_000
"""Addresses to ask for that are taken of one page, the best ones."""
LONGEST_ADDRESS, LONGEST_FORM, LONGEST_WORDS = 8_000, 100_000, 1_000
"""Characters of an address and of a form, beyond which nothing is asked; of the words of a link or a title that are kept."""


@dataclass(frozen=True, slots=True)
class Large:
    """The bytes of a large answer, on disk. `body`: the file of what is looked at; `wire_bytes`: how many came."""

    record: Packed
    body: Path
    wire_bytes: int

    def discard(self) -> None:
        """It is recorded, or has failed."""
        self.body.unlink(missing_ok=True)
        self.record.record.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Question:
    """An answer, and all that is known beside it. `body` is content-decoded; `families`: names of those that may be
    met; `flags`: what the network says of the answer."""

    response: Response
    body: bytes
    entry: Entry
    context: Context
    grounds: Grounds
    families: frozenset[str]
    flags: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """Scripts of the portal's own that are at hand, by address."""
    cut: str | None = None
    """What alone of the page is here."""
    large: Large | None = None
    """Where the bytes are, of an answer that is not held in memory: `body` is empty then, as is that of `response`."""

    @property
    def wire_bytes(self) -> int:
        """How many bytes came."""
        return self.large.wire_bytes if self.large else len(self.response.body)


@dataclass(frozen=True, slots=True)
class Assessment:
    """`issue`: why the page could not be looked at; `cut`: what of it was left out."""

    grade: Grade
    role: Role
    discovery: Discovery = NOTHING
    is_list: bool = False
    issue: str | None = None
    cut: str | None = None
    texts: frozenset[str] = frozenset()
    """The words of the page's links."""
    requisites: list[Candidate] = field(default_factory=list)
    """Pictures and style sheets of a report page."""

    @property
    def believed(self) -> bool:
        return self.grade.name in BELIEVED


def assess(question: Question) -> Assessment:
    """Grade, role and links of an answer; links only of a page that is believed."""
    return glance(question) or look(question)


def glance(question: Question) -> Assessment | None:
    """What the status and the start of an answer decide; None where the page has to be looked at."""
    raw, entry = question.response, question.entry
    grade = grade_response(raw.status, question.body, [*question.flags, *_undecodable(question)])
    if grade.name == "redirect" and (target := redirect_target(raw)) and entry.kind != "home":
        grade = grade_redirect(raw.url, target)
    if grade.name == "not_modified":
        return Assessment(grade, "attachment" if entry.kind == "attachment" else "report")
    if grade.name != "ok":
        return Assessment(grade, "page")
    return Assessment(grade, "requisite") if entry.kind == "requisite" else None


def look(question: Question) -> Assessment:
    """What the page itself says, and where it leads."""
    try:
        return _look(question)
    except Exception as error:  # a page must not end a visit: it becomes an issue with its address
        return unseen(question, f"{type(error).__name__}: {str(error)[:200]}")


def unseen(question: Question, why: str) -> Assessment:
    """An answer that came, and could not be looked at; behind a link to a report the parsers try it themselves."""
    return Assessment(Grade("ok"), "report" if question.entry.kind == "report" else "page", issue=why)


def _look(question: Question) -> Assessment:
    raw, entry = question.response, question.entry
    body = question.large.body.read_bytes() if question.large else question.body
    outline = parsers.outline(body, question.context)
    grade = grade_page(outline, body, expected_report=entry.kind == "report", host=host(raw.url))
    if grade.name != "ok":
        return Assessment(grade, "page")
    cuts = [question.cut] if question.cut else []
    if len(outline.links) > MOST_LINKS:
        cuts.append(f"the first {MOST_LINKS:,} links")
        outline = replace(outline, links=outline.links[:MOST_LINKS])
    outline = replace(outline, title=_short(outline.title))
    page = Page(raw.url, entry, body, outline, question.files)
    found = discover(page, question.grounds, [f for f in FAMILIES if f.NAME in question.families])
    fitting = list(map(_worded, filter(_fits, found.candidates)))
    if len(fitting) < len(found.candidates):
        cuts.append(f"no addresses of more than {LONGEST_ADDRESS:,} characters")
    found = replace(found, candidates=fitting)
    if len(found.candidates) > MOST_CANDIDATES:
        cuts.append(f"the best {MOST_CANDIDATES:,} of {len(found.candidates):,} addresses to ask for")
        best = sorted(found.candidates, key=lambda c: -c.score)[:MOST_CANDIDATES]
        found = replace(found, candidates=best)
    role, is_list = _role(entry, outline, body), found.answer or outline.kind == "list"
    needed = [c for c in requisites(page) if question.grounds.holds(c.url)]
    cut = f"of the page were taken {' and '.join(cuts)}" if cuts else None
    texts = frozenset(link.text for link in outline.links if link.text)
    return Assessment(grade, role, found, is_list, cut=cut, texts=texts, requisites=needed)


def _fits(candidate: Candidate) -> bool:
    return len(candidate.url) <= LONGEST_ADDRESS and len(candidate.form or "") <= LONGEST_FORM


def _worded(candidate: Candidate) -> Candidate:
    if max(len(candidate.anchor or ""), len(candidate.title or "")) <= LONGEST_WORDS:
        return candidate
    return replace(candidate, anchor=_short(candidate.anchor), title=_short(candidate.title))


def _short(words: str | None) -> str | None:
    return words[:LONGEST_WORDS] if words else words


def _role(entry: Entry, outline: Outline, body: bytes) -> Role:
    if entry.kind == "attachment":
        return "attachment"
    is_file = outline.kind == "not_html" and not body.lstrip()[:1].startswith((b"{", b"["))
    if outline.kind == "report" or (is_file and entry.kind == "report"):
        return "report"  # a list may link a report as a file; data for a script is none
    return "list" if outline.kind == "list" or entry.kind in ("list", "more") else "page"


def redirect_target(response: Response) -> str | None:
    """Where the Location header of a response leads; None without one, or where it is no address to be asked."""
    location = response.header("location")
    try:
        return urljoin(response.url, location) if location and len(location) <= LONGEST_ADDRESS else None
    except ValueError:
        return None


def _undecodable(question: Question) -> list[str]:
    """Whether the body stands as it came although a compression was named: it is torn, or was never compressed."""
    raw = question.response
    named = (raw.header("content-encoding") or "identity").strip().lower()
    packed = named in ("gzip", "x-gzip", "deflate") and raw.body and question.body == raw.body
    return [UNDECODABLE] if packed and raw.body.lstrip()[:1] != b"<" else []
