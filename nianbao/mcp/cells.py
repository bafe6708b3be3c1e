"""Figures as they stand in reports: each with its cell, its citation, and whether the sums of the form that hold it close."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from archive.clock import day
from archive.reports.fields import from_stored, json_number
from nianbao.mcp.answers import Json, refusal
from nianbao.mcp.asked import Asked
from nianbao.mcp.cited import REPORT, CitedReport
from nianbao.mcp.labels import elsewhere
from nianbao.site.cite.citation import Citation, of_figure, of_report
from nianbao.site.cite.formats import gb

MOST = 200
"""Cells that are looked up for one answer."""
HARD = """(select group_concat(distinct k.outcome) from checks k join operand_lists o on o.id = k.operands
    where k.reading_id = r.reading_id and k.severity = 'hard' and instr(o.operands, '"' || d.key || '"') > 0)"""
CELLS = f"""
select p.key as body, {REPORT}, d.key as field, d.zh, d.en, d.forms, d.scale, f.value,
    f.state, f.raw, coalesce(f.unit, d.unit) as unit, l.locator, {HARD} as outcomes
from json_each(:bodies) b join publishers p on p.key = b.value
join reports r on r.publisher_id = p.id and r.reading_id is not null
join readings g on g.id = r.reading_id join captures c on c.id = g.capture_id
join json_each(:fields) w join fields d on d.key = w.value
left join figures f on f.reading_id = g.id and f.field_id = d.id left join locators l on l.id = f.locator_id
where :years is null or r.year in (select value from json_each(:years))
order by b.key, w.key, r.year, r.id limit {MOST + 1}"""
Number = int | float


@dataclass(frozen=True, slots=True)
class Cell(CitedReport):
    """A figure of one report; the columns of CELLS. `outcomes`: those of the sum rules of the form that hold it."""

    body: str
    field: str
    zh: str
    en: str
    forms: str
    scale: int
    value: int | None
    state: str | None
    raw: str | None
    unit: str | None
    locator: str | None
    outcomes: str | None

    @property
    def number(self) -> Number | None:
        return json_number(from_stored(self.value, self.scale))

    @property
    def standing(self) -> str:
        """`value`, or why there is no number: one of the reasons of refusals.toml."""
        if self.value is not None:
            return "value"
        if self.state is None or self.state == "missing":
            forms = json.loads(self.forms)
            return "missing" if not forms or self.form in forms else "not_on_form"
        return self.state

    @property
    def ledger(self) -> str:
        """Whether the sums of the form that hold the figure add up in this report."""
        outcomes = (self.outcomes or "").split(",")
        if "fail" in outcomes:
            return "does_not_close"
        return "closes" if "pass" in outcomes else "not_checked"

    def place(self) -> str:
        """The capture with the cell, as an address ends."""
        return f"{self.capture}?at={quote(self.locator, safe=':/')}" if self.locator else self.capture


def load(
    asked: Asked, bodies: Sequence[str], fields: Sequence[str], years: Sequence[int] | None = None
) -> list[Cell]:
    """The cells of bodies (keys), fields (keys) and years, in the order asked for; no years are all years."""
    values = {
        "bodies": json.dumps(bodies),
        "fields": json.dumps(fields),
        "years": json.dumps(years) if years else None,
    }
    return [Cell(**dict(row)) for row in asked.conn.execute(CELLS, values)]


def row(asked: Asked, cell: Cell) -> Json:
    """A cell as an answer has it: where it has no number, `refused` says why."""
    cited = citation(asked, cell)
    found: Json = {
        "body": cell.publisher,
        "body_key": cell.body,
        "year": cell.year,
        "figure": cell.field,
        "zh": cell.zh,
        "en": cell.en,
        "value": cell.number,
        "unit": cell.unit,
        "printed": cell.raw,
        "ledger": cell.ledger,
        "proof": asked.site.cell(cell.place()),
        "permanent": asked.site.report(cell.key, cell.capture),
        "source": cell.url,
        "citation": gb(cited),
        "sample": bool(cell.sample),
    }
    if cell.standing != "value":
        other = {"in_other_forms": elsewhere(cell.field)} if cell.standing == "not_on_form" else {}
        found["refused"] = refusal(cell.standing, form=cell.form, **other)
    return {name: value for name, value in found.items() if value is not None or name == "value"}


def citation(asked: Asked, cell: Cell) -> Citation:
    """Of the cell, or of its report where it has none."""
    today: date = day(asked.now)
    if cell.locator is None:
        return of_report(asked.site.home, cell, today)
    printed = f"{cell.number} {cell.unit or ''}" if cell.value is not None else cell.standing
    return of_figure(asked.site.home, cell, f"{cell.zh} / {cell.en}", printed, cell.locator, today)
