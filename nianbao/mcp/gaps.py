"""Who has published and who has not, with the rule and the visit on which that rests."""

from __future__ import annotations

from archive.coverage.query import STATUSES
from archive.schema import view_coverage
from nianbao.mcp import bodies
from nianbao.mcp.answers import Json, Refused, answer
from nianbao.mcp.arguments import Gaps
from nianbao.mcp.asked import ROWS, Asked

COLUMNS = (
    "publisher_key publisher kind level region_code year due_on due_basis due_binding basis report published_on "
    "seen_on status days observed_on portal sample"
)
LAST_DUE = "select max(year) from expected where due_on < ?"


def gaps(asked: Asked, given: Gaps) -> Json:
    """Rows of the coverage, those of one status or all, and how many of each status there are."""
    values: Json = {"today": asked.today}
    wheres = []
    if given.body:
        values["body"] = bodies.resolve(asked, given.body).key
        wheres.append("publisher_key = :body")
    if year := given.year or (0 if given.body else _last_due(asked)):
        values["year"] = year
        wheres.append("year = :year")
    if low := bodies.region(given.region):
        values["low"] = low
        wheres.append("region_code >= :low and region_code < :low || '~'")
    of = f"from ({view_coverage.select(':today')}) where {' and '.join(wheres)}"
    counts = dict(map(tuple, asked.conn.execute(f"select status, count(*) {of} group by 1", values)))
    if not counts:
        raise Refused("nothing_found", year=year or None, region=given.region or None)
    if given.status:
        values["status"] = given.status
        of += " and status = :status"
    order = "order by region_code, publisher_key, year desc"
    names = ", ".join(COLUMNS.split())
    rows = asked.conn.execute(f"select {names} {of} {order} limit {ROWS + 1}", values).fetchall()
    page = asked.site.page("coverage", year=year or None, region=(low or "").ljust(6, "0") if low else None)
    if given.body:
        page = asked.site.publisher(values["body"])
    counted = {
        status: {"count": counts.get(status, 0), "means": " / ".join(STATUSES[status])} for status in STATUSES
    }
    summary = {"year": year or None, "by_status": counted, "expected": sum(counts.values()), "proof": page}
    return answer([_row(asked, dict(row)) for row in rows], counts=summary)


def _last_due(asked: Asked) -> int:
    """The newest year of which something is due already.

    :raises Refused: nothing is expected of anybody.
    """
    found: int | None = asked.conn.execute(LAST_DUE, [asked.today]).fetchone()[0]
    if found is None:
        raise Refused("nothing_found")
    return found


def _row(asked: Asked, row: Json) -> Json:
    """`proof` is the report, or the page that says what was expected and when the portal was last seen whole."""
    status = row["status"]
    where = asked.site.page("coverage", year=row["year"], region=row["region_code"], status=status)
    proof = asked.site.report(row["report"]) if row["report"] else where
    means = {"status_means": " / ".join(STATUSES[status]), "proof": proof}
    names = {"publisher": "body", "publisher_key": "body_key", "observed_on": "last_healthy_visit"}
    kept = {names.get(name, name): value for name, value in row.items() if value is not None}
    return kept | {name: bool(row[name]) for name in ("due_binding", "sample")} | means
