"""Several bodies, years and measures on one page, as charts that people can take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

from datasette.utils.asgi import Response

from archive.clock import day, system_clock
from archive.exchange.writers import safe
from nianbao.site.charts.front import chart
from nianbao.site.charts.work import Series, Task
from nianbao.site.cite.citation import ARCHIVE, SAMPLE, plain
from nianbao.site.tables import measures, years
from nianbao.site.tables.years import Body, Lines
from nianbao.site.web.cache import cached
from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.i18n import Language
from nianbao.site.web.web import HEADERS, KEY, home_address, language_of, read, render, view

MOST_BODIES, MOST_MEASURES, MOST_YEARS = 6, 6, 30
FIRST = ("new_received", "review")
LONGEST = 40
EXAMPLES = partial(years.examples, n=6)
EMBED_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The style is pygal's, in a picture without scripts."""
MEDIA = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Found:
    """`site`: the address of the home page."""

    bodies: list[Body]
    lines: list[Lines]
    site: str

    def query(self, measure: str | None = None, **more: str) -> str:
        """The parameters that lead here again, or to one measure."""
        names = [measure] if measure else [lines.measure for lines in self.lines]
        pairs = [
            *(("body", b.key) for b in self.bodies),
            *(("measure", name) for name in names),
            *more.items(),
        ]
        return urlencode(pairs)

    def years(self, lines: Lines) -> list[int]:
        known = {year for points in lines.points.values() for year in points}
        return list(range(min(known), max(known) + 1))[-MOST_YEARS:] if known else []

    def source(self, t: Language, measure: str) -> str:
        """The line that goes with each chart."""
        sample = f"{SAMPLE}. " if any(body.sample for body in self.bodies) else ""
        address = f"{self.site}chart?{self.query(measure)}"
        return t("chart.source", sample=sample, archive=ARCHIVE, day=day(system_clock()), address=address)


async def found_of(datasette: Datasette, request: Request, db: Database) -> Found:
    """What the parameters `body` and `measure` ask for."""
    keys = list(dict.fromkeys(k for k in request.args.getlist("body") if KEY.fullmatch(k)))[:MOST_BODIES]
    asked = list(dict.fromkeys(m for m in request.args.getlist("measure") if m in measures.NAMES))[
        :MOST_MEASURES
    ]
    bodies = await read(datasette, db, lambda conn: years.bodies(conn, keys))
    known = [body.key for body in bodies]
    names = asked or list(FIRST)
    lines = [
        await read(datasette, db, partial(years.load, measure=name, keys=known)) for name in names if known
    ]
    return Found(bodies, lines, home_address(datasette, request))


def _task(found: Found, lines: Lines, t: Language, kind: str) -> Task:
    shown = found.years(lines)
    series = tuple(
        Series(plain(body.name)[:LONGEST], tuple(_number(lines, body.key, year) for year in shown))
        for body in found.bodies
    )
    unit = t.name("unit", lines.unit)
    address = found.source(t, lines.measure).split("http")[0].strip()
    below = f"{t('chart.years', n=lines.n)}\n{address} {found.site}chart"
    return Task(measures.label(lines.measure, t), unit, below, tuple(shown), series, kind)


def _number(lines: Lines, body: str, year: int) -> float | None:
    point = lines.points[body].get(year)
    return None if point is None else float(point.value)


async def _examples(datasette: Datasette, db: Database) -> list[list[Body]]:
    """Pairs of bodies for who does not know yet whom to look at."""
    some = await cached(datasette, db, "chart_examples", EXAMPLES)
    return [some[at : at + 2] for at in range(0, len(some), 2)]


@view
async def page(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/chart?body=&body=&measure=&measure=&q=`: the charts with their figures; `q` looks for a body to add."""
    found, t = await found_of(datasette, request, db), language_of(request)
    text = (request.args.get("q") or "").strip()[:LONGEST]
    near = await read(datasette, db, lambda conn: years.named(conn, text)) if text else []
    fresh = [row for row in near if row["key"] not in {body.key for body in found.bodies}]
    if text and len(fresh) == 1 and len(found.bodies) < MOST_BODIES:
        pairs = [("body", b.key) for b in found.bodies] + [("body", fresh[0]["key"])]
        pairs += [("measure", lines.measure) for lines in found.lines]
        return Response.redirect(datasette.urls.path(f"/chart?{urlencode(pairs)}"))
    context = {
        "found": found,
        "examples": [] if found.bodies or text else await _examples(datasette, db),
        "text": text,
        "near": fresh,
        "full": len(found.bodies) >= MOST_BODIES,
        "figures": measures.FIGURES,
        "rates": measures.RATES,
        "measure_name": partial(measures.label, t=t),
        "number": measures.text,
        "wanted": [lines.measure for lines in found.lines] or FIRST,
        "at": lambda locator: quote(locator, safe=":/"),
    }
    return await render(datasette, request, db, "chart.html", context)


@view
async def file(datasette: Datasette, request: Request, db: Database) -> Response:
    """`/chart.svg`, `/chart.png`, `/chart.csv` of the first measure that is asked for."""
    found, t, kind = await found_of(datasette, request, db), language_of(request), request.url_vars["format"]
    if not found.lines:
        return Response.text(t("chart.nothing"), status=404)
    lines = found.lines[0]
    headers = {**HEADERS, "Content-Security-Policy": SVG_POLICY, "X-Robots-Tag": "noindex"}
    if kind == "csv" or "dl" in request.args:
        name = f"nianbao-{lines.measure}.{kind}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if kind == "csv":
        return Response(_csv(found, lines, t), headers=headers, content_type=MEDIA[kind])
    drawn = await chart(_task(found, lines, t, kind))
    if drawn is None:
        return Response.text(t("chart.busy"), status=503, headers={"Retry-After": "5"})
    return Response(drawn, headers=headers, content_type=MEDIA[kind])


def _csv(found: Found, lines: Lines, t: Language) -> bytes:
    """One row a value, each with the address of its proof; the source in its own column, so that it stays with the rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["publisher", "publisher_key", "year", "measure", "value", "unit", "n", "proof", "source"]
    )
    source = found.source(t, lines.measure)
    for row in _rows(found, lines):
        writer.writerow([safe(cell) for cell in (*row, source)])
    return out.getvalue().encode("utf-8-sig")


def _rows(found: Found, lines: Lines) -> Iterator[tuple[object, ...]]:
    for body in found.bodies:
        for year, point in sorted(lines.points[body.key].items()):
            proof = f"{found.site}report/{point.report}"
            if point.capture and point.locator:
                proof = f"{found.site}-/snapshot/{point.capture}?at={quote(point.locator, safe=':/')}"
            value = str(point.value)
            yield body.name, body.key, year, lines.measure, value, lines.unit, point.n, proof


ROUTES = (
    (r"^/chart$", page),
    (r"^/chart\.(?P<format>svg|png|csv)$", file),
)
