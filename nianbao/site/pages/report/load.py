"""The rows of one report: facts, figures, checks, narrative, provenance. Nothing here knows HTML."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal

from archive.reports.decisions import Decision
from archive.reports.fields import from_stored
from archive.review import inbox, items
from archive.store.captures import brought_by_sql
from nianbao.site.pages.report import versions
from nianbao.site.pages.report.model import Figure, Issue, Rendition, Report, ReportRow, Section, Sibling
from nianbao.site.tables import check_text
from nianbao.site.tables.check_text import CheckRow
from nianbao.site.told import change_list
from nianbao.site.web.i18n import CHINESE, Language
from nianbao.site.web.rows import rows_as


def _printed(row: sqlite3.Row, value: int | Decimal | None) -> str:
    if row["raw"] is not None:
        return str(row["raw"]).strip()
    return f"{value:f}" if isinstance(value, Decimal) else str(value) if value is not None else ""


def _figure(row: sqlite3.Row, t: Language) -> Figure:
    value = from_stored(row["value"], row["scale"])
    flags = tuple(json.loads(row["flags"] or "[]"))
    text = _printed(row, value)
    return Figure(
        row["key"],
        t.of(row["zh"], row["en"]),
        text,
        value,
        row["state"],
        row["unit"],
        row["note"],
        flags,
        row["locator"],
    )


OF_CAPTURE = """
select y.id from captures k join parses x on x.capture_id = k.id join readings y on y.id = x.reading_id
join versions v on v.id = y.version_id join renditions n on n.id = v.rendition_id
where k.key = ?2 and n.report_id = r.id order by x.parser desc limit 1"""
"""What the newest parser read in one capture, where that is one of the report."""

REPORT = f"""
select r.key, iif(?2 is null, r.title, g.title) as title, r.year,
    iif(?2 is null, r.published_on, g.published_on) as published_on, iif(?2 is null, r.form, g.form) as form, r.scope, r.sample, r.provisional, r.first_seen,
    g.id as reading_id, r.id, r.publisher_id, p.key as publisher_key, p.name as publisher, p.kind, p.level,
    p.province, p.prefecture, p.county, p.region_code, g.publisher_printed, g.posted_by,
    g.form_t2, g.form_t3, g.evidence, g.narrative,
    g.attachments, g.parser, g.read_at, c.key as capture, c.url, c.fetched_at, c.body_sha256,
    {brought_by_sql()} as brought_by,
    c.record_type is 'conversion' as rendered, (select page.url from captures page where page.key = c.page_key) as page_url,
    (select k.key from readings n join captures k on k.id = n.capture_id where n.id = r.reading_id) as newest
from reports r left join publishers p on p.id = r.publisher_id
left join readings g on g.id = iif(?2 is null, r.reading_id, ({OF_CAPTURE})) left join captures c on c.id = g.capture_id
where r.key = ?1 and (?2 is null or g.id is not null)"""

FIGURES = """
select fields.key, fields.zh, fields.en, figures.value, fields.scale, figures.state, figures.raw,
    coalesce(figures.unit, fields.unit) as unit, figures.note, figures.flags, locators.locator
from figures join fields on fields.id = figures.field_id
left join locators on locators.id = figures.locator_id
where figures.reading_id = ? order by fields.position"""

RENDITIONS = """
select n.url, n.address, n.format, n.posted_by, n.first_seen, n.last_seen, count(v.id) as versions,
    (select c.key from versions w join captures c on c.id = w.capture_id where w.rendition_id = n.id
        order by w.last_seen desc, w.id desc limit 1) as capture
from renditions n left join versions v on v.rendition_id = n.id
where n.report_id = ? group by n.id order by n.first_seen, n.id"""

CHECKS = """
select check_key, severity, outcome, lhs, rhs,
    (select o.operands from operand_lists o where o.id = checks.operands) as operands
from checks where reading_id = ? order by severity, check_key"""
SECTIONS = "select heading, text, section_key from sections where reading_id = ? order by position"
ISSUES = "select code, message, locator, address from issues where reading_id = ? order by id"
SAID = "select 1 from decisions limit 1"
SIBLINGS = "select key, year, title from reports where publisher_id = ? order by year desc, id"


def _words(conn: sqlite3.Connection, report: str) -> dict[str, Decision]:
    """The decision in force on each failed check of a report."""
    if conn.execute(SAID).fetchone() is None:
        return {}
    found = items.items(conn, items.Wanted(report=report, kind="check"))
    return {item.name: item.decision for item in found if item.decision and not item.outdated}


def load(
    conn: sqlite3.Connection, key: str, t: Language = CHINESE, capture: str | None = None
) -> Report | None:
    """The report with this key, its labels in this language, or None; with a `capture`, as it was read there."""
    found = rows_as(conn, ReportRow, REPORT, key, capture)
    if not found:
        return None
    row = found[0]
    reading = row.reading_id
    figures = {r["key"]: _figure(r, t) for r in conn.execute(FIGURES, [reading])}
    changed = change_list.load(conn, change_list.Filter(report=key), t=t)[0]
    known = {key: (figure.label, figure.value) for key, figure in figures.items()}
    return Report(
        row=row,
        figures=figures,
        checks=tuple(check_text.explain(c, known, t) for c in rows_as(conn, CheckRow, CHECKS, reading)),
        sections=rows_as(conn, Section, SECTIONS, reading),
        issues=rows_as(conn, Issue, ISSUES, reading),
        renditions=rows_as(conn, Rendition, RENDITIONS, row.id),
        narrative=json.loads(row.narrative or "[]"),
        evidence=json.loads(row.evidence or "{}"),
        attachments=json.loads(row.attachments or "[]"),
        changes=changed,
        siblings=rows_as(conn, Sibling, SIBLINGS, row.publisher_id),
        readers=inbox.standing(conn, key, list(figures)),
        words=_words(conn, key),
        histories=versions.load(conn, row.id, reading, changed),
    )
