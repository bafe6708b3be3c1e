"""Changes as people ask for them: since when, of which region, publisher, kind; each with its difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.history.announced import CERTAIN_AT, TELLABLE, tellable_before
from archive.history.diff import Cell
from archive.reports.fields import from_stored, json_number
from archive.store.rows import SqlValue

KINDS = (
    *("new", "revised_figures", "revised_text", "rendition_added"),
    *("moved", "withdrawn", "back", "figures_disagree"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes; empty parts do not limit. `region` is the beginning of a code, `province` a name, `publisher` a part
    of a name, `publisher_key` and `report` are keys, `level` and `body` are the level and the kind of the publisher; `keys`
    are those of the changes themselves.

    `since` and `until` are instants or days in UTC, the latter excluded. `everything`: also what awaits a second observation
    and what was gone at the second observation.
    """

    since: str | None = None
    until: str | None = None
    kinds: tuple[str, ...] = ()
    region: str | None = None
    publisher: str | None = None
    year: int | None = None
    report: str | None = None
    everything: bool = False
    province: str | None = None
    publisher_key: str | None = None
    level: str | None = None
    body: str | None = None
    keys: tuple[str, ...] | None = None
    certain_since: str | None = None
    certain_until: str | None = None
    """Instants, as `since` and `until`, of when it became certain."""


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
    """`figures`, `text` (a unified diff) or `left` and `taken` (addresses) hold the difference, by kind. `certain_at`: from when on it
    is told, in the future where it waits for a second look."""

    key: str
    kind: str
    at: str
    confirmed_at: str | None
    certain_at: str
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


_FROM = "from changes c join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id"
_FROM_BODIES = "from publishers p cross join reports r on r.publisher_id = p.id cross join changes c on c.report_id = r.id"
"""For those of few bodies: SQLite takes the tables of a cross join in their order, where it would else go through all changes, the
newest first, until it has found enough of them."""
NARROW = 4
"""Digits of a region's code, a prefecture's, from which on its bodies are few."""
_SELECT = f"""
select c.key, c.kind, c.at, c.confirmed_at, {CERTAIN_AT} as certain_at, c.passing, c.difference, r.key as report, r.title, r.year,
    r.sample, p.name as publisher, p.region_code"""
