"""What is asked of an answer and what is found, and as much as its status and its start tell.

Apart from `crawler.visit.assess`, which reads the page and is at home in processes of its own: whoever only asks does not
load what that takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from archive.crawl.frontier import Candidate, Entry
from archive.grades import BELIEVED, Role
from archive.store.response import Response
from archive.store.warc_writing import Packed
from crawler.discovery.discovery import NOTHING, Discovery
from crawler.discovery.grounds import Grounds
from crawler.discovery.unread_lists import UNSEEN
from crawler.page.recipe import Recipe
from crawler.visit.grading import UNDECODABLE, Grade, grade_redirect, grade_response
from parsers.model import Context

LONGEST_ADDRESS = 8_000
"""Characters of an address, beyond which nothing is asked."""


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
    recipes: tuple[Recipe, ...] = ()
    """How lists of the portal are asked for that no page says how to ask."""
    text_at: tuple[str, ...] | None = None
    """Where in the answer the text of a report stands whose page holds none; None of any other answer."""
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
    hollow: bool = False
    """It is the page of a report, and holds no word of it: a script fills it."""

    @property
    def believed(self) -> bool:
        return self.grade.name in BELIEVED


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


def unseen(question: Question, why: str) -> Assessment:
    """An answer that came, and could not be looked at; behind a link to a report the parsers try it themselves."""
    if question.entry.kind == "report":
        return Assessment(Grade("ok"), "report", issue=why)
    return Assessment(Grade("ok"), "page", Discovery([], 0, "generic", unread=UNSEEN), issue=why)


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
