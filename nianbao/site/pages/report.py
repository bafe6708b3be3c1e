"""One report as a reader sees it: facts, tables in the official layout, checks, narrative, provenance.

`load` reads the rows of one report; nothing here knows HTML. A figure is shown as it was printed: blank stays
blank, `/` stays `/`, and what is not in the source is not drawn as if it were.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote

from archive.reports.decisions import Decision
from archive.review import items
from archive.schema.views import KEY_FIGURES
from nianbao.site.pages import change_list, versions
from nianbao.site.pages.change_list import Change
from nianbao.site.tables import check_text
from nianbao.site.tables.check_text import scaled
from nianbao.site.web.i18n import CHINESE, Language
from parsers.forms.layout import Slot, Table, tables

HIGHLIGHTS = (
    "new_received",
    "granted",
    "partial",
    "total_results",
    "carried_out",
    "review",
    "litigation_direct",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as published: `text` is what the cell prints."""

    key: str
    label: str
    text: str
    value: int | Decimal | None
    state: str
    unit: str | None
    note: str | None
    flags: tuple[str, ...]
    locator: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot of the layout with its figure."""

    slot: Slot
    figure: Figure | None
    checks: tuple[check_text.Check, ...]

    @property
    def text(self) -> str:
        return self.figure.text if self.figure else ""

    @property
    def state(self) -> str:
        return self.figure.state if self.figure else "missing"

    @property
    def failed(self) -> bool:
        return any(check.severity == "hard" for check in self.checks)

    @property
    def classes(self) -> str:
        """CSS classes: the state; `failed` or `doubtful`, `printed` for their total; `rewritten`."""
        found = ["fig", self.state]
        if self.checks:
            found.append("failed" if self.failed else "doubtful")
        if any(self.slot.field in check_text.totals(check.key) for check in self.checks):
            found.append("printed")
        if self.figure and self.figure.flags:
            found.append("rewritten")
        return " ".join(found)

    def title(self, t: Language) -> str:
        """For the `title` attribute: what the place means, its state, rewritings, arithmetic that fails."""
        lines = [t.of(self.slot.zh, self.slot.en)]
        if self.state != "value":
            lines.append(t.name("state", self.state))
        if self.figure:
            lines += [f"{t.name('flag', flag)} ({flag})" for flag in self.figure.flags]
            lines += [t("report.note", note=self.figure.note)] if self.figure.note else []
        lines += [t("report.does_not_add_up", sentence=check.sentence) for check in self.checks]
        return "\n".join(lines)


@dataclass(frozen=True)
class Report:
    """Everything the page of a report shows. Rows are as the archive has them, by column name."""

    row: dict[str, Any]
    figures: dict[str, Figure]
    checks: tuple[check_text.Check, ...]
    sections: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    renditions: list[dict[str, Any]]
    narrative: list[dict[str, Any]]
    evidence: dict[str, dict[str, Any]]
    attachments: list[dict[str, Any]]
    changes: list[Change]
    siblings: list[dict[str, Any]]
    """Reports of the same publisher, newest first."""
    words: dict[str, Decision]
    """Key of a failed check -> what a person said of it."""
    histories: list[versions.History]
    """The addresses that published more than one content."""

    @property
    def last_year(self) -> dict[str, Any] | None:
        """The report of the same publisher about the year before."""
        return next((s for s in self.siblings if s["year"] and s["year"] + 1 == self.row["year"]), None)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables(self.row["form"], self.row["form_t2"], self.row["form_t3"])

    @cached_property
    def failed(self) -> list[check_text.Check]:
        return [check for check in self.checks if check.outcome == "fail"]

    @cached_property
    def doubtful(self) -> list[check_text.Check]:
        """Soft checks that fail: worth a look, no error of the form's own arithmetic."""
        return [check for check in self.failed if check.severity != "hard"]

    def absent(self, table: Table) -> bool:
        """Whether the source has nothing of this table."""
        return all(self.cell(Slot(field=field)).state == "missing" for field in table.fields())

    def cell(self, slot: Slot) -> Cell:
        field = slot.field or ""
        return Cell(slot, self.figures.get(field), tuple(c for c in self.failed if field in c.operands))

    def extras(self) -> list[Figure]:
        """Figures that the official layout has no place for, such as rows that a province added."""
        drawn = {field for table in self.tables for field in table.fields()}
        return [f for key, f in self.figures.items() if key not in drawn and f.state != "missing"]

    def highlights(self) -> list[tuple[str, Figure]]:
        """What most readers look for: some of the key figures by name, those that the source has."""
        found = ((name, self.figures.get(KEY_FIGURES[name])) for name in HIGHLIGHTS)
        return [(name, figure) for name, figure in found if figure and figure.state != "missing"]

    def proof(self, locator: str | None = None) -> str:
        """Path of the captured page, at a place in it."""
        at = f"?at={_quoted(locator)}" if locator else ""
        return f"/-/snapshot/{self.row['capture']}{at}"

    def proof_of(self, fact: str) -> str | None:
        """Path to where title, publisher, report_year or published_on was read."""
        found = self.evidence.get(fact)
        if found is None:
            return None
        return self.proof(found["locator"]) if found.get("locator") else f"{self.proof()}?fact={fact}"


