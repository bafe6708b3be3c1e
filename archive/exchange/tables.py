"""The tables that are exported: their columns with type and words in both languages, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from archive.clock import SHANGHAI, instant
from archive.reports.fields import from_stored, json_number
from archive.store.captures import brought_by_sql
from archive.store.db import Archive
from archive.store.rows import SqlRow, SqlValue

Type = Literal["string", "integer", "number", "date", "datetime", "boolean"]
Row = SqlRow


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reports: of one year or all, as they stood at the end of a day (Asia/Shanghai) or now; of the bodies of a
    region (the first digits of its code), of a kind, of a level."""

    year: int | None = None
    as_of: date | None = None
    region: str | None = None
    kind: str | None = None
    level: str | None = None

    def limits(self) -> dict[str, SqlValue]:
        last = None
        if self.as_of is not None:
            last = instant(datetime.combine(self.as_of + timedelta(days=1), time(), SHANGHAI), micros=True)
        bodies = {"region": self.region or None, "kind": self.kind, "level": self.level}
        return {"year": self.year, "at": last, **bodies, "every": not any(bodies.values())}


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    key: tuple[str, ...]


_READING = """case when :at is null then r.reading_id else (
    select rd.id from readings rd join versions v on v.id = rd.version_id join renditions n on n.id = v.rendition_id
    where n.report_id = r.id and v.first_seen < :at order by v.first_seen desc, n.first_seen, rd.id desc limit 1) end"""
_CHOSEN = f"""
with chosen as (
    select r.*, {_READING} as shown from reports r where (:year is null or r.year = :year) and (:every
        or r.publisher_id in (select id from publishers where (:region is null
            or substr(region_code, 1, length(:region)) = :region)
            and (:kind is null or kind = :kind) and (:level is null or level = :level))))
select {{columns}} from chosen r join readings d on d.id = r.shown left join publishers p on p.id = r.publisher_id
join captures c on c.id = d.capture_id {{joins}} order by r.key {{order}}
"""
_BROUGHT_BY = brought_by_sql("(:at is null or own.fetched_at < :at)")
BROUGHT_BY = Column(
    "brought_by",
    "string",
    "由何人提供；网站给出过相同字节则为空",
    "who brought the bytes; null where the server gave them",
)
REPORT = (
    Column("report", "string", "报告键", "key of the report"),
    Column("publisher", "string", "发布机关", "publisher"),
    Column("province", "string", "省级", "province"),
    Column("prefecture", "string", "地级", "prefecture"),
    Column("county", "string", "县级", "county"),
    Column("region_code", "string", "行政区划代码 GB/T 2260", "region code, GB/T 2260"),
    Column("year", "integer", "报告年度", "year that the report is about"),
    Column("title", "string", "标题", "title as printed"),
    Column("form", "string", "表式", "national form of the tables"),
    Column("published_on", "date", "发布日期", "day of publication, as printed"),
    Column("url", "string", "原文地址", "address it was fetched from"),
    Column("fetched_at", "datetime", "采集时间（UTC）", "instant of the fetch, UTC"),
    Column("sha256", "string", "原文散列", "SHA-256 of the bytes"),
    Column("parser", "string", "解析器版本", "version of the parsers that read it"),
    Column("sample", "boolean", "1 = 样例，非政府数据", "true: a sample, no government's data"),
    BROUGHT_BY,
)
_REPORT_SQL = (
    "r.key, p.name, p.province, p.prefecture, p.county, p.region_code, r.year, d.title, d.form, d.published_on,"
    " c.url, c.fetched_at, c.body_sha256, d.parser, r.sample,"
    f" {_BROUGHT_BY}"
)
FIGURE = (
    Column("report", "string", "报告键", "key of the report"),
    Column("field", "string", "字段键", "key of the field"),
    Column("value", "number", "数值；空白不是 0", "the number; a blank is not 0"),
    Column(
        "state",
        "string",
        "有值、空白、不适用、不可读、原文无此格",
        "value, blank, not_applicable, unreadable, missing",
    ),
    Column("raw", "string", "原文", "text as printed, where it differs from the plain number"),
    Column("unit", "string", "单位", "unit"),
    Column("flags", "string", "由原文到数值的改写", "rewritings that led from the text to the number, JSON"),
    Column("locator", "string", "原文位置", "place of the cell in the bytes"),
    BROUGHT_BY,
)
LABELLED = (
    *(column for column in REPORT if column.name in ("report", "publisher", "region_code", "county", "year")),
    FIGURE[1],
    Column("zh", "string", "中文名称", "Chinese label"),
    Column("en", "string", "英文名称", "English label"),
    *FIGURE[2:6],
    *(column for column in REPORT if column.name == "sample"),
)
CHECK = (
    Column("report", "string", "报告键", "key of the report"),
    Column("check", "string", "勾稽关系", "sum rule"),
    Column("severity", "string", "严重程度", "hard or soft"),
    Column("parts", "string", "分项之和", "sum of the parts"),
    Column("total", "string", "所印合计", "printed total"),
    Column("outcome", "string", "结果", "pass, fail, not_assessable"),
)
FIELD = (
    Column("field", "string", "字段键", "key of the field"),
    Column("zh", "string", "中文名称", "Chinese label"),
    Column("en", "string", "英文名称", "English label"),
    Column("unit", "string", "单位", "unit"),
    Column("forms", "string", "表式", "forms that have it, JSON"),
)


