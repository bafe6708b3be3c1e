"""What an answer is and where it leads: a pure function of its bytes and of why it was asked for.

`look` reads the page, and is bounded by whoever calls it (`crawler.engine.assessors`).
"""

from __future__ import annotations

from dataclasses import replace

import parsers
from archive.crawl.frontier import Candidate, Entry
from archive.grades import Role
from archive.urls import host
from crawler.discovery.discover import discover
from crawler.discovery.discovery import Discovery
from crawler.discovery.requisites import requisites
from crawler.discovery.unread_lists import is_hollow
from crawler.families import FAMILIES
from crawler.listdata.recipe_rows import at
from crawler.page import vocabulary as words
from crawler.page.page import Page
from crawler.visit.grading import Grade, grade_page
from crawler.visit.question import LONGEST_ADDRESS, Assessment, Question, glance, unseen
from parsers.lexicon.encoding import decode
from parsers.model import Outline
from parsers.page.links import MOST_LINKS

MOST_CANDIDATES = 2_000
"""Addresses to ask for that are taken of one page, the best ones."""
LONGEST_FORM, LONGEST_WORDS = 100_000, 1_000
"""Characters of a form, beyond which nothing is asked; of the words of a link or a title that are kept."""


def assess(question: Question) -> Assessment:
    """Grade, role and links of an answer; links only of a page that is believed."""
    return glance(question) or look(question)


def look(question: Question) -> Assessment:
    """What the page itself says, and where it leads."""
    try:
        return _look(question)
    except Exception as error:  # a page must not end a visit: it becomes an issue with its address
        return unseen(question, f"{type(error).__name__}: {str(error)[:200]}")


def _look(question: Question) -> Assessment:
    raw, entry = question.response, question.entry
    body = question.large.body.read_bytes() if question.large else question.body
    if question.text_at is not None:
        body = text_within(body, question.text_at)
        if not body:
            return Assessment(Grade("empty", "no text stands where its recipe says"), "page")
        raw = replace(raw, url=entry.parent or raw.url)  # the page that shows it
    outline = parsers.outline(body, question.context)
    grade = grade_page(outline, body, expected_report=entry.kind == "report", host=host(raw.url))
    if grade.name != "ok":
        return Assessment(grade, "page")
    cuts = [question.cut] if question.cut else []
    if len(outline.links) > MOST_LINKS:
        cuts.append(f"the first {MOST_LINKS:,} links")
        outline = replace(outline, links=outline.links[:MOST_LINKS])
    outline = replace(outline, title=_short(outline.title))
    page = Page(raw.url, entry, body, outline, question.files, question.recipes)
    found = _discovered(page, question, cuts)
    role, is_list = _role(entry, outline, body), found.answer or outline.kind == "list"
    needed = [c for c in requisites(page) if question.grounds.holds(c.url)]
    cut = f"of the page were taken {' and '.join(cuts)}" if cuts else None
    texts = frozenset(link.text for link in outline.links if link.text)
    hollow = question.text_at is None and is_hollow(page)
    return Assessment(grade, role, found, is_list, cut=cut, texts=texts, requisites=needed, hollow=hollow)


def _discovered(page: Page, question: Question, cuts: list[str]) -> Discovery:
    """Where a page leads, within bounds; what was left out is added to `cuts`."""
    found = discover(page, question.grounds, [f for f in FAMILIES if f.NAME in question.families])
    fitting = list(map(_worded, filter(_fits, found.candidates)))
    if len(fitting) < len(found.candidates):
        cuts.append(f"no addresses of more than {LONGEST_ADDRESS:,} characters")
    found = replace(found, candidates=fitting)
    if len(found.candidates) > MOST_CANDIDATES:
        cuts.append(f"the best {MOST_CANDIDATES:,} of {len(found.candidates):,} addresses to ask for")
        best = sorted(found.candidates, key=lambda c: -c.score)[:MOST_CANDIDATES]
        found = replace(found, candidates=best)
    return found


def text_within(body: bytes, path: tuple[str, ...]) -> bytes:
    """The text of a report that stands in an answer; empty where none does."""
    found = at(path, decode(body)[0])
    return found.encode("utf-8", "replace") if isinstance(found, str) else b""


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
    if outline.kind == "report" or (outline.kind == "not_html" and _is_report(entry, body)):
        return "report"
    return "list" if outline.kind == "list" or entry.kind in ("list", "more") else "page"


def _is_report(entry: Entry, body: bytes) -> bool:
    """Whether a file is a report: a list may link it as one, or a column by its body's or its year's name alone. Data for a script is
    none, nor is a table that gathers the reports of all."""
    if parsers.media_type(body).startswith("application/"):
        gathers = words.COLLECTED.search(words.line(entry.anchor or ""))
        return entry.kind == "report" or (entry.kind == "list" and not gathers)
    return entry.kind == "report" and not body.lstrip()[:1].startswith((b"{", b"["))
