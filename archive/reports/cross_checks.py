"""Checks between reports: this year against last, a county against its units. Soft, all of them: a publisher may have
reasons, and a unit's report may be wrong as well.

    y1.carried.<column>   carried in = last year's carried out (table 3)
    y2.in_force.<row>     in force = last year's in force + issued - repealed (form of 2021)
    y3.items.<row>        last year's items here = last year's there + increase there (form of 2019)
    y4.jump.<field>       not ten times last year's, nor a tenth of it
    x1.level.<field>      a county's figure is at least that of its largest unit
    x2.sum.<field>        the sum of the archived units beside the county's: information, it never fails

`lhs` is what the other report leads one to expect, `rhs` what this report prints; operands are `this:` and `last:`
fields, or `unit:` the field of other bodies.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from archive.reports import fields
from archive.store.db import Archive

APPLICANTS = (
    *("natural_person", "business", "research", "public_welfare", "legal_service", "other_org", "total"),
)
DECISIONS = (
    "t2.art20_5.licensing.decisions",
    "t2.art20_6.penalty.decisions",
    "t2.art20_6.coercion.decisions",
)
LEVELS = ("t3.new_received.total", "t3.total_results.total", "t4.review.total", *DECISIONS)
JUMPS = (*LEVELS, "t2.art20_1.normative_docs.in_force", "t2.art20_8.fees.amount_wan")
TENFOLD = 10
ENOUGH = 100
"""A jump between small numbers is no news: the larger of the two must be at least this (in 万元 for amounts)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of `report_checks`, without the report it belongs to."""

    key: str
    severity: str
    against_id: int | None
    operands: tuple[str, ...]
    lhs: int | None
    rhs: int | None
    outcome: str


Values = dict[str, int]
"""Field -> stored number, only where the report prints one."""


def derive(archive: Archive, report_id: int) -> None:
    """Bring the checks of one report in line with it and with those beside it, inside the caller's transaction."""
    row = archive.rows(
        "select reports.*, kind, publishers.level, region_code from reports"
        " left join publishers on publishers.id = publisher_id where reports.id = ?",
        report_id,
    )[0]
    found: list[Check] = []
    if row["reading_id"] is not None and row["publisher_id"] is not None and row["year"] is not None:
        last = _of_year(archive, row["publisher_id"], row["year"] - 1)
        if last is not None:
            here, there = (_values(archive, r, _YEARLY) for r in (row["reading_id"], last["reading_id"]))
            found += [
                c
                for c in _yearly(last["id"], here, there, _scales(archive))
                if (c.lhs, c.rhs) != (None, None)
            ]
        if row["kind"] == "government" and row["region_code"]:
            found += _levels(archive, row)
    _replace(archive, report_id, found)


def touched(archive: Archive, report_id: int) -> Iterator[int]:
    """The reports whose checks lean on this one: next year's of the body, and that of the county it belongs to."""
    row = archive.rows(
        "select reports.*, kind, region_code from reports left join publishers on publishers.id = publisher_id"
        " where reports.id = ?",
        report_id,
    )[0]
    yield report_id
    if row["publisher_id"] is None or row["year"] is None:
        return
    for publisher_id in (row["publisher_id"], _successor(archive, row["publisher_id"])):
        following = archive.value(
            "select id from reports where publisher_id = ? and year = ?", publisher_id, row["year"] + 1
        )
        if following is not None:
            yield following
    if row["kind"] != "government" and row["region_code"]:
        yield from (
            r["id"]
            for r in archive.rows(
                "select reports.id from publishers join reports on reports.publisher_id = publishers.id"
                " where region_code = ? and kind = 'government' and year = ?",
                row["region_code"],
                row["year"],
            )
        )


def _successor(archive: Archive, publisher_id: int) -> int | None:
    found: int | None = archive.value(
        "select id from publishers where key = (select successor_key from publishers where id = ?)",
        publisher_id,
    )
    return found


def _of_year(archive: Archive, publisher_id: int, year: int) -> sqlite3.Row | None:
    """The report of a body, or of the body it succeeded, of a year; None where the archive has none."""
    return archive.row(
        "select id, reading_id from reports where year = ? and reading_id is not null and publisher_id in ("
        " select ? union all select id from publishers"
        "  where successor_key = (select key from publishers where id = ?))"
        " order by publisher_id <> ? limit 1",
        year,
        *(publisher_id, publisher_id, publisher_id),
    )


_NEEDED = (
    *(f"t3.{row}.{column}" for row, column in product(("carried_in", "carried_out"), APPLICANTS)),
    *(
        f"t2.art20_1.{row}.{c}"
        for row, c in product(("rules", "normative_docs"), ("in_force", "issued", "repealed"))
    ),
    *JUMPS,
)
_ITEMS = (
    *("t2.art20_5.licensing", "t2.art20_5.other_services", "t2.art20_6.penalty", "t2.art20_6.coercion"),
    "t2.art20_8.fees",
)
_YEARLY = (*_NEEDED, *(f"{row}.{c}" for row, c in product(_ITEMS, ("items_prev", "items_delta"))))


