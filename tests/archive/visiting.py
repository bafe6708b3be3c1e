"""Crawls by hand: visits on chosen days, with their outcome, and what each address answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.crawl import books, frontier, runs
from archive.crawl.books import Claim, State
from archive.crawl.frontier import Candidate
from archive.grades import Role
from archive.outcomes import Outcome
from archive.record import record
from archive.refresh import refresh_stale
from archive.store.response import Response
from parsers.model import Context, Reading
from tests.capturing import captured

HOME = "http://www.baiyan.example/"


class SetClock:
    """Ticks one second a look, and can be set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, day: str, hour: int = 4) -> None:
        """To an hour (UTC) of a day."""
        self.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@dataclass
class Answer:
    """What an address gave. `reading`: what the parsers saw in it, None for what is no document to read."""

    url: str
    reading: Reading | None = None
    body: bytes = b""
    status: int = 200
    grade: str = "ok"
    role: Role = "report"
    location: str | None = None
    page: str | None = None
    """The page that links it."""


def visit(
    archive: Archive,
    answers: list[Answer],
    outcome: Outcome = "complete",
    *,
    home: str = HOME,
    region: str | None = None,
    claims: tuple[Claim, ...] = (),
) -> None:
    """One run with one visit: store the answers, read them, end as said with these books, and settle."""
    portal_id = runs.portal(archive, home, region_code=region)
    run_id = runs.start_run(archive, "test", "test")
    seen = runs.start_visit(archive, run_id, portal_id)
    for answer in answers:
        key = capture(archive, answer, run_id, portal_id)
        if answer.reading is not None:
            record(archive, key, answer.reading)
    seen.outcome = outcome
    with archive.transaction():
        books.write(archive, seen.id, claims)
    runs.finish_visit(archive, seen)
    runs.finish_run(archive, run_id, "complete")
    refresh_stale(archive)


def capture(archive: Archive, answer: Answer, run_id: int | None = None, portal_id: int | None = None) -> str:
    """Store one answer as a crawl does; gives the capture's key."""
    headers = [("Content-Type", "text/html; charset=utf-8")]
    response = Response(answer.url, archive.clock(), answer.status, "-", headers, answer.body)
    return captured(
        archive,
        response,
        answer.role,
        grade=answer.grade,
        run_id=run_id,
        portal_id=portal_id,
        context=Context(answer.url, parent=answer.page),
        final_url=answer.location,
    )


def list_row(address: str, state: State) -> Claim:
    """The row of a list in the books of a visit."""
    return Claim("list", address, address, "政府信息公开年报", None, 3, state)


def found_in(archive: Archive, url: str, address: str, home: str = HOME) -> None:
    """A report's link was found in the list at an address."""
    portal_id = runs.portal(archive, home)
    with archive.transaction():
        frontier.add(archive, portal_id, [Candidate(url, "report", 95.0, 2, list=address)])
