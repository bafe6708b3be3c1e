"""A publisher's page: its reports by year, their key figures and how they went."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.site.arithmetic import scaled
from archive.site.data import REPORT_LINE, Row, rows_of
from archive.site.plot import Plot, columns
from archive.views import KEY_FIGURES

SHORT = {
    "new_received": ("新收", "received"),
    "carried_in": ("上年结转", "carried in"),
    "granted": ("予以公开", "granted"),
    "partial": ("部分公开", "partly"),
    "total_results": ("办理总计", "results"),
    "carried_out": ("结转下年", "carried out"),
    "review": ("行政复议", "reviews"),
    "litigation_direct": ("直接起诉", "suits"),
    "litigation_after_review": ("复议后起诉", "suits after review"),
    "normative_docs_in_force": ("有效规范性文件", "normative documents"),
    "licensing": ("行政许可", "licences"),
    "penalty": ("行政处罚", "penalties"),
    "fees_wan": ("收费（万元）", "fees"),
}
"""Column of KEY_FIGURES -> a heading short enough for a table of years."""


SERIES = {
    ("新收申请", "new requests"): ("new_received",),
    ("予以公开和部分公开", "granted, wholly or partly"): ("granted", "partial"),
    ("结转下年度", "carried over"): ("carried_out",),
    ("复议和诉讼", "reviews and suits"): ("review", "litigation_direct", "litigation_after_review"),
}
"""Plot -> the columns of KEY_FIGURES that it adds up; all of them mean the same in every form since 2019."""


@dataclass(frozen=True)
class Publisher:
    row: Row
    reports: list[Row]
    """Report lines with `figures`: column of KEY_FIGURES -> (text, state)."""
    fields: dict[str, Row]
    """Column of KEY_FIGURES -> the field's row, those that any report has."""

    def plots(self) -> list[Plot]:
        """Series over the years of what can be compared across the forms."""
        made = [columns(zh, en, self._series(names)) for (zh, en), names in SERIES.items()]
        return [plot for plot in made if plot]

    def _series(self, names: tuple[str, ...]) -> list[tuple[int, int | None]]:
        series: dict[int, int | None] = {}
        for report in reversed(self.reports):
            values = [report["numbers"].get(name) for name in names]
            if report["year"] is not None:
                known = [value for value in values if value is not None]
                series[report["year"]] = sum(known) if known else None
        return sorted(series.items())


def load(conn: sqlite3.Connection, key: str) -> Publisher | None:
    """A publisher with its reports, newest first, and their key figures."""
    found = rows_of(conn, "select * from publishers where key = ?", key)
    if not found:
        return None
    reports = rows_of(conn, REPORT_LINE + "where p.key = ? order by r.year desc, r.id", key)
    columns_of = {name: column for column, name in KEY_FIGURES.items()}
    marks = ", ".join("?" * len(columns_of))
    sql = f"""select fields.key, figures.value, fields.scale, figures.raw, figures.state from figures
        join fields on fields.id = figures.field_id where figures.reading_id = ? and fields.key in ({marks})"""
    known = rows_of(conn, f"select * from fields where key in ({marks})", *columns_of)
    fields = {columns_of[field["key"]]: field for field in known}
    for report in reports:
        rows = rows_of(conn, sql, report["reading_id"], *columns_of)
        report["figures"] = {
            columns_of[row["key"]]: (row["raw"] or _text(row["value"], row["scale"]), row["state"])
            for row in rows
        }
        report["numbers"] = {columns_of[row["key"]]: row["value"] for row in rows if row["scale"] == 0}
    shown = {c: fields[c] for c in KEY_FIGURES if c in fields and any(c in r["figures"] for r in reports)}
    return Publisher(found[0], reports, shown)


def _text(value: int | None, scale: int) -> str:
    number = scaled(value, scale)
    return "" if number is None else f"{number:f}" if scale else str(number)
