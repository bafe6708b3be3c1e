"""A publisher's page: its reports by year, and plots of their key figures."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import quote

from datasette.utils.asgi import Response

from archive.clock import SHANGHAI, day, instant, system_clock
from archive.coverage import query
from archive.reports.fields import from_stored
from archive.schema.views import KEY_FIGURES
from nianbao.site.cite.box import Box
from nianbao.site.cite.citation import of_publisher
from nianbao.site.tables.plot import Plot, Values, stacked
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.rows import REPORT_LINE, ReportLine, Row, rows_as, rows_of
from nianbao.site.web.web import Missing, home_address, read, render, view

PLOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "requests": {"received": ("t3.new_received.total",)},
    "outcomes": {
        "granted": ("t3.granted.total",),
        "partial": ("t3.partial.total",),
        "refused": ("t3.deny_*.total",),
        "unable": ("t3.unable_*.total",),
        "not_handled": ("t3.noproc_*.total", "t3.other_*.total"),
    },
    "reasons": {
        name: (f"t3.deny_{name}.total",)
        for name in (
            "state_secret", "law_prohibited", "security_stability", "third_party", "internal", "process",
            "enforcement_file", "admin_query",
        )
    },
    "disputes": {"reviews": ("t4.review.total",), "suits": ("t4.direct.total", "t4.after_review.total")},
    "carried": {"carried_out": ("t3.carried_out.total",)},
}  # fmt: skip
"""Plot -> series -> the fields it adds up; all of them mean the same in every form since 2019."""

FIGURES = """
select d.key, f.value, d.scale, f.raw, f.state, c.key as capture, l.locator from figures f
join fields d on d.id = f.field_id join readings g on g.id = f.reading_id join captures c on c.id = g.capture_id
left join locators l on l.id = f.locator_id
where f.reading_id = ? and (d.key in (select value from json_each(?)) or (d.scale = 0
    and (d.key glob 't3.*.total' or d.key glob 't4.*.total')))"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in the list of years; `place`: the path of its cell in the archived page."""

    text: str
    state: str
    place: str | None


@dataclass(slots=True, kw_only=True)
class Published(ReportLine):
    figures: dict[str, Shown] = field(default_factory=dict)
    """By column of KEY_FIGURES."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Field key -> value, of whole numbers."""
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Field key -> the key of the capture and the locator of its cell."""


@dataclass(frozen=True)
class Publisher:
    row: Row
    reports: list[Published]
    columns: list[str]
    """The columns of KEY_FIGURES that any report has."""
    printed: list[str]
    """Names that its reports print and that are not its own."""
    others: list[Row]
    """Other publishers of the same region."""
    due: list[query.Row]
    """The years it should have published about, oldest first."""

    def plots(self) -> list[Plot]:
        """What can be compared across the forms, year by year."""
        made = [
            stacked(name, {key: self._series(fields) for key, fields in series.items()})
            for name, series in PLOTS.items()
        ]
        return [plot for plot in made if plot]

    def place(self, series: str, year: int) -> str:
        """Path of what a plot shows of a year: the cell, or the report where several are added up."""
        report = next(
            report for report in self.reports if report.year == year
        )  # the one that `_series` ends with
        patterns = next(fields[series] for fields in PLOTS.values() if series in fields)
        cells = [at for key, at in report.places.items() if _fits(key, patterns)]
        return _path(*cells[0]) if len(cells) == 1 else f"/report/{report.key}"

    def _series(self, patterns: tuple[str, ...]) -> Values:
        series: dict[int, int | None] = {}
        for report in reversed(self.reports):
            if report.year is None:
                continue
            values = [value for key, value in report.numbers.items() if _fits(key, patterns)]
            series[report.year] = sum(values) if values else None
        return dict(sorted(series.items()))


AS_OF = """
select d.id, d.form, d.title, d.published_on, (select count(*) from checks
    where reading_id = d.id and outcome = 'fail' and severity = 'hard') as failed
