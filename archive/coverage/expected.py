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
from typing import Any

from archive.clock import day
from archive.coverage.deadlines import Deadlines, deadlines_of
from archive.reports import publishers
from archive.store.db import Archive
from parsers import regions

BATCH = 500
"""Bodies in one transaction: short enough that no other writer waits long."""
FIRST_YEAR = 2008
"""The first report year under the 条例 of 2007."""
COLUMNS = (
    "publisher_key, year, name, kind, level, region_code, province, prefecture, county, sample, basis,"
    " due_on, due_basis, portal_id"
)
Row = tuple[Any, ...]


def refresh(archive: Archive) -> None:
    """Bring the whole table up to date, a batch of bodies a transaction; writes only what differs."""
    deadlines = deadlines_of(archive)
    by_statute: dict[str, dict[tuple[Any, ...], Row]] = {}
    for row in _statutory(archive, deadlines):
        by_statute.setdefault(row[0], {})[row[:2]] = row
    bodies = {r["key"]: r for r in archive.rows("select * from publishers")}
    known = {r[0] for r in archive.rows("select distinct publisher_key from expected")}
    keys = sorted(bodies.keys() | by_statute.keys() | known)
    for start in range(0, len(keys), BATCH):
        with archive.transaction():
            wanted: dict[tuple[Any, ...], Row] = {}
            for body_key in keys[start : start + BATCH]:
                wanted |= by_statute.get(body_key, {})
                if body_key in bodies:
                    wanted |= {r[:2]: r for r in _rows(archive, bodies[body_key], deadlines)}
            _bring_in_line(archive, keys[start : start + BATCH], wanted)


def _bring_in_line(archive: Archive, keys: list[str], wanted: dict[tuple[Any, ...], Row]) -> None:
    """The rows of these bodies, inside the caller's transaction."""
    sql = f"select {COLUMNS} from expected where publisher_key in (select value from json_each(?))"
    known = {tuple(row)[:2]: tuple(row) for row in archive.rows(sql, json.dumps(keys))}
    gone = [k for k in known if k not in wanted]
    archive.conn.executemany("delete from expected where publisher_key = ? and year = ?", gone)
    _write(archive, (row for k, row in wanted.items() if known.get(k) != row))


def refresh_publisher(archive: Archive, publisher_id: int) -> None:
    """As `refresh` for one body whose reports changed, inside the caller's transaction.

    What it was expected of by statute alone stays.
    """
    publisher = archive.rows("select * from publishers where id = ?", publisher_id)[0]
    archive.conn.execute(
        "delete from expected where publisher_key = ? and basis <> 'statute'", (publisher["key"],)
    )
    _write(archive, _rows(archive, publisher, deadlines_of(archive)))


def _write(archive: Archive, rows: Iterable[Row]) -> None:
    archive.insert_all("expected", COLUMNS, list(rows), "on conflict do update set " + _UPDATE)


_UPDATE = ", ".join(f"{c.strip()} = excluded.{c.strip()}" for c in COLUMNS.split(",")[2:])


def _rows(archive: Archive, publisher: Any, deadlines: Deadlines) -> Iterator[Row]:
    """What is expected of a body that the archive knows."""
    published = {
        r["year"]
        for r in archive.rows(
            "select year from reports where publisher_id = ? and year is not null and reading_id is not null",
            publisher["id"],
        )
    }
    portal_id = _portal(archive, publisher)
    body = tuple(
        publisher[c]
        for c in ("name", "kind", "level", "region_code", "province", "prefecture", "county", "sample")
    )
    for year, basis in sorted(_years(publisher, published).items()):
        due = deadlines.due(publisher["kind"], publisher["level"], publisher["region_code"], year)
        if due is not None:
            yield (publisher["key"], year, *body, basis, due.on.isoformat(), due.basis, portal_id)


def _years(publisher: Any, published: set[int]) -> dict[int, str]:
    if publisher["sample"] and publisher["region_code"]:
        # A sample portal carries one report of a body that exists: of its other years nothing may be said.
        return dict.fromkeys(published, "published")
    first, last = publisher["expected_from"], publisher["expected_to"]
    found: dict[int, str] = {}
    if published:
        span = range(min(published), max(published) + 2)
        found = dict.fromkeys(span, "between")
        found[max(published) + 1] = "year_before"
    if first is not None:
        found |= dict.fromkeys(range(first, (last or max([first, *published]) + 1) + 1), "decision")
    if last is not None:
        found = {year: basis for year, basis in found.items() if year <= last}
    return found | dict.fromkeys(published, "published")


def _portal(archive: Archive, publisher: Any) -> int | None:
    """Where the body publishes: the portal of its newest report, else the one of its region."""
    found: int | None = archive.value(
        "select captures.portal_id from reports join renditions on renditions.report_id = reports.id"
        " join versions on versions.rendition_id = renditions.id"
        " join captures on captures.id = versions.capture_id"
        " where reports.publisher_id = ? and captures.portal_id is not null"
        " order by captures.fetched_at desc limit 1",
        publisher["id"],
    )
    return found if found is not None else _portal_of_region(archive, publisher["region_code"])


def _portal_of_region(archive: Archive, code: str | None) -> int | None:
    found: int | None = archive.value(
        "select id from portals where region_code = ? order by host limit 1", code
    )
    return found


def _statutory(archive: Archive, deadlines: Deadlines) -> Iterator[Row]:
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
) -> Iterator[Row]:
    """The rows of the county governments of a province (two digits) by statute alone. `portals`: region -> portal id."""
    for entry in regions.counties(province):
        name = regions.government(entry)
        publisher_key = publishers.body_key(name, entry.region, "")
        body = (name, "government", "county", entry.code, entry.province, entry.prefecture, entry.name, 0)
        for year in years:
            due = deadlines.due("government", "county", entry.code, year)
            if due is not None:
                portal_id = (portals or {}).get(entry.code)
                yield (publisher_key, year, *body, "statute", due.on.isoformat(), due.basis, portal_id)
