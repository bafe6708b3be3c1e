"""Figures and rates of bodies, and what they come to beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from archive.coverage.query import STATUSES
from archive.schema import view_coverage
from nianbao.mcp import bodies, cells, derived, labels
from nianbao.mcp.answers import Json, Refused, answer, refusal
from nianbao.mcp.arguments import Compare, GetFigures
from nianbao.mcp.asked import ROWS, Asked
from nianbao.mcp.bodies import Body
from nianbao.mcp.labels import Named

YEARS = "select year, max(reading_id is not null) from reports where publisher_id = ? and year is not null group by year order by year"
SHOWN = 12
"""Rows without a number of which a refusal tells; `cut`: there are more."""
EXPECTED = f"select status, due_on, due_basis, observed_on from ({view_coverage.select(':today')}) where publisher_key = :key and year = :year"


def get_figures(asked: Asked, given: GetFigures) -> Json:
    """Figures of one body, year by year."""
    body = bodies.resolve(asked, given.body)
    named = [labels.resolve(asked.conn, text) for text in given.figures]
    found = _rows(asked, [body], named, given.years)
    absent = list(_absent(asked, body, given.years))
    with_number = [row for row in found if "refused" not in row]
    without = [row for row in found if "refused" in row] + absent
    if not with_number:
        first = without[0]["refused"] if without else refusal("no_report", body=body.name)
        raise Refused(
            first["reason"],
            **first["what_is_known"],
            without_number=without[:SHOWN],
            cut=len(without) > SHOWN,
        )
    return answer(with_number, more=len(without) > ROWS, without_number=without[:ROWS])


def compare(asked: Asked, given: Compare) -> Json:
    """One figure of several bodies or years beside each other, and what they come to where the ledgers close."""
    found = [bodies.resolve(asked, text) for text in given.bodies]
    named = labels.resolve(asked.conn, given.figure)
    rows = _rows(asked, found, [named], given.years)
    absent = [row for body in found for row in _absent(asked, body, given.years)]
    without = [row for row in rows if "refused" in row] + absent
    usable = [row for row in rows if "refused" not in row]
    if not usable:
        first = without[0]["refused"] if without else refusal("no_report")
        raise Refused(
            first["reason"],
            **first["what_is_known"],
            without_number=without[:SHOWN],
            cut=len(without) > SHOWN,
        )
    worked: Json = {"against_first": _against_first(usable), "sum": _sum(named, usable, without)}
    if given.over:
        below = labels.resolve(asked.conn, given.over)
        worked["over"] = _over(usable, _rows(asked, found, [below], given.years))
    return answer(usable, more=len(without) > ROWS, without_number=without[:ROWS], **worked)


def _rows(asked: Asked, found: Sequence[Body], named: Sequence[Named], years: Sequence[int]) -> list[Json]:
    """In the order of bodies and figures, by year."""
    fields = [n.key for n in named if n.kind == "figure"]
    keys = list(dict.fromkeys(body.key for body in found))
    loaded = cells.load(asked, keys, fields, years) if fields else []
    by = [cells.row(asked, cell) for cell in loaded]
    others = [n for n in named if n.kind != "figure"]
    by += [row for key in keys for n in others for row in derived.rows(asked, key, n, years)]
    order = {key: place for place, key in enumerate([*keys, *(n.key for n in named)])}
    return sorted(by, key=lambda row: (order[row["body_key"]], order[row["figure"]], row["year"] or 0))


def _absent(asked: Asked, body: Body, years: Sequence[int]) -> Iterator[Json]:
    """Years asked for (none: all) of which no report is there or is read, with what the archive knows of them."""
    have = dict(map(tuple, asked.conn.execute(YEARS, [body.id])))
    for year in years or [year for year, is_read in have.items() if not is_read]:
        if have.get(year):
            continue
        known: Json = {"years_in_archive": [*have], "page": asked.site.publisher(body.key)}
        row = asked.conn.execute(EXPECTED, {"today": asked.today, "key": body.key, "year": year}).fetchone()
        if row:
            known |= {"status": row[0], "status_means": " / ".join(STATUSES[row[0]])}
            known |= {"due_on": row[1], "due_basis": row[2], "last_healthy_visit": row[3]}
        reason = "not_read" if year in have else "future" if year >= asked.year else "no_report"
        yield {"body": body.name, "body_key": body.key, "year": year, "refused": refusal(reason, **known)}


def _against_first(rows: Sequence[Json]) -> list[Json]:
    """Each further row less the first, and divided by it."""
    first, *others = rows
    return [_pair(first, row) for row in others]


def _pair(first: Json, row: Json) -> Json:
    said: Json = {name: row[name] for name in ("body", "year")}
    said["first"] = {name: first[name] for name in ("body", "year")}
    if open_ := _open(first, row):
        return said | {"refused": open_}
    difference = _exact(row["value"]) - _exact(first["value"])
    said |= {"difference": _number(difference), "proof": [first["proof"], row["proof"]]}
    if first["value"]:
        said["quotient"] = _quotient(row["value"], first["value"])
    return said


def _sum(named: Named, rows: Sequence[Json], without: Sequence[Json]) -> Json:
    """The sum of all that were asked for: refused where one has no number or its ledger does not close."""
    if named.kind == "rate":
        return {"refused": refusal("not_summable")}
    if without:
        return {
            "refused": refusal(without[0]["refused"]["reason"], without=len(without), proof=rows[0]["proof"])
        }
    if open_ := _open(*rows):
        return {"refused": open_}
    total = sum((_exact(row["value"]) for row in rows), Decimal(0))
    return {"value": _number(total), "unit": rows[0].get("unit"), "proof": [row["proof"] for row in rows]}


def _over(above: Sequence[Json], below: Sequence[Json]) -> list[Json]:
    """Each figure divided by the other of the same body and year."""
    other = {(row["body_key"], row["year"]): row for row in below}
    said = []
    for row in above:
        found = other.get((row["body_key"], row["year"]))
        one: Json = {name: row[name] for name in ("body", "year")}
        if found is None or "refused" in found:
            one["refused"] = found["refused"] if found else refusal("no_report")
        elif open_ := _open(row, found):
            one["refused"] = open_
        elif not found["value"]:
            one["refused"] = refusal("no_cases")
        else:
            one |= {
                "quotient": _quotient(row["value"], found["value"]),
                "proof": [row["proof"], found["proof"]],
            }
        said.append(one)
    return said


def _open(*rows: Json) -> Json | None:
    """What is said where a report's own sums do not close: its errors are not carried on."""
    failing = [row["proof"] for row in rows if row.get("ledger") == "does_not_close"]
    return refusal("does_not_close", proof=failing) if failing else None


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _quotient(above: Any, below: Any) -> float:
    return float(round(_exact(above) / _exact(below), 6))
