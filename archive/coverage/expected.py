"""Who should have published, for which year, by when: the table `expected`, derived from what the archive knows.

A body is expected for a year on one of these grounds, the first that holds:

    published    it did
    decision     a person said so (`nianbao review expect`)
    between      it published in a year before and in a year after
    year_before  it published for the year before
    statute      it is the government of a county of a province that the archive covers

Nothing is expected of a body before its first known report, or two years after its last: it may not have existed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from archive.clock import day
from archive.coverage.deadlines import Deadlines, deadlines_of
from archive.reports import publishers
from archive.store.db import Archive
from archive.store.rows import PublisherRow
from parsers import regions

BATCH = 500
"""Bodies in one transaction: short enough that no other writer waits long."""
FIRST_YEAR = 2008
"""The first report year under the 条例 of 2007."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A row of `expected`: of this body a report of this year is expected, on this ground, by this day."""

    publisher_key: str
    year: int
    name: str
    kind: str | None
    level: str | None
    region_code: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    sample: int
    basis: str
    due_on: str
    due_basis: str
    due_binding: int
    portal_id: int | None
    list: str | None = None
    """The list of the portal that showed the body's newest report."""

    @property
    def of(self) -> tuple[str, int]:
        """The body and the year: what is expected once."""
        return self.publisher_key, self.year


_NAMES = tuple(f.name for f in fields(Expectation))
COLUMNS = ", ".join(_NAMES)
_VALUES = attrgetter(*_NAMES)
Expectations = dict[tuple[str, int], Expectation]


def refresh(archive: Archive) -> None:
    """Bring the whole table up to date, a batch of bodies a transaction; writes only what differs."""
    deadlines = deadlines_of(archive)
    by_statute: dict[str, Expectations] = {}
    for row in _statutory(archive, deadlines):
        by_statute.setdefault(row.publisher_key, {})[row.of] = row
    bodies = {r["key"]: r for r in archive.typed(PublisherRow, "select * from publishers")}
    known = {r[0] for r in archive.rows("select distinct publisher_key from expected")}
    keys = sorted(bodies.keys() | by_statute.keys() | known)
    for start in range(0, len(keys), BATCH):
        with archive.transaction():
            wanted: Expectations = {}
            for body_key in keys[start : start + BATCH]:
                wanted |= by_statute.get(body_key, {})
                if body_key in bodies:
                    wanted |= {r.of: r for r in _rows(archive, bodies[body_key], deadlines)}
            _bring_in_line(archive, keys[start : start + BATCH], wanted)


def _bring_in_line(archive: Archive, keys: list[str], wanted: Expectations) -> None:
    """The rows of these bodies, inside the caller's transaction."""
    sql = f"select {COLUMNS} from expected where publisher_key in (select value from json_each(?))"
    known = {row.of: row for row in archive.typed(Expectation, sql, json.dumps(keys))}
    gone = [k for k in known if k not in wanted]
    archive.conn.executemany("delete from expected where publisher_key = ? and year = ?", gone)
    _write(archive, (row for k, row in wanted.items() if known.get(k) != row))


def refresh_publisher(archive: Archive, publisher_id: int) -> None:
    """As `refresh` for one body whose reports changed, inside the caller's transaction.

    What it was expected of by statute alone stays.
    """
    publisher = archive.typed(PublisherRow, "select * from publishers where id = ?", publisher_id)[0]
    archive.conn.execute(
        "delete from expected where publisher_key = ? and basis <> 'statute'", (publisher["key"],)
    )
    _write(archive, _rows(archive, publisher, deadlines_of(archive)))


def _write(archive: Archive, rows: Iterable[Expectation]) -> None:
    values = [_VALUES(row) for row in rows]  # all before one is written: they are asked of the same table
    archive.insert_all("expected", COLUMNS, values, "on conflict do update set " + _UPDATE)


_UPDATE = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])


