"""What changed, newest first, each with its difference; as a page and as an Atom feed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from archive.site.arithmetic import scaled

PAGE = 30
KINDS = {
    "new": ("新增", "new"),
    "revised_figures": ("数据更正", "figures revised"),
    "revised_text": ("文字更改", "text revised"),
    "rendition_added": ("新增发布地址", "published at another address"),
    "moved": ("移址", "moved"),
    "withdrawn": ("撤下", "withdrawn"),
    "back": ("重新出现", "back"),
    "figures_disagree": ("各版本数据不一致", "figures disagree"),
}
STATES = {"blank": "空白", "not_applicable": "不适用", "unreadable": "不可读", "missing": "无此格"}
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Filter:
    """Which changes: empty parts do not limit."""

    kind: str | None = None
    year: int | None = None
    province: str | None = None
    report: str | None = None

    def query(self) -> str:
        """As the query string of an address."""
        parts = {name: value for name, value in vars(self).items() if value not in (None, "")}
        return f"?{urlencode(parts)}" if parts else ""


@dataclass(frozen=True)
class Change:
    """A change with its difference: `figures` as (label, before, after), `lines` as (removed or added, text)."""

    key: str
    kind: str
    at: str
    report: str
    title: str
    year: int | None
    publisher: str | None
    sample: bool
    figures: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def named(self) -> tuple[str, str]:
        return KINDS.get(self.kind, (self.kind, self.kind))

    def summary(self) -> str:
        """The difference as plain text."""
        figures = [f"{label}: {before} → {after}" for label, before, after in self.figures]
        return "\n".join([*figures, *(f"{sign} {text}" for sign, text in self.lines)])


CHANGES = """
select c.key, c.kind, c.at, c.difference, r.key as report, r.title, r.year, r.sample, p.name as publisher
from changes c join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id"""


def load(conn: sqlite3.Connection, wanted: Filter, page: int = 1) -> tuple[list[Change], bool]:
    """The changes of one page and whether there are more."""
    columns = {
        "c.kind": wanted.kind,
        "r.year": wanted.year,
        "p.province": wanted.province,
        "r.key": wanted.report,
    }
    limits = {column: value for column, value in columns.items() if value not in (None, "")}
    where = " where " + " and ".join(f"{column} = ?" for column in limits) if limits else ""
    rows = conn.execute(
        f"{CHANGES}{where} order by c.at desc, c.key limit ? offset ?",
        [*limits.values(), PAGE + 1, (page - 1) * PAGE],
    ).fetchall()
    fields = {
        row["key"]: (row["zh"], row["scale"]) for row in conn.execute("select key, zh, scale from fields")
    }
    return [_change(row, fields) for row in rows[:PAGE]], len(rows) > PAGE


def _change(row: sqlite3.Row, fields: Mapping[str, tuple[str, int]]) -> Change:
    difference = json.loads(row["difference"])
    figures: list[tuple[str, str, str]] = []
    lines: list[tuple[str, str]] = []
    if isinstance(difference, dict):
        for key, sides in difference.items():
            label, scale = fields.get(key, (key, 0))
            before, after = (_cell(side, scale) for side in sides)
            figures.append((label, before, after))
    else:
        lines = [(x[0], x[1:]) for x in difference if x[:1] in "+-" and x.strip() not in ("---", "+++")]
    return Change(
        row["key"], row["kind"], row["at"], row["report"], row["title"] or "", row["year"], row["publisher"],
        bool(row["sample"]), tuple(figures), tuple(lines),
    )  # fmt: skip


def _cell(side: list[Any] | None, scale: int) -> str:
    """A cell as (state, stored value, raw) in words: what it printed."""
    if side is None:
        return STATES["missing"]
    state, value, raw = side
    if state != "value":
        return str(raw).strip() if raw and str(raw).strip() else STATES.get(state, state)
    return str(raw) if raw is not None else str(scaled(value, scale))


def atom(changes: list[Change], address: str, page: str, report_address: str) -> str:
    """The feed: `address` its own, `page` the page it belongs to, `report_address` what a report's key is put after."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")

    def add(
        parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
    ) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = _printable(text) if text else None
        return element

    add(feed, "id", address)
    add(feed, "title", "年报变化 nianbao changes")
    add(feed, "updated", max((c.at for c in changes), default="1970-01-01T00:00:00Z"))
    add(feed, "link", rel="self", href=address)
    add(feed, "link", href=page)
    add(add(feed, "author"), "name", "nianbao")
    for change in changes:
        entry = add(feed, "entry")
        add(entry, "id", f"urn:nianbao:change:{change.key}")
        sample = "［样例 sample］" if change.sample else ""
        add(entry, "title", f"{sample}{change.named[0]}：{change.title}")
        add(entry, "updated", change.at)
        add(entry, "link", href=report_address + change.report)
        add(entry, "summary", change.summary() or " / ".join(change.named))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
