"""One report as a reader sees it, before it is HTML.

A figure is shown as it was printed: blank stays blank, `/` stays `/`, and what is not in the source is not drawn as
if it were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote

from archive.reports.decisions import Decision
from archive.schema.views import KEY_FIGURES
from nianbao.site.pages.report import versions
from nianbao.site.tables import check_text
from nianbao.site.told.change_list import WordedChange
from nianbao.site.web.i18n import Language
from nianbao.site.web.rows import Json
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


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The report, its publisher, its reading and the capture that was read; what is not known is None."""

    id: int
    key: str
    title: str | None
    year: int | None
    published_on: str | None
    form: str | None
    scope: str | None
    sample: int
    provisional: int
    first_seen: str
    reading_id: int | None
    publisher_id: int | None
    publisher_key: str | None
    publisher: str | None
    kind: str | None
    level: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    region_code: str | None
    publisher_printed: str | None
    posted_by: str | None
    form_t2: str | None
    form_t3: str | None
    evidence: str | None
    narrative: str | None
    attachments: str | None
    """These three as JSON."""
    parser: str | None
    read_at: str | None
    capture: str | None
    url: str | None
    fetched_at: str | None
    body_sha256: str | None
    brought_by: str | None
    """Who brought the bytes; None where the server gave them."""
    rendered: int
    """1 where what is read is what a browser showed of the page."""
    page_url: str | None
    """The page whose text this is, where the page itself holds none."""
    newest: str | None
    """The capture that the newest reading is of."""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    text: str
    section_key: str | None


@dataclass(frozen=True, slots=True)
class Issue:
    code: str
    message: str
    locator: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Rendition:
    """An address that shows the report; `capture` is the newest of its `versions`."""

    url: str
    address: str
    format: str | None
    posted_by: str | None
    first_seen: str
    last_seen: str
    versions: int
    capture: str | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """A report of the same publisher."""

    key: str
    year: int | None
    title: str | None


@dataclass(frozen=True)
class Report:
    """Everything the page of a report shows."""

    row: ReportRow
    figures: dict[str, Figure]
    checks: tuple[check_text.Check, ...]
    sections: list[Section]
    issues: list[Issue]
    renditions: list[Rendition]
    narrative: list[Json]
    evidence: dict[str, Json]
    attachments: list[Json]
    changes: list[WordedChange]
    siblings: list[Sibling]
    """Reports of the same publisher, newest first."""
    readers: dict[str, Decision]
    """Field, or nothing for the whole report -> what was decided of a reader's word on it."""
    words: dict[str, Decision]
    """Key of a failed check -> the decision of a person."""
    histories: list[versions.History]
    """The addresses that published more than one content."""

    @property
    def last_year(self) -> Sibling | None:
        """The report of the same publisher about the year before."""
        return next((s for s in self.siblings if s.year and s.year + 1 == self.row.year), None)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables(self.row.form, self.row.form_t2, self.row.form_t3)

    @cached_property
    def failed(self) -> list[check_text.Check]:
        return [check for check in self.checks if check.outcome == "fail"]

    @cached_property
    def doubtful(self) -> list[check_text.Check]:
        """Soft checks that fail: doubtful, but no error of the form's own arithmetic."""
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
        return f"/-/snapshot/{self.row.capture}{at}"

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
