"""Two reports side by side: every figure that either has, as published, and what became of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from nianbao.site.pages.report import load as reports
from nianbao.site.pages.report.model import Figure, Report
from nianbao.site.web.i18n import CHINESE, Language


@dataclass(frozen=True, slots=True)
class Line:
    """One field in both reports; `change` is known where both print a number."""

    field: str
    label: str
    before: Figure | None
    after: Figure | None

    @property
    def change(self) -> int | Decimal | None:
        if self.before is None or self.after is None or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def text(self) -> str:
        """The change with its sign, empty where it is none or unknown."""
        return f"{self.change:+}" if self.change else ""


@dataclass(frozen=True)
class Comparison:
    before: Report
    after: Report
    groups: list[tuple[str, str, list[Line]]]
    """Table by table: Chinese and English title, lines."""

    @property
    def totals(self) -> list[tuple[str, str, list[Line]]]:
        """The groups, of table 3 only the totals over the kinds of applicants."""
        return [
            (zh, en, [x for x in lines if not x.field.startswith("t3.") or x.field.endswith(".total")])
            for zh, en, lines in self.groups
        ]


Side = tuple[str, str | None]
"""Key of a report, and the capture that it is to be shown by; None for the newest."""


def load(conn: sqlite3.Connection, first: Side, second: Side, t: Language = CHINESE) -> Comparison | None:
    """The two reports, the older year as `before`; None where one of them does not exist."""
    found = [reports.load(conn, key, t, capture) for key, capture in (first, second)]
    one, other = found
    if one is None or other is None:
        return None
    return between(*sorted((one, other), key=lambda r: r.row.year or 0))


def between(before: Report, after: Report) -> Comparison:
    """Two loaded reports side by side."""
    groups = []
    for table in after.tables:
        keys = table.fields()
        keys += [k for k in before.figures if k.split(".")[0] == table.key and k not in keys]
        lines = [_line(key, before, after) for key in keys]
        if kept := [line for line in lines if _says_something(line)]:
            groups.append((table.zh, table.en, kept))
    return Comparison(before, after, groups)


def _line(key: str, before: Report, after: Report) -> Line:
    sides = [_present(side.figures.get(key)) for side in (before, after)]
    label = next((figure.label for figure in reversed(sides) if figure), key)
    return Line(key, label, *sides)


def _present(figure: Figure | None) -> Figure | None:
    return figure if figure and figure.state != "missing" else None


def _says_something(line: Line) -> bool:
    """Lines with zeros on both sides are left out: four fifths of every report."""
    return any(figure is not None and figure.value != 0 for figure in (line.before, line.after))
