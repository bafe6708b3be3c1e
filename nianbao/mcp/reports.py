"""Reports: those of a body, and those whose text has words."""

from __future__ import annotations

from dataclasses import dataclass

from archive.clock import day
from nianbao.mcp import bodies
from nianbao.mcp.answers import Json, Refused, answer
from nianbao.mcp.arguments import FindBodies, ListReports, SearchReports
from nianbao.mcp.asked import ROWS, Asked
from nianbao.site.cite.citation import of_report
from nianbao.site.cite.formats import gb
from nianbao.site.search.query import Query
from nianbao.site.search.results import search

REPORTS = f"""
select p.name as publisher, r.key, r.title, r.year, r.published_on, r.form, r.sample, g.parser, c.key as capture, c.url,
    c.fetched_at, c.body_sha256, (select count(*) from checks k where k.reading_id = r.reading_id
        and k.outcome = 'fail' and k.severity = 'hard') as failed
from reports r join publishers p on p.id = r.publisher_id join readings g on g.id = r.reading_id
join captures c on c.id = g.capture_id where r.publisher_id = ? order by r.year desc, r.id limit {ROWS + 1}"""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a list; the columns of REPORTS. `failed`: sums of the form that fail in it."""

    publisher: str
    key: str
    title: str | None
    year: int | None
    published_on: str | None
    form: str | None
    sample: int
    parser: str | None
    capture: str
    url: str | None
    fetched_at: str | None
    body_sha256: str | None
    failed: int


def find_bodies(asked: Asked, given: FindBodies) -> Json:
    """Bodies that may be meant, the best first."""
    return answer(bodies.find(asked, given.name))


def list_reports(asked: Asked, given: ListReports) -> Json:
    """Reports of a body, the newest first."""
    body = bodies.resolve(asked, given.body)
    found = [Line(**dict(row)) for row in asked.conn.execute(REPORTS, [body.id])]
    wanted = [line for line in found if not given.years or line.year in given.years]
    if not wanted:
        years = sorted({line.year for line in found if line.year})
        raise Refused(
            "no_report", body=body.name, years_in_archive=years, page=asked.site.publisher(body.key)
        )
    return answer([_row(asked, line) for line in wanted])


def _row(asked: Asked, line: Line) -> Json:
    address = asked.site.report(line.key, line.capture)
    return {
        "body": line.publisher,
        "year": line.year,
        "title": (line.title or "")[:LONGEST],
        "published_on": line.published_on,
        "form": line.form,
        "failed_sums": line.failed,
        "report": line.key,
        "proof": address,
        "permanent": address,
        "source": line.url,
        "citation": gb(of_report(asked.site.home, line, day(asked.now))),
        "sample": bool(line.sample),
    }


def search_reports(asked: Asked, given: SearchReports) -> Json:
    """One page of the site's search."""
    low = bodies.region(given.region)
    region = low.ljust(6, "0") if low else None
    found = search(asked.conn, Query(given.words, given.year or None, region=region))
    hits = list({hit.key: hit for hit in [*found.leading, *found.reports]}.values())
    if not hits:
        raise Refused("nothing_found", words=given.words)
    rows = [
        {
            "body": hit.publisher,
            "year": hit.year,
            "title": (hit.title or "")[:LONGEST],
            "passage": "".join(text for text, _ in hit.passage)[:LONGEST],
            "why": hit.why,
            "report": hit.key,
            "proof": asked.site.report(hit.key),
        }
        for hit in hits
    ]
    page = asked.site.page("search", q=given.words, year=given.year or None, region=region)
    counted = {"count": found.total, "more_than_counted": found.beyond, "proof": page}
    return answer(rows, more=found.more, way=found.way, taken_for=found.meant, reports_in_all=counted)
