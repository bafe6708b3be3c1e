"""Rates of a body: numerator and denominator from its own cells, each with its proof; none where a sum that holds one fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.schema.view_measures import fields_of, measures, select
from nianbao.mcp import cells
from nianbao.mcp.answers import Json, refusal
from nianbao.mcp.asked import Asked
from nianbao.mcp.labels import Named
from parsers.forms import form

RATE = (
    "select year, numerator, denominator, value, small from ({select}) where publisher_key = ? order by year"
)
REPORTS = """
select r.key, r.year, r.form, r.sample, p.name, c.key as capture
from publishers p join reports r on r.publisher_id = p.id join readings g on g.id = r.reading_id
join captures c on c.id = g.capture_id where p.key = ? order by r.year, r.id"""
RATED = ("2019", "2021")
"""Forms that have tables 2 to 4."""


def rows(asked: Asked, body: str, named: Named, years: Iterable[int]) -> list[Json]:
    """The rate of each report of a body (key) of these years, or of all; where it has none, `refused` says why."""
    found = {
        row["year"]: row
        for row in asked.conn.execute(RATE.format(select=select(measures()[named.key])), [body])
    }
    wanted = set(years)
    reports = [dict(r) for r in asked.conn.execute(REPORTS, [body]) if not wanted or r["year"] in wanted]
    return [_row(asked, body, named, report, found.get(report["year"])) for report in reports]


def _row(asked: Asked, body: str, named: Named, report: Json, rate: Json | None) -> Json:
    parts = _parts(asked, body, named.key, report)
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
    if report["form"] not in RATED:
        said["refused"] = refusal("not_on_form", form=report["form"])
    elif any(cell.ledger == "does_not_close" for cell in parts):
        said["refused"] = refusal("does_not_close")
    elif rate is None:
        said["refused"] = refusal("no_cases")
    else:
        said |= {name: rate[name] for name in ("value", "numerator", "denominator")}
        said["few_cases"] = bool(rate["small"])
    return said


def _parts(asked: Asked, body: str, rate: str, report: Json) -> list[cells.Cell]:
    if report["form"] not in RATED:
        return []
    of = form(report["form"])
    parts = [*measures()[rate].numerator, *measures()[rate].denominator]
    year = report["year"]
    found: list[cells.Cell] = []
    for years, wanted in ((year, _fields(parts, False)), (year - 1, _fields(parts, True))):
        keys = list(dict.fromkeys(key for part in wanted for key in fields_of(part, of)))
        found += cells.load(asked, [body], keys, [years]) if keys else []
    return found


def _fields(parts: Iterable[str], last: bool) -> Iterator[str]:
    """The parts of this year or of the last."""
    for part in (part.lstrip("-") for part in parts):
        if part.startswith("last:") is last:
            yield part


def _part(asked: Asked, cell: cells.Cell) -> Json:
    found: Json = {"figure": cell.field, "zh": cell.zh, "year": cell.year, "value": cell.number}
    if cell.standing != "value":
        found["state"] = cell.standing
    return found | {"ledger": cell.ledger, "proof": asked.site.cell(cell.place())}