def tables(archive: Archive, choice: Choice) -> tuple[Table, ...]:
    """All tables in their long shape."""
    limits = choice.limits()
    return (
        Table("reports", REPORT, lambda: _reports(archive, limits), ("report",)),
        Table("figures", FIGURE, lambda: _figures(archive, limits), ("report", "field")),
        Table("checks", CHECK, lambda: _checks(archive, limits), ("report", "check")),
        Table("fields", FIELD, lambda: _fields(archive), ("field",)),
    )


def labelled(archive: Archive, choice: Choice) -> tuple[Table, ...]:
    """What people open in a spreadsheet: reports, and figures that say in each row whose they are and what they mean."""
    limits = choice.limits()
    return (
        Table("figures", LABELLED, lambda: _labelled(archive, limits), ("report", "field")),
        Table("reports", REPORT, lambda: _reports(archive, limits), ("report",)),
        Table("fields", FIELD, lambda: _fields(archive), ("field",)),
    )


def wide(archive: Archive, choice: Choice) -> Table:
    """One row a report: what it is, then every field that any of the reports prints."""
    fields = archive.rows("select key, zh, en from fields order by position, key")
    columns = tuple(Column(f["key"], "number", f["zh"], f["en"]) for f in fields)
    return Table(
        "reports", REPORT + columns, lambda: _wide(archive, choice, [f["key"] for f in fields]), ("report",)
    )


def _wide(archive: Archive, choice: Choice, fields: list[str]) -> Iterator[Row]:
    limits = choice.limits()
    cells = _figures(archive, limits)
    cell = next(cells, None)
    for report in _reports(archive, limits):
        values = {}
        while cell is not None and cell[0] == report[0]:
            values[cell[1]] = cell[2]
            cell = next(cells, None)
        yield (*report, *(values.get(field) for field in fields))


def _reports(archive: Archive, limits: dict[str, SqlValue]) -> Iterator[Row]:
    sql = _CHOSEN.format(columns=_REPORT_SQL, joins="", order="")
    for row in archive.conn.execute(sql, limits):
        *facts, sample, brought_by = row
        yield (*facts, bool(sample), brought_by)


def _figures(archive: Archive, limits: dict[str, SqlValue]) -> Iterator[Row]:
    columns = (
        "r.key, f.key, g.value, f.scale, g.state, g.raw, coalesce(g.unit, f.unit), g.flags, l.locator,"
        f" {_BROUGHT_BY}"
    )
    joins = (
        "join figures g on g.reading_id = d.id join fields f on f.id = g.field_id"
        " left join locators l on l.id = g.locator_id"
    )
    sql = _CHOSEN.format(columns=columns, joins=joins, order=", f.position, f.key")
    for row in archive.conn.execute(sql, limits):
        report, field, value, scale, *rest = row
        yield (report, field, json_number(from_stored(value, scale)), *rest)


def _labelled(archive: Archive, limits: dict[str, SqlValue]) -> Iterator[Row]:
    columns = (
        "r.key, p.name, p.region_code, p.county, r.year, f.key, f.zh, f.en, g.value, f.scale, g.state, g.raw,"
        " coalesce(g.unit, f.unit), r.sample"
    )
    joins = "join figures g on g.reading_id = d.id join fields f on f.id = g.field_id"
    sql = _CHOSEN.format(columns=columns, joins=joins, order=", f.position, f.key")
    for row in archive.conn.execute(sql, limits):
        *facts, value, scale, state, raw, unit, sample = row
        yield (*facts, json_number(from_stored(value, scale)), state, raw, unit, bool(sample))


def _checks(archive: Archive, limits: dict[str, SqlValue]) -> Iterator[Row]:
    columns = "r.key, k.check_key, k.severity, cast(k.lhs as text), cast(k.rhs as text), k.outcome"
    sql = _CHOSEN.format(columns=columns, joins="join checks k on k.reading_id = d.id", order=", k.check_key")
    for row in archive.conn.execute(sql, limits):
        yield tuple(row)


def _fields(archive: Archive) -> Iterator[Row]:
    for row in archive.conn.execute("select key, zh, en, unit, forms from fields order by position, key"):
        yield tuple(row)
