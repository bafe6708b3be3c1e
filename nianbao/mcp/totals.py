"""A figure added up over the bodies of a region, with what the sum does and does not hold."""

from __future__ import annotations

from archive.reports.fields import from_stored, json_number
from nianbao.mcp import labels, places
from nianbao.mcp.answers import Json, Refused, answer
from nianbao.mcp.arguments import Total
from nianbao.mcp.asked import Asked

NOTE = (
    "Sum of printed figures of the reports counted under with_number only; not an estimate for those that are not "
    "there. A government's report may include its departments: other kinds and levels are not added. "
    "只加所列报告的印出数，不估计缺报的；不同层级、类别不混加。"
)
WHERE = "p.kind = :kind and p.level = :level and p.region_code >= :low and p.region_code < :low || '~'"
ANYWHERE = "p.kind = :kind and p.level = :level"
FAILING = """r.reading_id in (select reading_id from checks where outcome = 'fail' and severity = 'hard'
    and operands in (select id from operand_lists where instr(operands, '"' || :field || '"') > 0))"""
TOTAL = f"""
with cells as (
    select p.id as body, f.value, f.state, {FAILING} as failing
    from reports r join publishers p on p.id = r.publisher_id
    left join figures f on f.reading_id = r.reading_id and f.field_id = (select id from fields where key = :field)
    where r.year = :year and r.reading_id is not null and {{where}})
select count(distinct body) as reported, count(*) as reports, total(value is not null and not failing) as with_number,
    sum(case when not failing then value end) as value, total(value is not null and failing) as does_not_close,
    total(state is 'blank') as blank, total(state is 'unreadable') as unreadable,
    total(state is 'not_applicable') as not_applicable, total(state is null or state is 'missing') as not_in_report
from cells"""
EXPECTED = """
select count(*) as n from expected p where p.year = :year and {where}"""
SUMMANDS = """select p.name, r.key as report, f.value, l.locator from reports r
join publishers p on p.id = r.publisher_id join figures f on f.reading_id = r.reading_id
join fields d on d.id = f.field_id left join locators l on l.id = f.locator_id
where d.key = :field and r.year = :year and p.kind = :kind and p.level = :level
and p.region_code >= :low and p.region_code < :low || '~' order by p.region_code"""
LEFT_OUT = f"""
select p.name as body, r.key, c.key as capture from reports r join publishers p on p.id = r.publisher_id
join readings g on g.id = r.reading_id join captures c on c.id = g.capture_id
where r.year = :year and {{where}} and {FAILING} order by p.region_code, p.key limit 9"""
SHOWN = 8
COUNTS = [
    "reported",
    "reports",
    "with_number",
    "does_not_close",
    "blank",
    "unreadable",
    "not_applicable",
    "not_in_report",
]


def total(asked: Asked, given: Total) -> Json:
    """One row: the sum and the counts behind it."""
    named = labels.resolve(asked.conn, given.figure)
    if named.kind != "figure":
        raise Refused("not_summable", figure=named.key)
    low = places.region(given.region)
    values = {"kind": given.kind, "level": given.level, "year": given.year, "low": low, "field": named.key}
    where = WHERE if low else ANYWHERE
    row = dict(asked.conn.execute(TOTAL.format(where=where), values).fetchone())
    expected = asked.conn.execute(EXPECTED.format(where=where), values).fetchone()[0]
    proof = _proof(asked, values)
    coverage = {"expected": expected, **{name: int(row[name]) for name in COUNTS}, "proof": proof}
    if given.year >= asked.year and not row["reports"]:
        raise Refused("future", coverage=coverage)
    if not row["with_number"]:
        raise Refused("no_report" if not row["reports"] else "missing", coverage=coverage)
    scale, unit = asked.conn.execute("select scale, unit from fields where key = ?", [named.key]).fetchone()
    said = {
        "figure": named.key,
        "zh": named.zh,
        "en": named.en,
        "year": given.year,
        "region": given.region or "全国 / the whole archive",
        "kind": given.kind,
        "level": given.level,
        "value": json_number(from_stored(row["value"], scale)),
        "unit": unit,
        "coverage": coverage,
        "proof": proof,
    }
    return answer([said], note=NOTE, does_not_close=_left_out(asked, where, values))


def _left_out(asked: Asked, where: str, values: Json) -> Json:
    """Reports whose own sums fail, which the sum does not hold."""
    found = asked.conn.execute(LEFT_OUT.format(where=where), values).fetchall()
    rows = [{"body": row["body"], "proof": asked.site.report(row["key"], row["capture"])} for row in found]
    return {"rows": rows[:SHOWN], "cut": len(rows) > SHOWN} if rows else {}


def _proof(asked: Asked, values: Json) -> str:
    """A page of the site that lists every summand with its report and cell."""
    sql = SUMMANDS
    if values["low"] is None:
        sql = sql.replace("and p.region_code >= :low and p.region_code < :low || '~' ", "")
    return asked.site.page(asked.name, sql=sql, **values)
