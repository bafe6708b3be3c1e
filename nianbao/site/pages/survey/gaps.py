"""What is not there, portal by portal: how its last visit ended, which lists were not read and why, which reports are missing,
and how many there are in all."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.coverage.estimate import Estimate, estimate
from archive.coverage.gaps import Gap, load, routes
from archive.outcomes import STATES
from archive.reasons import in_chinese
from nianbao.site.pages import choices
from nianbao.site.web import regions
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import Row, rows_of
from nianbao.site.web.web import language_of, read, render, view

PAGE = 12
"""Portals of a page: the gaps of each prefecture among them are worked out once."""
MOST_OPEN, MOST_GAPS, MOST_NAMES = 30, 40, 8
"""Rows of a portal that are shown, and names of a row; the tables and `nianbao gaps` have all."""

PORTALS = """
select key, host, name, region_code, state, since, last_visit, outcome, why, seen, expected, sample from health
where (:state is null or state = :state) and (:low is null or (region_code >= :low and region_code < :high))
order by state = 'healthy', region_code, host limit :most offset :skipped"""

OPEN = """
select o.host, k.kind, k.url, k.name, k.claimed, k.seen, k.why, k.since from visit_claims k
join visits v on v.id = k.visit_id join portals o on o.id = v.portal_id
where k.state = 'open' and k.kind not in ('pages', 'rows') and o.key in (select value from json_each(?)) and v.id =
    (select max(w.id) from visits w where w.portal_id = o.id and exists (select 1 from visit_claims where visit_id = w.id))
order by o.host, k.kind, k.address"""


@dataclass(frozen=True)
class Wanted:
    """Which portals: empty parts do not limit. `region` is a code, with all that lies in it."""

    region: str = regions.COUNTRY
    state: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Shown:
    """One portal. `open`: what of its lists was not read; `also_on`: hosts that carry a column of it and were not asked."""

    health: Row
    open: list[Row]
    gaps: list[Gap]
    estimate: Estimate | None

    @property
    def missing(self) -> int:
        """Reports that are expected and not there."""
        return sum(gap.expected - gap.present for gap in self.gaps)

    @property
    def spans(self) -> list[tuple[int, int, Gap]]:
        """Gaps that are the same year after year, with the first and the last of these years; the newest first."""
        found: list[tuple[int, int, Gap]] = []
        for gap in sorted(self.gaps, key=lambda gap: (gap.kind, gap.grounds, gap.missing, gap.year)):
            if found and replace(found[-1][2], year=gap.year) == gap and found[-1][1] == gap.year - 1:
                found[-1] = (found[-1][0], gap.year, gap)
            else:
                found.append((gap.year, gap.year, gap))
        return sorted(found, key=lambda span: -span[1])

    @property
    def also_on(self) -> list[str]:
        hosts = (urlsplit(row["url"]).hostname for row in self.open if row["kind"] == "elsewhere")
        return sorted({name for name in hosts if name})


def portals(conn: sqlite3.Connection, wanted: Wanted) -> tuple[list[Row], bool]:
    """The portals of one page, those that are not healthy first, and whether there are more."""
    whole = wanted.region == regions.COUNTRY
    low, high = (None, None) if whole else regions.bounds(wanted.region)
    limits = {"most": PAGE + 1, "skipped": (wanted.page - 1) * PAGE}
    values = {"state": wanted.state, "low": low, "high": high, **limits}
    found = [dict(row) for row in conn.execute(PORTALS, values)]
    return found[:PAGE], len(found) > PAGE


def open_claims(conn: sqlite3.Connection, found: list[Row]) -> dict[str, list[Row]]:
    """Host -> what the books of its last visit left open."""
    claims: dict[str, list[Row]] = {}
    for row in rows_of(conn, OPEN, json.dumps([portal["key"] for portal in found])):
        claims.setdefault(row["host"], []).append(row)
    return claims


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/gaps?region=&state=&page=`: portals with what was not read and what is missing."""
    today = day(system_clock())
    wanted = Wanted(
        region=choices.region_code(request) or regions.COUNTRY,
        state=choices.one_of(request, "state", tuple(STATES)),
        page=choices.page_number(request),
    )
    found, more = await read(datasette, db, lambda conn: portals(conn, wanted))
    claims = await read(datasette, db, lambda conn: open_claims(conn, found))
    shown = [
        Shown(row, claims.get(row["host"], []), *await _missing(datasette, db, row, today)) for row in found
    ]
    english = language_of(request).is_english
    context = {
        "wanted": wanted,
        "portals": shown,
        "more": more,
        "states": tuple(STATES),
        "tiles": regions.tiles(),
        "names": regions.name,
        "told": str if english else in_chinese,
        "most": {"open": MOST_OPEN, "gaps": MOST_GAPS, "names": MOST_NAMES},
    }
    return await render(datasette, request, db, "gaps.html", context)


async def _missing(
    datasette: Datasette, db: Database, portal: Row, today: date
) -> tuple[list[Gap], Estimate | None]:
    """The gaps of a portal, among the portals of its prefecture, and the estimate of its county's reports. Of a portal whose
    region nobody knows: by its own past alone, and no estimate."""
    code, host = portal["region_code"], portal["host"]
    if not code:
        return await cached(
            datasette, db, f"gaps {host} {today}", lambda conn: load(conn, today, portal=host)
        ), None
    around = code[:4]
    every = await cached(datasette, db, f"gaps {around} {today}", lambda conn: load(conn, today, around))
    total = await cached(datasette, db, f"estimate {code}", lambda conn: estimate(routes(conn, code)))
    return [gap for gap in every if gap.portal == host], total


ROUTES = ((r"^/gaps$", page),)
