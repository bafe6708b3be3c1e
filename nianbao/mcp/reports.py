"""Reports: those of a body, and those whose text has words."""

from __future__ import annotations

import json
from dataclasses import dataclass

from archive.clock import day
from nianbao.mcp import bodies, places
from nianbao.mcp.answers import Json, Refused, answer
from nianbao.mcp.arguments import FindBodies, ListReports, SearchReports
from nianbao.mcp.asked import ROWS, Asked
from nianbao.mcp.cited import REPORT, CitedReport
from nianbao.site.cite.citation import of_report
from nianbao.site.cite.formats import gb
from nianbao.site.search.query import Query
from nianbao.site.search.results import search

REPORTS = f"""
select {REPORT}, (select count(*) from checks k where k.reading_id = r.reading_id
        and k.outcome = 'fail' and k.severity = 'hard') as failed
from reports r join publishers p on p.id = r.publisher_id join readings g on g.id = r.reading_id
join captures c on c.id = g.capture_id
where r.publisher_id = :body and (:years is null or r.year in (select value from json_each(:years)))
order by r.year desc, r.id limit {ROWS + 1}"""
YEARS = "select year, reading_id is not null as is_read from reports where publisher_id = ? and year is not null order by year"
LONGEST = 300
ONLY_NEAR = "No body is called so; these names are near. Ask which is meant before using one. 没有这个名称的机关，所列仅名称相近，请先确认。"


@dataclass(frozen=True, slots=True)
class Line(CitedReport):
    """A report in a list; the columns of REPORTS. `failed`: sums of the form that fail in it."""

    failed: int


def find_bodies(asked: Asked, given: FindBodies) -> Json:
    """Bodies that may be meant, the best first."""
    found = bodies.find(asked, given.name)
    only_near = all(row["why"] == "near" for row in found)
    return answer(found, note=ONLY_NEAR if only_near else None)


def list_reports(asked: Asked, given: ListReports) -> Json:
    """Reports of a body, the newest first."""
    body = bodies.resolve(asked, given.body)
    years = json.dumps(given.years) if given.years else None
    found = [Line(**dict(row)) for row in asked.conn.execute(REPORTS, {"body": body.id, "years": years})]
    have = asked.conn.execute(YEARS, [body.id]).fetchall()
    unread = [year for year, is_read in have if not is_read and (not given.years or year in given.years)]
    if not found:
        known = {"years_in_archive": sorted({year for year, _ in have}), "years_not_read": unread}
        page = asked.site.publisher(body.key)
        raise Refused("not_read" if unread else "no_report", body=body.name, **known, page=page)
    return answer([_row(asked, line) for line in found], years_not_read=unread)


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
    low = places.region(given.region)
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