from readings d join versions v on v.id = d.version_id join renditions n on n.id = v.rendition_id
join reports r on r.id = n.report_id where r.key = ? and v.first_seen < ?
order by v.first_seen desc, n.first_seen, d.id desc limit 1"""
"""What was known of a report before an instant."""


def _as_of(conn: sqlite3.Connection, reports: list[Published], last: date) -> list[Published]:
    """The reports as the archive knew them at the end of a day."""
    end = instant(datetime.combine(last + timedelta(days=1), time(), SHANGHAI), micros=True)
    found = []
    for report in reports:
        if known := rows_of(conn, AS_OF, report.key, end):
            report.reading_id, report.failed, report.form = (
                known[0]["id"],
                known[0]["failed"],
                known[0]["form"],
            )
            found.append(report)
    return found


def _read_figures(conn: sqlite3.Connection, reports: list[Published]) -> None:
    wanted = json.dumps(list(KEY_FIGURES.values()))
    column_of = {key: column for column, key in KEY_FIGURES.items()}
    for report in reports:
        figures = rows_of(conn, FIGURES, report.reading_id, wanted)
        report.places = {f["key"]: (f["capture"], f["locator"]) for f in figures if f["locator"]}
        report.figures = {
            column_of[f["key"]]: Shown(
                f["raw"] or _text(f["value"], f["scale"]),
                f["state"],
                _path(f["capture"], f["locator"]) if f["locator"] else None,
            )
            for f in figures
            if f["key"] in column_of
        }
        report.numbers = {f["key"]: f["value"] for f in figures if f["scale"] == 0 and f["value"] is not None}


@lru_cache(maxsize=10_000)
def _fits(key: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)


def _path(capture: str, locator: str) -> str:
    return f"/-/snapshot/{capture}?at={quote(locator, safe=':/')}"


def load(conn: sqlite3.Connection, key: str, today: date, as_of: date | None = None) -> Publisher | None:
    """A publisher with its reports, newest first, and their key figures: those of today or of the end of a day."""
    found = rows_of(conn, "select * from publishers where key = ?", key)
    if not found:
        return None
    row = found[0]
    reports = rows_as(conn, Published, REPORT_LINE + "where p.id = ? order by r.year desc, r.id", row["id"])
    reports = _as_of(conn, reports, as_of) if as_of else reports
    _read_figures(conn, reports)
    columns = [c for c in KEY_FIGURES if any(c in report.figures for report in reports)]
    printed = [name for name in json.loads(row["printed"]) if name != row["name"]]
    due = [] if as_of else query.load(conn, query.Wanted(publisher_key=key), today)
    return Publisher(row, reports, columns, printed, _others(conn, row), due)


def _others(conn: sqlite3.Connection, row: Row) -> list[Row]:
    if row["region_code"] is None:
        return []
    return rows_of(
        conn,
        "select key, name from publishers where region_code = ? and id <> ? order by name limit 12",
        row["region_code"],
        row["id"],
    )


def _text(value: int | None, scale: int) -> str:
    number = from_stored(value, scale)
    return "" if number is None else f"{number:f}" if scale else str(number)


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/publisher/<key>`: its reports by year with their key figures; `/publisher/<key>/<day>` as of the end of a day."""
    today, asked = day(system_clock()), request.url_vars
    try:
        as_of = date.fromisoformat(asked["day"]) if asked["day"] else None
    except ValueError:
        raise Missing("missing.version") from None
    found = await read(datasette, db, lambda conn: load(conn, asked["key"], today, as_of))
    if found is None:
        raise Missing("missing.publisher")
    site, row = home_address(datasette, request), found.row
    cited = of_publisher(site, row["key"], row["name"], bool(row["sample"]), as_of or today, today)
    context = {"publisher": found, "as_of": as_of, "cite": Box(cited, site)}
    return await render(datasette, request, db, "publisher.html", context)


ROUTES = ((r"^/publisher/(?P<key>[0-9a-f]{32})(?:/(?P<day>\d{4}-\d\d-\d\d))?$", page),)
