"""What was asked of the search, and the conditions of its filters."""

from __future__ import annotations

from dataclasses import dataclass

STATUSES = ("revised_figures", "revised_text", "withdrawn", "fails", "no_tables")
_STATUS = {
    "fails": "exists (select 1 from checks c where c.reading_id = r.reading_id and c.outcome = 'fail' and c.severity = 'hard')",
    "no_tables": "r.form is null",
}
"""Conditions of the statuses that are no kind of change."""


@dataclass(frozen=True)
class Query:
    """What was asked of the search page. `region`: the code of a region; `kind`: of a body; `status`: one of STATUSES."""

    text: str = ""
    year: int | None = None
    province: str | None = None
    region: str | None = None
    kind: str | None = None
    status: str | None = None
    page: int = 1


def where(conditions: list[str]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""


def limits(query: Query) -> tuple[list[str], list[object]]:
    """The conditions of the filters and their values."""
    wheres: list[str] = []
    values: list[object] = []
    if query.year is not None:
        wheres.append("r.year = ?")
        values.append(query.year)
    bodies = {"province": query.province, "kind": query.kind}
    for column, value in bodies.items():
        if value:
            wheres.append(f"r.publisher_id in (select id from publishers where {column} = ?)")
            values.append(value)
    if query.region:  # GB/T 2260: a region's code begins with that of the wider one, which ends in zeros
        digits = query.region[:2] if query.region.endswith("0000") else query.region.removesuffix("00")
        wheres.append("r.publisher_id in (select id from publishers where region_code between ? and ?)")
        values += [digits.ljust(6, "0"), digits.ljust(6, "9")]
    if query.status in _STATUS:
        wheres.append(_STATUS[query.status])
    elif query.status:
        wheres.append("r.id in (select report_id from changes where kind = ?)")
        values.append(query.status)
    return wheres, values
