"""Who has published and who has not, with the rule and the visit on which that rests."""

from __future__ import annotations

from archive.coverage.query import STATUSES
from archive.schema import view_coverage
from nianbao.mcp import bodies, places
from nianbao.mcp.answers import Json, Refused, answer
from nianbao.mcp.arguments import Gaps
from nianbao.mcp.asked import ROWS, Asked

COLUMNS = (
    "publisher_key, publisher, kind, level, region_code, year, due_on, due_basis, due_binding, basis, report, "
    "published_on, seen_on, status, days, observed_on, portal, sample"
)
LAST_DUE = "select max(year) from expected where due_on < ?"
OF_REGION = "region_code >= :low and region_code < :low || '~'"
YEARS = f"""
select y.year from (select distinct year from expected) y
where exists (select 1 from expected e where e.year = y.year and {OF_REGION} and e.due_on < :today) order by 1"""


def gaps(asked: Asked, given: Gaps) -> Json:
    """Rows of the coverage, those of one status or all, and how many of each status there are."""
    body = bodies.resolve(asked, given.body).key if given.body else None
    low = places.region(given.region)
    year = given.year or (None if body else _last_due(asked, low))
    values = {"today": asked.today, "body": body, "year": year, "low": low, "status": given.status}
    of = f"from ({view_coverage.select(':today')}) where {_where(values)}"
    counts = dict(map(tuple, asked.conn.execute(f"select status, count(*) {of} group by 1", values)))
    if not counts:
        raise Refused("nothing_found", year=year, region=given.region or None, years_due=_years(asked, low))
    chosen = f"{of} and status = :status" if given.status else of
    # Of one year in the order of the index, so that the rows cost no more than those that are shown.
    order = f"order by {'region_code, publisher_key' if year else 'year desc'} limit {ROWS + 1}"
    rows = asked.conn.execute(f"select {COLUMNS} {chosen} {order}", values).fetchall()
    page = asked.site.page("coverage", year=year, region=low and low.ljust(6, "0"))
    summary = {
        "year": year,
        "by_status": {
            status: {"count": counts.get(status, 0), "means": " / ".join(said)}
            for status, said in STATUSES.items()
        },
        "expected": sum(counts.values()),
        "proof": asked.site.publisher(body) if body else page,
    }
    return answer([_row(asked, dict(row)) for row in rows], counts=summary, years_due=_years(asked, low))


def _where(values: Json) -> str:
    """The conditions of what was asked for; always one at least."""
    conditions = {
        "body": "publisher_key = :body",
        "year": "year = :year",
        "low": OF_REGION,
    }
    return " and ".join(condition for name, condition in conditions.items() if values[name])


def _last_due(asked: Asked, low: str | None) -> int:
    """The newest year of which something is due already, in the region if there is one.

    :raises Refused: nothing is expected of anybody.
    """
    if low is not None:
        found = max(_years(asked, low), default=None)
    else:
        found = asked.conn.execute(LAST_DUE, [asked.today]).fetchone()[0]
    if found is None:
        raise Refused("nothing_found", years_due=[])
    return int(found)


def _years(asked: Asked, low: str | None) -> list[int]:
    """The years of which something is due in a region; none for the whole archive, whose years the dictionary tells."""
    if low is None:
        return []
    rows = asked.conn.execute(YEARS, {"today": asked.today, "low": low})
    return [row[0] for row in rows]


def _row(asked: Asked, row: Json) -> Json:
    """`proof` is the report, or the page that says what was expected and when the portal was last seen whole."""
    status = row["status"]
    where = asked.site.page("coverage", year=row["year"], region=row["region_code"], status=status)
    proof = asked.site.report(row["report"]) if row["report"] else where
    means = {"status_means": " / ".join(STATUSES[status]), "proof": proof}
    names = {"publisher": "body", "publisher_key": "body_key", "observed_on": "last_healthy_visit"}
    kept = {names.get(name, name): value for name, value in row.items() if value is not None}
    return kept | {name: bool(row[name]) for name in ("due_binding", "sample")} | means
