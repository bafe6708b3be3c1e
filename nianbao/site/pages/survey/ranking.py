"""Publishers in the order of a measure, their number, and the medians of the provinces."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.exchange.writers import safe
from archive.schema.views import KEY_FIGURES
from nianbao.site.pages import choices
from nianbao.site.tables import measures, progress
from nianbao.site.tables.measures import Number
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Row, rows_of
from nianbao.site.web.web import HEADERS, home_address, language_of, number, read, render, view

PAGE = 50
FEWEST = 3
"""The median of fewer publishers says nothing about a province."""


@dataclass(frozen=True)
class Wanted:
    """What to rank: empty parts do not limit. `region` is a code, with all that lies in it."""

    measure: str = "new_received"
    year: int = 0
    level: str | None = "county"
    kind: str | None = "government"
    region: str | None = None
    page: int = 1

    @property
    def is_rate(self) -> bool:
        return measures.is_rate(self.measure)


@dataclass(frozen=True)
class Ranking:
    wanted: Wanted
    rows: list[Row]
    """With `rank`, `value`, `prefecture`, `province`, `failed`: hard checks that fail, and `leads`: where the value stands."""
    n: int
    small: int
    """Publishers left out because their rates rest on too few cases."""
    median: Number | None
    provinces: dict[str, tuple[Number, int, int]]
    """Province code -> median, publishers, and from 1 to 5 how high among the medians."""

    @property
    def more(self) -> bool:
        return self.n > self.wanted.page * PAGE


SHOWN = """
select p.prefecture, p.province, (select count(*) from checks k
    where k.reading_id = r.reading_id and k.outcome = 'fail' and k.severity = 'hard') as failed,
    (select c.key || '?at=' || l.locator from readings g join captures c on c.id = g.capture_id
        join figures f on f.reading_id = g.id join locators l on l.id = f.locator_id
        where g.id = r.reading_id and f.field_id = (select id from fields where key = ?)) as proof
from reports r join publishers p on p.id = r.publisher_id where r.key = ?"""
"""`proof`: the capture and the place of the figure in it; of a rate none."""


def _ranked(conn: sqlite3.Connection, wanted: Wanted) -> tuple[list[Row], int]:
    """Every row in its order, with its `rank`, and how many rest on too few cases; equal values share a rank."""
    wheres, given = ["year = :year"], {"year": wanted.year}  # type: tuple[list[str], dict[str, object]]
    for column, value in (("level", wanted.level), ("kind", wanted.kind)):
        if value:
            wheres.append(f"{column} = :{column}")
            given[column] = value
    if wanted.region:
        wheres.append("region_code >= :low and region_code < :high")
        given["low"], given["high"] = regions.bounds(wanted.region)
    found = measures.values(conn, wanted.measure, " and ".join(wheres), given)
    known = [row for row in found if not row["small"]]
    known.sort(key=lambda row: (-row["value"], row["publisher"], row["report"]))
    ranks: dict[Number, int] = {}
    for place, row in enumerate(known, 1):
        row["rank"] = ranks.setdefault(row["value"], place)
    return known, len(found) - len(known)


def load(conn: sqlite3.Connection, wanted: Wanted) -> Ranking:
    """The ranking, one page of it."""
    known, small = _ranked(conn, wanted)
    highest = max((row["value"] for row in known), default=0)
    shown = known[(wanted.page - 1) * PAGE : wanted.page * PAGE]
    for row in shown:
        row.update(rows_of(conn, SHOWN, KEY_FIGURES.get(wanted.measure), row["report"])[0])
        row["leads"] = (
            f"/-/snapshot/{quote(row['proof'], safe=':/?=')}" if row["proof"] else f"/report/{row['report']}"
        )
        row["share"] = round(float(max(0, row["value"]) / highest * 100), 1) if highest > 0 else 0
    middle = measures.middle(row["value"] for row in known)
    return Ranking(wanted, shown, len(known), small, middle, _provinces(known))


def _provinces(rows: list[Row]) -> dict[str, tuple[Number, int, int]]:
    by_province: dict[str, list[Number]] = {}
    for row in rows:
        if row["region_code"]:
            by_province.setdefault(row["region_code"][:2] + "0000", []).append(row["value"])
    medians = {
        code: (measures.middle(values), len(values))
        for code, values in by_province.items()
        if len(values) >= FEWEST
    }
    order = sorted({value for value, _ in medians.values() if value is not None})
    steps = {value: 1 + 4 * at // max(1, len(order) - 1) for at, value in enumerate(order)}
    return {
        code: (value, n, min(5, steps[value])) for code, (value, n) in medians.items() if value is not None
    }


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/ranking?measure=&year=&level=&kind=&region=&page=`."""
    years = await choices.years(datasette, db)
    wanted = _wanted(request, years)
    context = {
        "ranking": await cached(datasette, db, f"ranking {wanted}", lambda conn: load(conn, wanted)),
        "wanted": wanted,
        "years": years,
        "levels": choices.LEVELS,
        "kinds": choices.KINDS,
        "figures": measures.FIGURES,
        "rates": measures.RATES,
        "measure_name": partial(measures.label, t=language_of(request)),
        "tiles": regions.tiles(),
        "place": wanted.region and regions.name(wanted.region),
        "number": measures.text,
    }
    return await render(datasette, request, db, "ranking.html", context)


def _wanted(request: Request, years: list[int]) -> Wanted:
    return Wanted(
        measure=choices.one_of(request, "measure", measures.NAMES) or "new_received",
        year=number(request, "year") or progress.due_year(day(system_clock()), years),
        level=choices.one_of(request, "level", choices.LEVELS, "county"),
        kind=choices.one_of(request, "kind", choices.KINDS, "government"),
        region=choices.region_code(request),
        page=choices.page_number(request),
    )


@view
async def download(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/ranking.csv` with the same parameters: every row."""
    wanted = _wanted(request, await choices.years(datasette, db))
    rows, _ = await read(datasette, db, lambda conn: _ranked(conn, wanted))
    site, out = home_address(datasette, request), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["rank", "publisher", "publisher_key", "region_code", "year", "measure", "value", "n", "report"]
    )
    for row in rows:
        cells = [row[name] for name in ("rank", "publisher", "publisher_key", "region_code", "year")]
        cells += [wanted.measure, str(row["value"]), row.get("n"), f"{site}report/{row['report']}"]
        writer.writerow([safe(cell) for cell in cells])
    name = f"nianbao-ranking-{wanted.measure}-{wanted.year}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    body = out.getvalue().encode("utf-8-sig")
    return Response(body, headers=headers, content_type="text/csv; charset=utf-8")


ROUTES = (
    (r"^/ranking$", page),
    (r"^/ranking\.csv$", download),
)
