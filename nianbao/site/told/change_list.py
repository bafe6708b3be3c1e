"""What changed, newest first, each with its difference."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from archive.clock import system_clock
from archive.history import query
from archive.history.query import KINDS as KINDS
from archive.history.query import Change, Wanted
from archive.schema import tallies
from nianbao.site.told import evidence
from nianbao.site.told.evidence import Sides
from nianbao.site.web.i18n import CHINESE, Language
from nianbao.site.web.regions import stem

PAGE = 30


@dataclass(frozen=True)
class Filter:
    """Which changes: empty parts do not limit. `region` is a GB/T 2260 code, with all that lies within."""

    kind: str | None = None
    year: int | None = None
    province: str | None = None
    region: str | None = None
    publisher: str | None = None
    report: str | None = None
    since: str | None = None
    level: str | None = None
    body: str | None = None
    """Kind of the publisher."""
    now: datetime | None = None
    """Where given: only changes that may be announced by then; no revision that was observed once."""

    def query(self, **more: object) -> str:
        """As the query string of an address, with further parameters behind."""
        parts = {name: value for name, value in {**vars(self), **more}.items() if value and name != "now"}
        return f"?{urlencode(parts)}" if parts else ""

    def wanted(self) -> Wanted:
        """As the archive is asked."""
        return Wanted(
            since=self.since,
            kinds=(self.kind,) if self.kind else (),
            region=stem(self.region) if self.region else None,
            year=self.year,
            report=self.report,
            everything=self.now is None,
            province=self.province,
            publisher_key=self.publisher,
            level=self.level,
            body=self.body,
        )


class FigureLine(NamedTuple):
    """A changed cell in words; `…_at` is the end of the address of its place in the archived page."""

    label: str
    before: str
    after: str
    before_at: str | None = None
    after_at: str | None = None


@dataclass(frozen=True)
class WordedChange:
    """A change in words: `figures`, `lines` as (removed or added, text). `capture_…`: keys of the archived pages; `from_…` and
    `to_addresses`: where the report stood and stands. `told_at`: when it became certain; `late`: days after the day that binds."""

    key: str
    kind: str
    at: str
    report: str
    title: str
    year: int | None
    publisher: str | None
    sample: bool
    figures: tuple[FigureLine, ...]
    lines: tuple[tuple[str, str], ...]
    is_settled: bool = True
    """Whether a second observation confirmed it, or none is needed."""
    capture_before: str | None = None
    capture_after: str | None = None
    told_at: str = ""
    from_addresses: tuple[str, ...] = ()
    to_addresses: tuple[str, ...] = ()
    late: int | None = None

    def summary(self) -> str:
        """The difference as plain text."""
        figures = [f"{line.label}: {line.before} → {line.after}" for line in self.figures]
        return "\n".join([*figures, *(f"{sign} {text}" for sign, text in self.lines)])


def load(
    conn: sqlite3.Connection, wanted: Filter, page: int = 1, t: Language = CHINESE
) -> tuple[list[WordedChange], bool]:
    """The changes of one page and whether there are more."""
    rows = query.Page(PAGE + 1, (page - 1) * PAGE, as_told=wanted.now is not None)
    found = list(query.load(conn, wanted.wanted(), wanted.now or system_clock(), rows))
    return worded(conn, found[:PAGE], t), len(found) > PAGE


def worded(conn: sqlite3.Connection, changes: list[Change], t: Language) -> list[WordedChange]:
    """Changes in the words of a language, with where both sides stand."""
    labels = {
        row["key"]: t.of(row["zh"], row["en"]) for row in conn.execute("select key, zh, en from fields")
    }
    sides = evidence.load(conn, (change.key for change in changes))
    late = evidence.days_late(conn, (change.report for change in changes if change.kind == "new"))
    return [
        replace(_worded(c, labels, sides[c.key], t), late=late.get(c.report) if c.kind == "new" else None)
        for c in changes
    ]


def counts(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Each kind of change that there is, and how many."""
    found = tallies.parts(conn, "changes")
    return [(kind, found[kind]) for kind in KINDS if kind in found]


def _worded(change: Change, labels: Mapping[str, str], sides: Sides, t: Language) -> WordedChange:
    return WordedChange(
        key=change.key,
        kind=change.kind,
        at=change.at,
        report=change.report,
        title=change.title or "",
        year=change.year,
        publisher=change.publisher,
        sample=change.sample,
        figures=tuple(
            FigureLine(
                labels.get(f.field, f.label),
                _printed(f.state_before, f.before, f.raw_before, t),
                _printed(f.state_after, f.after, f.raw_after, t),
                sides.before.cells.get(f.field),
                sides.after.cells.get(f.field),
            )
            for f in change.figures
        ),
        lines=query.lines(change),
        is_settled=change.confirmed_at is not None and not change.passing,
        capture_before=sides.before.capture,
        capture_after=sides.after.capture,
        told_at=change.certain_at,
        from_addresses=sides.before.places(change.left),
        to_addresses=sides.after.places(change.taken),
    )


def _printed(state: str, value: float | None, raw: str | None, t: Language) -> str:
    """What a cell printed, or why it printed nothing."""
    if state != "value":
        return raw.strip() if raw and raw.strip() else t.name("brief", state)
    return raw if raw is not None else str(value)
