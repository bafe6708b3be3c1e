"""What is not there of what should be, portal by portal, year by year, kind by kind of body; and how much there is in all.

Expected is what a body's own past lets expect (`archive.coverage.expected`), what a directory of the portal names, and what
portals of the same prefecture or province, of one kind of body, have beside their next year. Pure but for `load` and `routes`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from archive.coverage.query import Row, Wanted
from archive.coverage.query import load as load_coverage

PEERS = 3
"""Portals of a prefecture, or else of a province, that make a comparison."""
SLACK, SHARE = 2.0, 0.25
"""Reports, and share of what is expected, that a portal may have fewer than its peers: bodies are founded and merged."""
NO_GAP = frozenset({"not_due"})


@dataclass(frozen=True, slots=True)
class Seat:
    """A body and a year of which a report is expected. `read`: a visit that may judge saw that it is not there."""

    portal: str
    region: str
    kind: str
    publisher: str
    year: int
    present: bool
    read: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A portal, a year and a kind of body of which fewer reports are there than expected.

    `grounds`: past, directory, peers; `missing`: names, as far as they are known; `cause`: `not_published` where the lists of
    all that are missing were read to their end, else `not_read`.
    """

    portal: str
    year: int
    kind: str
    expected: int
    present: int
    grounds: tuple[str, ...]
    missing: tuple[str, ...]
    cause: str


Cells = dict[tuple[str, str], dict[int, list[Seat]]]
"""(Portal, kind) -> year -> seats."""


def find(seats: Iterable[Seat], directories: Mapping[str, Iterable[str]] | None = None) -> list[Gap]:
    """Every gap, by portal, kind and year. `directories`: portal -> bodies that it names and of which no report is known."""
    cells: Cells = defaultdict(lambda: defaultdict(list))
    regions: dict[str, str] = {}
    for seat in seats:
        cells[seat.portal, seat.kind][seat.year].append(seat)
        regions[seat.portal] = seat.region
    fewer = _fewer_than_peers(cells, regions)
    compared: dict[tuple[str, str], set[int]] = defaultdict(set)
    for portal, kind, year in fewer:
        compared[portal, kind].add(year)
    found = []
    for (portal, kind), years in sorted(cells.items()):
        for year in sorted({*years, *compared.get((portal, kind), ())}):
            gap = _gap(portal, kind, year, years.get(year, []), fewer.get((portal, kind, year), 0))
            found += [gap] if gap else []
    return found + list(_of_directories(directories or {}, cells))


def _gap(portal: str, kind: str, year: int, seats: list[Seat], peers: int) -> Gap | None:
    """`peers`: how many reports the peers let expect, where that is more than there are."""
    absent = [seat for seat in seats if not seat.present]
    present = len(seats) - len(absent)
    if not absent and not peers:
        return None
    grounds = tuple(name for name, holds in (("past", absent), ("peers", peers)) if holds)
    read = bool(absent) and not peers and all(seat.read for seat in absent)
    names = tuple(sorted(seat.publisher for seat in absent))
    cause = "not_published" if read else "not_read"
    return Gap(portal, year, kind, max(len(seats), peers), present, grounds, names, cause)


def _of_directories(directories: Mapping[str, Iterable[str]], cells: Cells) -> Iterator[Gap]:
    """Bodies that a portal names and of which nothing is known: in the newest year that others of it have."""
    for portal, names in sorted(directories.items()):
        years = [year for (host, _), found in cells.items() if host == portal for year in found]
        missing = tuple(sorted(names))
        if missing and years:
            yield Gap(portal, max(years), "", len(missing), 0, ("directory",), missing, "not_read")