def _values(archive: Archive, reading_id: int, wanted: Iterable[str]) -> Values:
    known = fields.ids(archive, ())
    keys = {known[key][0]: key for key in wanted if key in known}
    rows = archive.rows(
        "select field_id, value from figures where reading_id = ? and state = 'value'"
        f" and field_id in ({', '.join(map(str, keys))})",
        reading_id,
    )
    return {keys[r["field_id"]]: r["value"] for r in rows}


def _scales(archive: Archive) -> dict[str, int]:
    return {key: 10**scale for key, (_, scale) in fields.ids(archive, ()).items() if scale}


def _yearly(last_id: int, here: Values, there: Values, scales: dict[str, int]) -> Iterator[Check]:
    for column in APPLICANTS:
        yield _equal(
            f"y1.carried.{column}",
            last_id,
            here,
            there,
            f"t3.carried_in.{column}",
            (f"t3.carried_out.{column}",),
        )
    for row in ("rules", "normative_docs"):
        name = f"t2.art20_1.{row}."
        if name + "in_force" in there:
            yield _rolled(row, last_id, here, there, name)
    for item in _ITEMS:
        if f"{item}.items_prev" in there and f"{item}.items_prev" in here:
            parts = (f"{item}.items_prev", f"{item}.items_delta")
            yield _equal(f"y3.items.{item.rpartition('.')[2]}", last_id, here, there, parts[0], parts)
    for field in JUMPS:
        if here.get(field) and there.get(field):
            yield _jump(field, last_id, here[field], there[field], scales.get(field, 1))


def _equal(key: str, last_id: int, here: Values, there: Values, field: str, parts: tuple[str, ...]) -> Check:
    """This year's field against the sum of last year's parts."""
    known = [there[p] for p in parts if p in there]
    lhs = sum(known) if len(known) == len(parts) else None
    operands = (f"this:{field}", *(f"last:{p}" for p in parts))
    return Check(key, "soft", last_id, operands, lhs, here.get(field), _outcome(lhs, here.get(field)))


def _rolled(row: str, last_id: int, here: Values, there: Values, name: str) -> Check:
    """In force at the end of last year, and what this year added and repealed."""
    moves = (here.get(name + "issued"), here.get(name + "repealed"))
    lhs = None if None in moves else there[name + "in_force"] + (moves[0] or 0) - (moves[1] or 0)
    rhs = here.get(name + "in_force")
    operands = (f"this:{name}in_force", f"last:{name}in_force", f"this:{name}issued", f"this:{name}repealed")
    return Check(f"y2.in_force.{row}", "soft", last_id, operands, lhs, rhs, _outcome(lhs, rhs))


def _jump(field: str, last_id: int, now: int, before: int, scale: int) -> Check:
    low, high = sorted((abs(now), abs(before)))
    far = high >= ENOUGH * scale and high >= TENFOLD * low
    outcome = "fail" if far else "pass"
    return Check(
        f"y4.jump.{field}", "soft", last_id, (f"this:{field}", f"last:{field}"), before, now, outcome
    )


def _outcome(lhs: int | None, rhs: int | None) -> str:
    return "not_assessable" if lhs is None or rhs is None else "pass" if lhs == rhs else "fail"


def _levels(archive: Archive, row: sqlite3.Row) -> Iterator[Check]:
    here = _values(archive, row["reading_id"], LEVELS)
    units: dict[str, list[tuple[int, str, int]]] = {}
    for unit in archive.rows(_UNITS, row["region_code"], row["year"]):
        for field, value in _values(archive, unit["reading_id"], LEVELS).items():
            units.setdefault(field, []).append((value, unit["key"], unit["id"]))
    for field, figures in sorted(units.items()):
        largest, _, report_id = max(figures)
        total, rhs = sum(value for value, _, _ in figures), here.get(field)
        operands = (f"this:{field}", f"unit:{field}")
        within = "not_assessable" if rhs is None else "pass" if rhs >= largest else "fail"
        yield Check(f"x1.level.{field}", "soft", report_id, operands, largest, rhs, within)
        same = "pass" if rhs == total else "not_assessable"
        yield Check(f"x2.sum.{field}", "info", None, operands, total, rhs, same)


_UNITS = """
select reports.id, reports.key, reading_id from publishers cross join reports on reports.publisher_id = publishers.id
where region_code = ? and kind <> 'government' and reports.year = ? and reading_id is not null
"""
"""`cross join`: by the few bodies of the region, not by the many reports of the year."""


def _replace(archive: Archive, report_id: int, found: list[Check]) -> None:
    rows = {
        c.key: (report_id, c.key, c.severity, c.against_id, json.dumps(c.operands), c.lhs, c.rhs, c.outcome)
        for c in found
    }
    columns = "report_id, check_key, severity, against_id, operands, lhs, rhs, outcome"
    known = {
        r["check_key"]: tuple(r)
        for r in archive.rows(f"select {columns} from report_checks where report_id = ?", report_id)
    }
    stale = [(report_id, k) for k, row in known.items() if rows.get(k) != row]
    archive.conn.executemany("delete from report_checks where report_id = ? and check_key = ?", stale)
    archive.insert_all("report_checks", columns, [row for k, row in rows.items() if known.get(k) != row])
