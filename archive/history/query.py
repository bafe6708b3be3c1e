"""Changes as people ask for them: since when, of which region, publisher, kind; each with its difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.history.announced import SETTLED, settled_before
from archive.history.diff import Sides
from archive.reports.fields import from_stored, json_number
from archive.store.rows import SqlValue

KINDS = (
    *("new", "revised_figures", "revised_text", "rendition_added"),
    *("moved", "withdrawn", "back", "figures_disagree"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes; empty parts do not limit. `region` is the beginning of a code, `publisher` a part of a name.

    `since` and `until` are instants or days in UTC, the latter excluded. `everything`: also what awaits a second look
    and what was gone at the second look.
    """

    since: str | None = None
    until: str | None = None
    kinds: tuple[str, ...] = ()
    region: str | None = None
    publisher: str | None = None
    year: int | None = None
    report: str | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One cell; None where the page has no such cell. `state_…` says why a side without a number has none."""

    field: str
    label: str
    before: int | float | None
    after: int | float | None
    raw_before: str | None
    raw_after: str | None
    state_before: str
    state_after: str


@dataclass(frozen=True, slots=True)
class Change:
    """`figures`, `text` (a unified diff) or `left` and `taken` (addresses) hold the difference, by kind."""

    key: str
    kind: str
    at: str
    confirmed_at: str | None
    passing: bool
    report: str
    title: str | None
    publisher: str | None
    region_code: str | None
    year: int | None
    sample: bool
    figures: tuple[FigureChange, ...] = ()
    text: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


_SELECT = """
select c.key, c.kind, c.at, c.confirmed_at, c.passing, c.difference, r.key as report, r.title, r.year, r.sample,
    p.name as publisher, p.region_code
from changes c join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id
"""
_LIMITS = {
    "since": "c.at >= :since",
    "until": "c.at < :until",
    "region": "p.region_code >= :region and p.region_code < :region || '~'",
    "publisher": "instr(p.name, :publisher) > 0",
    "year": "r.year = :year",
    "report": "r.key = :report",
}


def load(conn: sqlite3.Connection, wanted: Wanted, now: datetime) -> Iterator[Change]:
    """The changes in order of time. `now` settles what nobody had a second look at."""
    labels = {
        row["key"]: (row["zh"], row["scale"]) for row in conn.execute("select key, zh, scale from fields")
    }
    values: dict[str, SqlValue] = {
        name: getattr(wanted, name) for name in _LIMITS if getattr(wanted, name) is not None
    }
    limits = [_LIMITS[name] for name in values]
    if wanted.kinds:
        limits.append("c.kind in (select value from json_each(:kinds))")
        values["kinds"] = json.dumps(wanted.kinds)
    if not wanted.everything:
        limits.append(SETTLED)
        values["settled_before"] = settled_before(now)
    where = " and ".join(limits) or "1"
    for row in conn.execute(f"{_SELECT} where {where} order by c.at, c.key", values):
        yield _change(row, labels)


def by_keys(conn: sqlite3.Connection, keys: list[str]) -> list[Change]:
    """The changes of these keys, in order of time."""
    labels = {
        row["key"]: (row["zh"], row["scale"]) for row in conn.execute("select key, zh, scale from fields")
    }
    rows = conn.execute(
        f"{_SELECT} where c.key in (select value from json_each(?)) order by c.at, c.key", (json.dumps(keys),)
    )
    return [_change(row, labels) for row in rows]


def _change(row: sqlite3.Row, labels: dict[str, tuple[str, int]]) -> Change:
    difference = json.loads(row["difference"])
    parts: dict[str, Any] = {}
    if isinstance(difference, dict):
        parts["figures"] = tuple(_figure(field, sides, labels) for field, sides in difference.items())
    elif row["kind"] == "revised_text":
        parts["text"] = tuple(difference)
    else:
        parts["left"] = tuple(line[1:] for line in difference if line.startswith("-"))
        parts["taken"] = tuple(line[1:] for line in difference if line.startswith("+"))
    plain = {name: row[name] for name in row.keys() if name not in ("difference", "sample", "passing")}  # noqa: SIM118
    return Change(**plain, sample=bool(row["sample"]), passing=bool(row["passing"]), **parts)


def _figure(field: str, sides: Sides, labels: dict[str, tuple[str, int]]) -> FigureChange:
    label, scale = labels.get(field, (field, 0))
    (was, before, raw_before), (now, after, raw_after) = (side or ("missing", None, None) for side in sides)
    return FigureChange(
        field,
        label,
        json_number(from_stored(before, scale)),
        json_number(from_stored(after, scale)),
        raw_before,
        raw_after,
        was,
        now,
    )


def summary(change: Change) -> str:
    """The difference in lines, as plain text."""
    cells = [f"{f.label}: {_printed(f, 'before')} → {_printed(f, 'after')}" for f in change.figures]
    text = [line for line in change.text if line[:1] in "+-" and line.strip() not in ("+++", "---")]
    places = [f"- {address}" for address in change.left] + [f"+ {address}" for address in change.taken]
    return "\n".join([*cells, *text, *places])


def _printed(figure: FigureChange, side: str) -> str:
    value, raw, state = (getattr(figure, f"{x}{side}") for x in ("", "raw_", "state_"))
    if value is not None:
        return str(value)
    return str(raw).strip() or state if raw else str(state)