PLAIN = re.compile(r"[\w:/,.\[\]-]*", re.ASCII)


def _quoted(locator: str) -> str:
    """The locator as a parameter; most are plain, and a page has six hundred."""
    if PLAIN.fullmatch(locator):
        return locator.replace("[", "%5B").replace("]", "%5D")
    return quote(locator, safe="")


def _printed(row: sqlite3.Row, value: int | Decimal | None) -> str:
    if row["raw"] is not None:
        return str(row["raw"]).strip()
    return f"{value:f}" if isinstance(value, Decimal) else str(value) if value is not None else ""


def _figure(row: sqlite3.Row, t: Language) -> Figure:
    value = scaled(row["value"], row["scale"])
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


REPORT = """
select r.key, r.title, r.year, r.published_on, r.form, r.scope, r.sample, r.provisional, r.first_seen,
    r.reading_id, r.id, r.publisher_id, p.key as publisher_key, p.name as publisher, p.kind, p.level,
    p.province, p.prefecture, p.county, p.region_code, g.publisher_printed, g.posted_by,
    g.form_t2, g.form_t3, g.evidence, g.narrative,
    g.attachments, g.parser, g.read_at, c.key as capture, c.url, c.fetched_at, c.body_sha256
from reports r left join publishers p on p.id = r.publisher_id
left join readings g on g.id = r.reading_id left join captures c on c.id = g.capture_id
where r.key = ?"""

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
    """The standing word of a person on each check of a report that fails."""
    if conn.execute(SAID).fetchone() is None:
        return {}
    found = items.items(conn, items.Wanted(report=report, kind="check"))
    return {item.name: item.decision for item in found if item.decision and not item.outdated}


def load(conn: sqlite3.Connection, key: str, t: Language = CHINESE) -> Report | None:
    """The report with this key, its labels in this language, or None."""
    found = conn.execute(REPORT, [key]).fetchone()
    if found is None:
        return None

    def rows(sql: str, parameter: object) -> list[dict[str, Any]]:
        return [dict(row) for row in conn.execute(sql, [parameter])]

    row = dict(found)
    reading, report = row["reading_id"], row["id"]
    figures = {r["key"]: _figure(r, t) for r in conn.execute(FIGURES, [reading])}
    changed = change_list.load(conn, change_list.Filter(report=key), t=t)[0]
    known = {key: (figure.label, figure.value) for key, figure in figures.items()}
    return Report(
        row=row,
        figures=figures,
        checks=tuple(check_text.explain(c, known, t) for c in rows(CHECKS, reading)),
        sections=rows(SECTIONS, reading),
        issues=rows(ISSUES, reading),
        renditions=rows(RENDITIONS, report),
        narrative=json.loads(row["narrative"] or "[]"),
        evidence=json.loads(row["evidence"] or "{}"),
        attachments=json.loads(row["attachments"] or "[]"),
        changes=changed,
        siblings=rows(SIBLINGS, row["publisher_id"]),
        words=_words(conn, key),
        histories=versions.load(conn, report, reading, changed),
    )