def _fewer_than_peers(cells: Cells, regions: Mapping[str, str]) -> dict[tuple[str, str, int], int]:
    """(Portal, kind, year) -> reports to expect, where a portal has clearly fewer beside its next year than its peers."""
    found: dict[tuple[str, str, int], int] = {}
    sizes = {key: {year: len(seats) for year, seats in years.items()} for key, years in cells.items()}
    for width in (2, 4):  # a prefecture with enough portals goes before its province
        sums: dict[tuple[str, str, int], list[tuple[str, int, int]]] = defaultdict(list)
        for (portal, kind), own in sizes.items():
            for year in range(min(own) - 1, max(own)):
                sums[regions[portal][:width], kind, year].append(
                    (portal, own.get(year, 0), own.get(year + 1, 0))
                )
        for (_, kind, year), rows in sums.items():
            found.update(_below(kind, year, rows))
    return found


def _below(
    kind: str, year: int, rows: list[tuple[str, int, int]]
) -> Iterator[tuple[tuple[str, str, int], int]]:
    """Of portals of a region (portal, reports of a year, of the next) those with too few of the year; 0 for the others."""
    if len(rows) <= PEERS:
        return
    every, following = sum(here for _, here, _ in rows), sum(after for *_, after in rows)
    for portal, here, after in rows:
        rest = following - after
        expected = after * (every - here) / rest if rest else 0.0
        short = expected - here > max(SLACK, SHARE * expected)
        yield (portal, kind, year), round(expected) if short else 0


def load(
    conn: sqlite3.Connection, today: date, region: str | None = None, portal: str | None = None
) -> list[Gap]:
    """The gaps of an archive, of what was due by `today`; `region` is the beginning of a code, `portal` a host."""
    wanted = Wanted(region=region, portal=portal)
    rows = [row for row in load_coverage(conn, wanted, today) if row.status not in NO_GAP]
    return find(map(_seat, rows), _directories(conn, {row.portal for row in rows if row.portal}))


def _seat(row: Row) -> Seat:
    return Seat(
        row.portal or "",
        row.region_code or "",
        row.kind or "other",
        row.publisher,
        row.year,
        row.report is not None,
        row.status in ("overdue", "not_published"),
    )


def _directories(conn: sqlite3.Connection, portals: set[str]) -> dict[str, set[str]]:
    """Portal -> bodies of its directories of which its last books know no report."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = conn.execute(
        "select o.host, k.named from portals o cross join visit_claims k on k.visit_id = (select max(w.id) from visits w"
        " where w.portal_id = o.id and exists (select 1 from visit_claims where visit_id = w.id))"
        " where o.host in (select value from json_each(?)) and k.kind = 'bodies' and k.state = 'open'",
        (json.dumps(sorted(portals)),),
    )
    for host, named in map(tuple, rows):
        found[host].update(json.loads(named))
    return found


ROUTES = """
with found as (
    select r.key, f.id as frontier_id, f.list, f.parent, f.portal_id, c.portal_id is not e.portal_id as elsewhere
    from publishers b cross join reports r on r.publisher_id = b.id cross join renditions n on n.report_id = r.id
    cross join versions v on v.rendition_id = n.id cross join captures c on c.id = v.capture_id
    left join expected e on e.publisher_key = b.key and e.year = r.year
    left join frontier f on f.address = n.address
    where r.year is not null and r.reading_id is not null{within}
), led as (
    select x.key, x.elsewhere, x.list, iif(p.kind = 'report', 'report', 'list') as route
    from found x left join frontier p on p.url = x.parent and p.portal_id = x.portal_id
    union select x.key, x.elsewhere, s.list, s.route from found x join sightings s on s.frontier_id = x.frontier_id
)
select distinct led.key, case when elsewhere then 'republication' when route = 'report' then 'reports'
    when route = 'sitemap' then 'sitemap' when l.kind = 'list' then 'columns' else 'pages' end as route
from led left join frontier l on l.address = led.list"""
"""Report and route: columns of reports, other pages, links inside reports, site maps, another portal than the body's own."""


def routes(conn: sqlite3.Connection, region: str | None = None) -> dict[str, set[str]]:
    """Route -> the reports to which it led, for `archive.coverage.estimate`."""
    found: dict[str, set[str]] = defaultdict(set)
    within = " and b.region_code >= :region and b.region_code < :region || '~'" if region else ""
    for key, route in map(tuple, conn.execute(ROUTES.format(within=within), {"region": region})):
        found[route].add(key)
    return dict(found)
