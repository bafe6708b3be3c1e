"""Looking over what does not add up: failed checks and issues, with what a person said of each.

A word on a check holds while its operands are what they were; a word on an issue while it says the same. After that it
is `outdated`: shown, with its author and its note, but the check is open again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.keys import key
from archive.reports import decisions
from archive.reports.decisions import Decision
from archive.store.db import Archive
from archive.urls import canonicalize

Word = Literal["confirmed", "dismissed"]
"""confirmed: the publisher's error (or a true gap); dismissed: not one, the note says why."""
KINDS = ("check", "across", "issue", "takedown")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that does not add up. `name`: the check's key or the issue's code; `lhs` and `rhs` of checks alone.

    A takedown that another archive made: `report` is the key of our capture, `title` its address, `publisher` whose archive
    it was, `message` their reason.
    """

    kind: str
    report: str
    title: str | None
    publisher: str | None
    region_code: str | None
    year: int | None
    name: str
    severity: str | None
    lhs: str | int | None
    rhs: str | int | None
    message: str | None
    subject_key: str
    operands_hash: str
    decision: Decision | None
    outdated: bool

    @property
    def open(self) -> bool:
        """Nobody has said anything of it, or of what it was before."""
        return self.decision is None or self.outdated


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items; empty parts do not limit. `region` is the beginning of a code; `spoken`: a person spoke on it."""

    report: str | None = None
    region: str | None = None
    kind: str | None = None
    severity: str | None = None
    spoken: bool = False


class NotFoundError(LookupError):
    """Nothing is called that; the message is one line that says what was looked for."""


def items(conn: sqlite3.Connection, wanted: Wanted) -> Iterator[Item]:
    """Failed checks within reports, between reports, and issues, of the readings that reports show; takedowns of strangers."""
    for kind, sql in _SOURCES.items():
        if wanted.kind not in (None, kind):
            continue
        words = decisions.all_standing(conn, kind)
        if wanted.spoken and not words:
            continue
        limits, values = _limits(wanted)
        for row in conn.execute(f"{sql} {limits} order by r.key, name", values):
            subject = _subject(kind, row)
            if subject in words or not wanted.spoken:
                yield _item(conn, kind, row, subject, words.get(subject))


_REPORT = "r.key as report, r.title, r.year, p.name as publisher, p.region_code"
_SOURCES = {
    "check": f"""select {_REPORT}, c.check_key as name, c.severity, c.lhs, c.rhs,
        (select operands from operand_lists where id = c.operands) as operands, null as message, c.reading_id, null as address, null as locator
        from checks c join reports r on r.reading_id = c.reading_id left join publishers p on p.id = r.publisher_id
        where c.outcome = 'fail'""",
    "across": f"""select {_REPORT}, c.check_key as name, c.severity, c.lhs, c.rhs, c.operands, null as message,
        null as reading_id, null as address, null as locator
        from report_checks c join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id
        where c.outcome = 'fail'""",
    "issue": f"""select {_REPORT}, c.code as name, null as severity, null as lhs, null as rhs, null as operands,
        c.message, null as reading_id, c.address, c.locator
        from issues c join reports r on r.reading_id = c.reading_id left join publishers p on p.id = r.publisher_id
        where 1""",
    "takedown": """select t.capture_key as report, t.url as title, null as year, t.origin as publisher, null as region_code,
        'takedown' as name, null as severity, null as lhs, null as rhs, null as operands,
        t.reason as message, null as reading_id, t.address, t.key as locator
        from pending_takedowns t join captures r on r.key = t.capture_key left join publishers p on 0
        where not exists (select 1 from tombstones where capture_key = t.capture_key)""",
}