def _rows(archive: Archive, publisher: PublisherRow, deadlines: Deadlines) -> Iterator[Expectation]:
    """What is expected of a body that the archive knows."""
    published = {
        r["year"]
        for r in archive.rows(
            "select year from reports where publisher_id = ? and year is not null and reading_id is not null",
            publisher["id"],
        )
    }
    portal_id, where = _portal(archive, publisher)
    kind, level, code = publisher["kind"], publisher["level"], publisher["region_code"]
    for year, basis in sorted(_years(publisher, published).items()):
        due = deadlines.due(kind, level, code, year)
        if due is not None:
            yield Expectation(
                publisher_key=publisher["key"],
                year=year,
                name=publisher["name"],
                kind=kind,
                level=level,
                region_code=code,
                province=publisher["province"],
                prefecture=publisher["prefecture"],
                county=publisher["county"],
                sample=publisher["sample"],
                basis=basis,
                due_on=due.on.isoformat(),
                due_basis=due.basis,
                due_binding=due.binding,
                portal_id=portal_id,
                list=where,
            )


def span(published: set[int]) -> dict[int, str]:
    """The years that a body's own reports let expect, with the ground."""
    if not published:
        return {}
    found = dict.fromkeys(range(min(published), max(published) + 1), "between")
    return found | {max(published) + 1: "year_before"}


def _years(publisher: PublisherRow, published: set[int]) -> dict[int, str]:
    if publisher["sample"] and publisher["region_code"]:
        # A sample portal carries one report of a body that exists: of its other years nothing may be said.
        return dict.fromkeys(published, "published")
    first, last = publisher["expected_from"], publisher["expected_to"]
    found = span(published)
    if first is not None:
        found |= dict.fromkeys(range(first, (last or max([first, *published]) + 1) + 1), "decision")
    if last is not None:
        found = {year: basis for year, basis in found.items() if year <= last}
    return found | dict.fromkeys(published, "published")


def _portal(archive: Archive, publisher: PublisherRow) -> tuple[int | None, str | None]:
    """Where the body publishes: portal and list of its newest report, else the portal of its region."""
    found = archive.row(
        "select captures.portal_id, (select max(list) from frontier where address = captures.address) as list"
        " from reports join renditions on renditions.report_id = reports.id"
        " join versions on versions.rendition_id = renditions.id"
        " join captures on captures.id = versions.capture_id"
        " where reports.publisher_id = ? and captures.portal_id is not null"
        " order by captures.fetched_at desc limit 1",
        publisher["id"],
    )
    if found is not None:
        return found["portal_id"], found["list"]
    return _portal_of_region(archive, publisher["region_code"]), None


def _portal_of_region(archive: Archive, code: str | None) -> int | None:
    found: int | None = archive.value(
        "select id from portals where region_code = ? order by host limit 1", code
    )
    return found


def _statutory(archive: Archive, deadlines: Deadlines) -> Iterator[Expectation]:
    """The governments of the counties of each province of which the archive has a portal or a publisher."""
    codes = archive.rows(
        "select distinct substr(region_code, 1, 2) as code from portals where region_code is not null and not sample"
        " union select distinct substr(region_code, 1, 2) from publishers"
        " where region_code is not null and not sample"
    )
    portals = {
        r["region_code"]: r["id"]
        for r in archive.rows(
            "select region_code, id from portals where region_code is not null order by host desc"
        )
    }
    years = range(FIRST_YEAR, day(archive.clock()).year)
    for row in codes:
        yield from statutory(row["code"], years, deadlines, portals)


def statutory(
    province: str, years: Iterable[int], deadlines: Deadlines, portals: dict[str, int] | None = None
) -> Iterator[Expectation]:
    """The rows of the county governments of a province (two digits) by statute alone. `portals`: region -> portal id."""
    for entry in regions.counties(province):
        name = regions.government(entry)
        publisher_key = publishers.body_key(name, entry.region, "")
        for year in years:
            due = deadlines.due("government", "county", entry.code, year)
            if due is not None:
                yield Expectation(
                    publisher_key=publisher_key,
                    year=year,
                    name=name,
                    kind="government",
                    level="county",
                    region_code=entry.code,
                    province=entry.province,
                    prefecture=entry.prefecture,
                    county=entry.name,
                    sample=0,
                    basis="statute",
                    due_on=due.on.isoformat(),
                    due_basis=due.basis,
                    due_binding=due.binding,
                    portal_id=(portals or {}).get(entry.code),
                )