_LIMITS = {
    "since": "c.at >= :since",
    "until": "c.at < :until",
    "region": "p.region_code >= :region and p.region_code < :region || '~'",
    "publisher": "instr(p.name, :publisher) > 0",
    "year": "+r.year = :year",
    "report": "r.key = :report",
    "province": "+p.province = :province",
    "publisher_key": "p.key = :publisher_key",
    "level": "+p.level = :level",
    "body": "+p.kind = :body",
    "certain_since": f"{CERTAIN_AT} >= :certain_since",
    "certain_until": f"{CERTAIN_AT} < :certain_until",
}
"""`+`: of these there are so many that changes are looked at one by one, the newest first, until a page is full; SQLite would else
take them all by an index and sort them."""
DIFF_HEADS = ("---", "+++")


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first: at most `length` changes behind the first `skipped`. `as_told`: by when they became certain and not by
    when they happened, so that what is told later stands before what was told already."""

    length: int
    skipped: int = 0
    as_told: bool = False


def load(
    conn: sqlite3.Connection, wanted: Wanted, now: datetime, page: Page | None = None
) -> Iterator[Change]:
    """The changes in order of time; a page of them newest first. `now` decides what had no second observation."""
    fields = {
        row["key"]: (row["zh"], row["scale"]) for row in conn.execute("select key, zh, scale from fields")
    }
    where, values = _where(wanted, now)
    order = "c.at, c.key"
    if page is not None:
        values |= {"length": page.length, "skipped": page.skipped}
        order = f"{CERTAIN_AT if page.as_told else 'c.at'} desc, c.id desc limit :length offset :skipped"
    for row in conn.execute(f"{_SELECT} {_from(wanted)} where {where} order by {order}", values):
        yield _change(row, fields)


def count(conn: sqlite3.Connection, wanted: Wanted, now: datetime) -> dict[str, int]:
    """Kind -> how many changes, in the order of KINDS; kinds without any are left out."""
    where, values = _where(wanted, now)
    sql = f"select +c.kind, count(*) {_from(wanted)} where {where} group by 1"  # `+`: not in the order of all kinds
    found = dict(map(tuple, conn.execute(sql, values)))
    return {kind: found[kind] for kind in KINDS if kind in found}


def of_bodies(wanted: Wanted, now: datetime) -> tuple[str, dict[str, SqlValue]]:
    """SQL and its values: key of the body and year of each report that changed."""
    where, values = _where(wanted, now)
    return f"select p.key, r.year {_from(wanted)} where {where}", values


def _from(wanted: Wanted) -> str:
    return _FROM_BODIES if wanted.publisher_key or len(wanted.region or "") >= NARROW else _FROM


def _where(wanted: Wanted, now: datetime) -> tuple[str, dict[str, SqlValue]]:
    values: dict[str, SqlValue] = {
        name: getattr(wanted, name) for name in _LIMITS if getattr(wanted, name) is not None
    }
    limits = [_LIMITS[name] for name in values]
    if _from(wanted) == _FROM:
        limits = [limit.replace("p.region_code", "+p.region_code") for limit in limits]
    if len(wanted.kinds) == 1:  # the index of kind and `at` then gives their order
        limits.append("c.kind = :kind")
        values["kind"] = wanted.kinds[0]
    elif wanted.kinds:
        limits.append("c.kind in (select value from json_each(:kinds))")
        values["kinds"] = json.dumps(wanted.kinds)
    if wanted.keys is not None:
        limits.append("c.key in (select value from json_each(:keys))")
        values["keys"] = json.dumps(wanted.keys)
    if not wanted.everything:
        limits.append(TELLABLE)
        values["tellable_before"] = tellable_before(now)
    return " and ".join(limits) or "1", values


Fields = Mapping[str, tuple[str, int]]
"""Field key -> (label, scale)."""


def _change(row: sqlite3.Row, fields: Fields) -> Change:
    difference = json.loads(row["difference"])
    of_figures = difference.items() if isinstance(difference, dict) else ()
    lines = [] if isinstance(difference, dict) else [str(line) for line in difference]
    is_text = row["kind"] == "revised_text"
    return Change(
        key=row["key"],
        kind=row["kind"],
        at=row["at"],
        confirmed_at=row["confirmed_at"],
        certain_at=row["certain_at"],
        passing=bool(row["passing"]),
        report=row["report"],
        title=row["title"],
        publisher=row["publisher"],
        region_code=row["region_code"],
        year=row["year"],
        sample=bool(row["sample"]),
        figures=tuple(_figure(field, sides, fields) for field, sides in of_figures),
        text=tuple(lines) if is_text else (),
        left=() if is_text else tuple(line[1:] for line in lines if line.startswith("-")),
        taken=() if is_text else tuple(line[1:] for line in lines if line.startswith("+")),
    )


def _figure(field: str, sides: object, fields: Fields) -> FigureChange:
    label, scale = fields.get(field, (field, 0))
    before, after = sides if isinstance(sides, list) and len(sides) == 2 else (None, sides)
    (was, old, raw_before), (now, new, raw_after) = _cell(before), _cell(after)
    return FigureChange(
        field,
        label,
        json_number(from_stored(old, scale)),
        json_number(from_stored(new, scale)),
        raw_before,
        raw_after,
        was,
        now,
    )


def _cell(side: object) -> Cell:
    """A stored side; what is no cell stands as the text that it is."""
    match side:
        case None:
            return "missing", None, None
        case [str(state), int() | None as value, str() | None as raw]:
            return state, value, raw
    return "unreadable", None, side if isinstance(side, str) else json.dumps(side, ensure_ascii=False)


def lines(change: Change) -> tuple[tuple[str, str], ...]:
    """What was removed and added, as (sign, text): paragraphs or addresses."""
    text = [line for line in change.text if line[:1] in ("+", "-") and line.strip() not in DIFF_HEADS]
    places = [*(f"-{address}" for address in change.left), *(f"+{address}" for address in change.taken)]
    return tuple((line[0], line[1:]) for line in (*text, *places))


def summary(change: Change) -> str:
    """The difference in lines, as plain text."""
    cells = [f"{f.label}: {_printed(f, 'before')} → {_printed(f, 'after')}" for f in change.figures]
    text = [line for line in change.text if line[:1] in ("+", "-") and line.strip() not in DIFF_HEADS]
    places = [f"- {address}" for address in change.left] + [f"+ {address}" for address in change.taken]
    return "\n".join([*cells, *text, *places])


def _printed(figure: FigureChange, side: str) -> str:
    value, raw, state = (getattr(figure, f"{x}{side}") for x in ("", "raw_", "state_"))
    if value is not None:
        return str(value)
    return str(raw).strip() or state if raw else str(state)