def _limits(wanted: Wanted) -> tuple[str, dict[str, str]]:
    limits: list[str] = []
    values: dict[str, str] = {}
    if wanted.report:
        limits.append("and r.key = :report")
        values["report"] = wanted.report
    if wanted.region:
        limits.append("and p.region_code >= :region and p.region_code < :region || '~'")
        values["region"] = wanted.region
    if wanted.severity:
        limits.append("and severity = :severity")
        values["severity"] = wanted.severity
    return " ".join(limits), values


def _subject(kind: str, row: sqlite3.Row) -> str:
    """What a decision on the item names."""
    if kind in ("issue", "takedown"):
        return key(kind, row["address"], row["name"], row["locator"])
    return key(kind, row["report"], row["name"])


def _item(conn: sqlite3.Connection, kind: str, row: sqlite3.Row, subject: str, word: Decision | None) -> Item:
    operands = key("operands", row["message"]) if kind in ("issue", "takedown") else _operands(conn, row)
    return Item(
        kind, row["report"], row["title"], row["publisher"], row["region_code"], row["year"], row["name"],
        row["severity"], row["lhs"], row["rhs"], row["message"], subject, operands, word,
        word is not None and word.operands_hash != operands,
    )  # fmt: skip


def _operands(conn: sqlite3.Connection, row: sqlite3.Row) -> str:
    """A hash of what a check is about: both sides, and each figure of a check within one report."""
    cells: list[str | int | None] = [str(row["lhs"]), str(row["rhs"])]
    if row["reading_id"] is not None:
        for field in json.loads(row["operands"]):
            cell = conn.execute(
                "select state, value from figures where reading_id = ?"
                " and field_id = (select id from fields where key = ?)",
                (row["reading_id"], field),
            ).fetchone()
            cells += [field, *(tuple(cell) if cell else (None, None))]
    return key("operands", *cells)


def find_report(conn: sqlite3.Connection, text: str) -> sqlite3.Row:
    """The row of the report that a key, the beginning of one, or an address means.

    :raises NotFoundError: no report, or more than one, is called that.
    """
    if "/" in text:
        try:
            address = canonicalize(text)
        except ValueError:
            raise NotFoundError(f"{text} is no http address") from None
        sql = "select * from reports where reading_id is not null and id in (select report_id from renditions where address = ?)"
        found = conn.execute(sql + " order by year desc", (address,)).fetchall()
    else:
        found = conn.execute(
            "select * from reports where key between ? and ? || 'g' limit 2", (text, text)
        ).fetchall()
        if len(found) > 1:
            raise NotFoundError(f"several reports have keys that begin with {text}: give more of it")
    if not found:
        raise NotFoundError(
            f"no report is called {text}: give its key or its address (nianbao reports --json)"
        )
    row: sqlite3.Row = found[0]
    return row


def find_items(conn: sqlite3.Connection, report_key: str, name: str) -> list[Item]:
    """The items of a report with this check key or issue code.

    :raises NotFoundError: naming what there is.
    """
    everything = list(items(conn, Wanted(report=report_key)))
    found = [i for i in everything if i.name == name]
    if not found:
        there = ", ".join(sorted({i.name for i in everything})) or "nothing else"
        raise NotFoundError(f"{name} is nothing that failed in this report; there is: {there}")
    return found


def find_takedowns(conn: sqlite3.Connection, text: str) -> list[Item]:
    """The takedowns of others that wait for a word, by key of the capture, beginning of one, or address. Raises NotFoundError."""
    waiting = [i for i in items(conn, Wanted(kind="takedown")) if i.open]
    found = [
        i for i in waiting if text in (i.report, i.title) or (len(text) > 3 and i.report.startswith(text))
    ]
    if not found:
        raise NotFoundError(f"no takedown of {text} waits: nianbao review list --kind takedown names them")
    return found


def say(archive: Archive, item: Item, word: Word, *, note: str, by: str) -> None:
    """Confirm or dismiss an item."""
    with archive.transaction():
        decisions.decide(
            archive, item.kind, item.subject_key, word, note=note, by=by, operands_hash=item.operands_hash
        )
