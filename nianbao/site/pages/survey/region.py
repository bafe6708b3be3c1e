"""A region's page: what lies in it, its publishers by year, and its neighbours."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from datasette.utils.asgi import Response

from archive.exchange.whole import formats
from archive.schema import tallies
from nianbao.site.tables import measures
from nianbao.site.tables.measures import Number
from nianbao.site.tables.plot import Plot, stacked
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Row, rows_of
from nianbao.site.web.web import Missing, language_of, read, render, view

PUBLISHERS = 200
BESIDE = ("new_received", "disclosure", "review", "litigation_direct", "carried_out")
"""The measures in which neighbours are set beside each other."""
SERIES = ("new_received", "disclosure", "review", "carried_out")
"""The measures that are followed over the years."""
FEWEST = 3


@dataclass(frozen=True)
class Child:
    """A region within, with its reports by year."""

    code: str
    name: str
    cells: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.cells.values())


@dataclass(frozen=True)
class Neighbours:
    """The people's governments of one level within the same region, beside each other."""

    year: int
    rows: list[Row]
    """One a government, with each measure of BESIDE; `own` on those of the region itself."""
    medians: dict[str, Number | None]


@dataclass(frozen=True)
class Series:
    """The medians of a measure over the people's governments of a region and all that lies in it."""

    plot: Plot
    governments: dict[int, int]
    """Year -> how many governments."""


@dataclass(frozen=True)
class Region:
    code: str
    name: str
    level: regions.Level
    crumbs: list[tuple[str, str]]
    """Code and name, from the province down to the region above this one."""
    children: list[Child]
    publishers: list[Row]
    """Those of this very region, with `cells`: report lines by year."""
    publisher_count: int
    neighbours: Neighbours | None
    series: list[Series]

    @property
    def years(self) -> list[int]:
        """Newest first."""
        within = {year for child in self.children for year in child.cells}
        own = {year for publisher in self.publishers for year in publisher["cells"]}
        return sorted(within | own, reverse=True)


def load(conn: sqlite3.Connection, code: str) -> Region | None:
    """The region with this code; None where neither the list of regions nor the archive knows it."""
    level = regions.level(code)
    known = rows_of(conn, "select name from regions where code = ?", code)
    name = regions.name(code) or (known[0]["name"] if known else None)
    if name is None and level != "country":
        return None
    children = [] if level == "county" else _children(conn, code, level)
    publishers, count = _publishers(conn, code)
    return Region(
        code=code,
        name=name or "",
        level=level,
        crumbs=[(step, regions.name(step) or step) for step in regions.chain(code)[:-1]],
        children=children,
        publishers=publishers,
        publisher_count=count,
        neighbours=_neighbours(conn, code, level) if level in ("county", "prefecture") else None,
        series=[found for name in SERIES if (found := _series(conn, code, name))],
    )


def _children(conn: sqlite3.Connection, code: str, level: regions.Level) -> list[Child]:
    """The regions one level down, named by the list; counties without a prefecture stand among prefectures."""
    narrower = regions.LEVELS[regions.LEVELS.index(level) + 1]
    width = regions.WIDTHS[narrower]
    cells: dict[str, dict[int, int]] = {}
    for part, n in tallies.parts(conn, "places", *regions.bounds(code)).items():
        inner, _, year = part.partition(" ")
        if inner == code:
            continue
        child = inner[:width].ljust(6, "0")
        if (
            regions.name(child) is None
        ):  # a heading of the list, 省直辖县级行政区划: what lies in it stands here
            child = inner
        years = cells.setdefault(child, {})
        years[int(year)] = years.get(int(year), 0) + n
    found = [Child(child, regions.name(child) or child, years) for child, years in cells.items()]
    return sorted(found, key=lambda child: child.code)


def _publishers(conn: sqlite3.Connection, code: str) -> tuple[list[Row], int]:
    """The publishers of the region itself, governments first, each with its reports by year."""
    where = "p.region_code is null" if code == regions.COUNTRY else "p.region_code = ?"
    of = () if code == regions.COUNTRY else (code,)
    count = rows_of(conn, f"select count(*) as n from publishers p where {where}", *of)[0]["n"]
    publishers = rows_of(
        conn,
        f"""select p.id, p.key, p.name, p.kind, p.county, p.sample from publishers p where {where}
        order by case p.kind when 'government' then 0 when 'government_office' then 1 else 2 end, p.name
        limit {PUBLISHERS}""",
        *of,
    )
    for publisher in publishers:
        rows = rows_of(
            conn,
            """select r.key, r.year, r.title, (select count(*) from checks where reading_id = r.reading_id
                and outcome = 'fail' and severity = 'hard') as failed
            from reports r where r.publisher_id = ? and r.year is not null""",
            publisher["id"],
        )
        publisher["cells"] = {row["year"]: row for row in rows}
    return publishers, count


def _series(conn: sqlite3.Connection, code: str, name: str) -> Series | None:
    """The measure year by year; None where fewer than two years have it."""
    low, high = regions.bounds(code)
    where = "kind = 'government' and level = 'county' and region_code >= :low and region_code < :high and year > 0"
    found = measures.medians(conn, name, where, {"low": low, "high": high})
    plot = stacked(name, {name: {year: _plain(middle) for year, (middle, _) in found.items()}})
    return Series(plot, {year: n for year, (_, n) in found.items()}) if plot else None


def _plain(number: Decimal) -> Number:
    """A whole number without its point."""
    return int(number) if number == int(number) else number


GOVERNMENTS = """
select r.key, r.year, p.name as publisher, p.region_code from reports r join publishers p on p.id = r.publisher_id
where p.kind = 'government' and p.level = :level and p.region_code >= :low and p.region_code < :high
    and r.reading_id is not null and r.year is not null order by p.region_code, p.name"""


def _neighbours(conn: sqlite3.Connection, code: str, level: regions.Level) -> Neighbours | None:
    """The governments beside this one in the newest year that enough of them reported of."""
    low, high = regions.bounds(regions.parent(code))
    within = {"level": level, "low": low, "high": high}
    found = [dict(row) for row in conn.execute(GOVERNMENTS, within)]
    of_year = Counter(row["year"] for row in found)
    year = max((year for year, n in of_year.items() if n >= FEWEST), default=None)
    if year is None:
        return None
    rows = [{**row, "own": row["region_code"] == code} for row in found if row["year"] == year]
    where = "kind = 'government' and level = :level and region_code >= :low and region_code < :high and year = :year"
    for name in BESIDE:
        known = measures.values(conn, name, where, {**within, "year": year})
        by_report = {row["report"]: row["value"] for row in known if not row["small"]}
        for row in rows:
            row[name] = by_report.get(row["key"])
    medians = {name: measures.middle(row[name] for row in rows) for name in BESIDE}
    return Neighbours(year, rows, medians)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/region/<code>`: what lies in it, its publishers by year, its neighbours; 000000 is the country."""
    code = request.url_vars["code"]

    def query(conn: sqlite3.Connection) -> Region | None:
        return load(conn, code)

    if regions.level(code) in ("country", "province"):  # medians over all governments within
        found = await cached(datasette, db, f"region {code}", query)
    else:
        found = await read(datasette, db, query)
    if found is None:
        raise Missing("missing.region")
    context = {
        "region": found,
        "beside": BESIDE,
        "formats": formats(),
        "number": measures.text,
        "measure_name": partial(measures.label, t=language_of(request)),
    }
    return await render(datasette, request, db, "region.html", context)


ROUTES = ((r"^/region/(?P<code>\d{6})$", page),)
