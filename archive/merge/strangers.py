"""Taking in a stranger's archive: records whose bytes bear out their rows, and nothing else.

Of all that a stranger's archive says only captures come over, each record copied byte by byte into a file of ours, marked
with whose it was (`captures.origin`). What they show is read here, by our parsers. Runs, visits, decisions, the frontier,
regions, readings and history of a stranger are claims that no byte bears out: they stay where they are. What a stranger took down waits for a
person (`pending_takedowns`). docs/evidence.md has the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.clock import day
from archive.exchange.judging import Judge, refused_grade
from archive.grades import READABLE, GradeName, Role
from archive.keys import key
from archive.merge.claims import Claim, Records, Refused, claim, takedown
from archive.merge.foreign_database import ForeignDatabase, Row
from archive.store import captures
from archive.store.db import Archive, ArchiveError
from archive.store.left_out import LeftOut
from archive.store.rows import RecordType
from archive.store.scratch import scratch
from archive.store.warc import Slice, Warcs
from archive.store.warc_reading import Record
from parsers.model import Context

MOST_TAKEDOWNS = 10_000
"""Pending takedowns that one archive may leave here."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came over: new captures, new pending takedowns, and what was left out."""

    captures: int
    takedowns: int
    forms: int
    """Answers to forms, which are not taken: what was asked stands in another record."""
    left_out: LeftOut


def take_in(archive: Archive, source: Path, origin: str, progress: Progress) -> Taken:
    """Everything of the archive at `source` that its bytes bear out; `origin` says whose it is.

    Each capture is a transaction of its own: killed, the same call goes on. Raises ArchiveError where `source` is none.
    """
    warc = source / "warc"
    if warc.is_symlink():
        raise ArchiveError(f"{warc} is a link, and links are not followed: name the archive itself")
    with (
        scratch(archive.data_dir) as folder,
        ForeignDatabase(source, folder) as theirs,
        Records(warc) as records,
        closing(Warcs(archive.warcs.directory, archive.clock, origin=origin)) as ours,
        closing(Judge()) as judge,
    ):
        return _Stranger(archive, theirs, records, ours, judge, origin, progress).run()


