"""What changed, newest first, each with its difference."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from archive.clock import system_clock
from archive.history import query
from archive.history.query import KINDS as KINDS
from archive.history.query import Change, Wanted
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
    now: datetime | None = None
    """Where given: only changes that may be announced by then; no revision that was observed once."""

    def query(self) -> str:
        """As the query string of an address."""
        parts = {name: value for name, value in vars(self).items() if value and name != "now"}
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
        )


@dataclass(frozen=True)
class WordedChange:
    """A change in words: `figures` as (label, before, after), `lines` as (removed or added, text)."""

    key: str
    kind: str
    at: str
    report: str
    title: str
    year: int | None
    publisher: str | None
    sample: bool
    figures: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str], ...]
    is_settled: bool = True
    """Whether a second observation confirmed it, or none is needed."""

    def summary(self) -> str:
        """The difference as plain text."""
        figures = [f"{label}: {before} → {after}" for label, before, after in self.figures]
        return "\n".join([*figures, *(f"{sign} {text}" for sign, text in self.lines)])


def load(
    conn: sqlite3.Connection, wanted: Filter, page: int = 1, t: Language = CHINESE
) -> tuple[list[WordedChange], bool]:
    """The changes of one page and whether there are more."""
    rows = query.Page(PAGE + 1, (page - 1) * PAGE)
    found = list(query.load(conn, wanted.wanted(), wanted.now or system_clock(), rows))
    labels = {
        row["key"]: t.of(row["zh"], row["en"]) for row in conn.execute("select key, zh, en from fields")
    }
    return [_worded(change, labels, t) for change in found[:PAGE]], len(found) > PAGE


def _worded(change: Change, labels: Mapping[str, str], t: Language) -> WordedChange:
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
            (
                labels.get(f.field, f.label),
                _printed(f.state_before, f.before, f.raw_before, t),
                _printed(f.state_after, f.after, f.raw_after, t),
            )
            for f in change.figures
        ),
        lines=query.lines(change),
        is_settled=change.confirmed_at is not None and not change.passing,
    )


def _printed(state: str, value: float | None, raw: str | None, t: Language) -> str:
    """What a cell printed, or why it printed nothing."""
    if state != "value":
        return raw.strip() if raw and raw.strip() else t.name("brief", state)
    return raw if raw is not None else str(value)
