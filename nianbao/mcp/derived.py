"""Rates and sums of one report, from its own cells, each with its proof; none where a sum of the form that holds one fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from archive.reports.fields import from_stored, json_number
from archive.schema.view_measures import fields_of, measures, select
from nianbao.mcp import cells
from nianbao.mcp.answers import Json, refusal
from nianbao.mcp.asked import Asked
from nianbao.mcp.cells import Cell
from nianbao.mcp.labels import Named, elsewhere, parts_of
from parsers.forms import form

RATE = "select numerator, denominator, value, small from ({select}) where report = ?"
REPORTS = """
select r.key, r.year, r.form, r.sample, p.name, c.key as capture
from publishers p join reports r on r.publisher_id = p.id join readings g on g.id = r.reading_id
join captures c on c.id = g.capture_id where p.key = ? and r.year is not null
order by r.year, r.id"""
RATED = ("2019", "2021")
"""Forms that have tables 2 to 4."""


def rows(asked: Asked, body: str, named: Named, years: Iterable[int]) -> list[Json]:
    """Of each report of a body (key) of these years, or of all; where there is no value, `refused` says why."""
    wanted = set(years)
    reports = [dict(r) for r in asked.conn.execute(REPORTS, [body]) if not wanted or r["year"] in wanted]
    return [_row(asked, body, named, report) for report in reports]


def _row(asked: Asked, body: str, named: Named, report: Json) -> Json:
    parts = _parts(asked, body, named, report)
    proof = asked.site.report(report["key"], report["capture"])
    said: Json = {
        "body": report["name"],
        "body_key": body,
        "year": report["year"],
        "figure": named.key,
        "zh": named.zh,
        "en": named.en,
        "value": None,
        "of": [_part(asked, cell) for cell in parts],
        "proof": proof,
        "permanent": proof,
        "sample": bool(report["sample"]),
    }
    if not parts:
        other = elsewhere(named.key)
        return said | {"refused": refusal("not_on_form", form=report["form"], in_other_forms=other)}
    if any(cell.ledger == "does_not_close" for cell in parts):
        return said | {"refused": refusal("does_not_close")}
    return said | (_rate(asked, named, report) if named.kind == "rate" else _sum(parts))


def _rate(asked: Asked, named: Named, report: Json) -> Json:
    sql = RATE.format(select=select(measures()[named.key]))
    rate = asked.conn.execute(sql, [report["key"]]).fetchone()
    if rate is None:
        return {"refused": refusal("no_cases")}
    found = {name: rate[name] for name in ("value", "numerator", "denominator")}
    return found | {"few_cases": bool(rate["small"])}


def _sum(parts: Sequence[Cell]) -> Json:
    """A blank is not zero: what has no number makes the sum unknown."""
    if silent := [cell for cell in parts if cell.value is None]:
        return {"refused": refusal(silent[0].standing, figure=silent[0].field)}
    values = (from_stored(cell.value, cell.scale) or 0 for cell in parts)
    return {"value": json_number(sum(map(Decimal, values), Decimal(0))), "unit": parts[0].unit}


def _parts(asked: Asked, body: str, named: Named, report: Json) -> list[Cell]:
    """The cells that it is made of; none where the form of the report lacks one."""
    if report["form"] not in RATED:
        return []
    of, year = form(report["form"]), report["year"]
    if named.kind == "sum":
        parts = [*parts_of(named.key)]
    else:
        parts = [*measures()[named.key].numerator, *measures()[named.key].denominator]
    found: list[Cell] = []
    for years, wanted in ((year, _fields(parts, False)), (year - 1, _fields(parts, True))):
        keys = list(dict.fromkeys(key for part in wanted for key in fields_of(part, of)))
        found += cells.load(asked, [body], keys, [years]) if keys else []
    return [cell for cell in found if cell.year != year or cell.key == report["key"]]


def _fields(parts: Iterable[str], last: bool) -> Iterator[str]:
    """The parts of this year or of the last."""
    for part in (part.lstrip("-") for part in parts):
        if part.startswith("last:") is last:
            yield part


def _part(asked: Asked, cell: Cell) -> Json:
    found: Json = {"figure": cell.field, "zh": cell.zh, "year": cell.year, "value": cell.number}
    if cell.standing != "value":
        found["state"] = cell.standing
    return found | {"ledger": cell.ledger, "proof": asked.site.cell(cell.place())}