class _Stranger:
    def __init__(
        self,
        archive: Archive,
        theirs: ForeignDatabase,
        records: Records,
        ours: Warcs,
        judge: Judge,
        origin: str,
        progress: Progress,
    ) -> None:
        self._archive = archive
        self._theirs = theirs
        self._records = records
        self._ours = ours
        self._judge = judge
        self._origin = origin
        self._progress = progress
        self._now: datetime = archive.clock()
        self._left = LeftOut()
        self._gone: set[object] = set()
        """Keys of captures whose bytes they took down: there is nothing to bring."""
        self._looked = self._forms = 0

    def run(self) -> Taken:
        takedowns = taken = 0
        try:
            takedowns = self._takedowns()
            for is_first in (
                True,
                False,
            ):  # what revisits repeat, and what was rendered, has to be here before
                for row in self._theirs.rows("captures"):
                    if (row["record_type"] == "response") is is_first:
                        taken += self._capture(row)
        except ArchiveError as error:
            self._left.add(f"{error}; what stood before that was taken in")
        return Taken(taken, takedowns, self._forms, self._left)

    def _takedowns(self) -> int:
        found = 0
        for row in self._theirs.rows("tombstones"):
            try:
                waiting = takedown(row)
            except Refused as error:
                self._leave("tombstone", row, error)
                continue
            self._gone.add(waiting["capture_key"])
            if found == MOST_TAKEDOWNS:
                self._leave("tombstone", row, Refused(f"more than {MOST_TAKEDOWNS} takedowns of one archive"))
            else:
                waiting |= {
                    "key": key("pending", waiting["capture_key"], self._origin),
                    "origin": self._origin,
                }
                if self._archive.row("select 1 from pending_takedowns where key = ?", waiting["key"]) is None:
                    with self._archive.transaction():
                        self._archive.insert("pending_takedowns", waiting)
                    found += 1
        return found

    def _capture(self, row: Row) -> int:
        """1 where it is new here."""
        self._looked += 1
        self._progress(self._looked, 0)
        if row["key"] in self._gone:
            return 0
        if row["form"] is not None:
            self._forms += 1
            return 0
        try:
            claimed = claim(row, self._now)
            known = self._archive.row("select grade, origin from captures where key = ?", claimed.key)
            if known is not None and (known["grade"] != "unjudged" or known["origin"] is None):
                return 0
            if self._archive.row("select 1 from tombstones where body_sha256 = ?", claimed.body_sha256):
                return 0  # what was taken down here does not come back
            member, record, body = self._records.read(claimed)
            if record.kind == "revisit" and not self._repeats(claimed):
                raise Refused("it repeats a response that is not here")
            page = self._page(claimed, record)
        except Refused as error:
            self._leave("capture", row, error)
            return 0
        if known is not None:
            self._judge_again(claimed, body)
            return 0
        self._store(claimed, member, record, body, page)
        return 1

    def _page(self, claimed: Claim, record: Record) -> str | None:
        """The page that a document was rendered from, by the word of its record; None for any other capture. It has to be the
        stranger's own: what somebody rendered of a page of ours says nothing of it."""
        if record.kind != "conversion":
            return None
        sql = "select key from captures where address = ? and record_id = ? and record_type = 'response' and origin = ?"
        found = self._archive.row(sql, claimed.address, record.source_id, self._origin)
        if found is None:
            raise Refused(
                f"the page that it was rendered from is not here, or was not brought by {self._origin}"
            )
        key: str = found["key"]
        return key

    def _repeats(self, claimed: Claim) -> bool:
        """Whether the response that a revisit says nothing new of is here."""
        sql = "select 1 from captures where address = ? and body_sha256 = ? and record_type = 'response'"
        return self._archive.row(sql, claimed.address, claimed.body_sha256) is not None

    def _store(self, claimed: Claim, member: bytes, record: Record, body: bytes, page: str | None) -> None:
        """The record, then its row."""
        response, archive = record.response, self._archive
        context = Context(url=response.url, fetched_on=day(response.fetched_at))
        grade, role = self._judged(claimed, body)
        warc, offset = self._ours.append(member)
        size = 0 if record.kind == "revisit" else len(body)
        place = Slice(warc, offset, len(member), record.record_id, claimed.body_sha256, size)
        with archive.transaction():
            captures.insert(
                archive,
                captures.Stored(response, place, body, _kind(claimed)),
                run_id=None,
                portal_id=archive.value(
                    "select id from portals where key = ?", captures.portal_key(response.url)
                ),
                grade=grade,
                why=None if grade in ("ok", "not_modified") else f"brought with status {response.status}",
                role=role,
                context=context,
                source=captures.brought(self._origin),
                origin=self._origin,
                page_key=page,
            )

    def _judged(self, claimed: Claim, body: bytes) -> tuple[GradeName, Role]:
        """Grade and role by our own lights; theirs are not asked."""
        if claimed.status == 304:
            return "not_modified", "page"
        if claimed.status != 200:
            return refused_grade(claimed.status), "page"
        if claimed.record_type == "revisit":
            return "ok", "page"
        return "ok", "report" if claimed.role in READABLE else self._judge.role(body, claimed.url)

    def _judge_again(self, claimed: Claim, body: bytes) -> None:
        """A record that a killed merge left without a row, and that recovery took in."""
        grade, role = self._judged(claimed, body)
        with self._archive.transaction() as conn:
            conn.execute(
                "update captures set grade = ?, role = ?, why = null where key = ?",
                (grade, role, claimed.key),
            )

    def _leave(self, what: str, row: Row, error: Refused) -> None:
        self._left.add(f"{what} {str(row['key'])[:40]}: {error}")


def _kind(claimed: Claim) -> RecordType:
    """The type of a record that was read and is one of these."""
    kinds: dict[str, RecordType] = {"response": "response", "conversion": "conversion"}
    return kinds.get(claimed.record_type, "revisit")
