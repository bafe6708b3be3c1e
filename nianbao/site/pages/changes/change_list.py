"""What changed, newest first, each with its difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from archive.history.announced import SETTLED, settled_before
from archive.history.query import KINDS as KINDS
from archive.reports.fields import from_stored
from nianbao.site.web.i18n import CHINESE, Language
from nianbao.site.web.regions import bounds

PAGE = 30
DIFF_HEADS = ("---", "+++")


@dataclass(frozen=True)
class Filter:
    """Which changes: empty parts do not limit. `region` is a GB/T 2260 code, with all that lies within."""

    kind: str | None = None
    year: int | None = None
    province: str | None = None
    region: str | None = None
    publisher: str | None = None
    report: str | None = None
    since: str | None = None
    settled: datetime | None = None
    """Where given: only changes that may be announced by then; no revision that was observed once."""

    def query(self) -> str:
        """As the query string of an address."""
        parts = {name: value for name, value in vars(self).items() if value and name != "settled"}
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
    is_settled: bool = True
    """Whether a second observation confirmed it, or none is needed."""

    def summary(self) -> str:
        """The difference as plain text."""
        figures = [f"{label}: {before} → {after}" for label, before, after in self.figures]
        return "\n".join([*figures, *(f"{sign} {text}" for sign, text in self.lines)])


CHANGES = """
select c.key, c.kind, c.at, c.difference, c.confirmed_at, c.passing, r.key as report, r.title, r.year, r.sample, p.name as publisher
from changes c join reports r on r.id = c.report_id left join publishers p on p.id = r.publisher_id"""

LIMITS = {
    "kind": "c.kind = :kind",
    "year": "r.year = :year",
    "province": "p.province = :province",
    "region": "p.region_code >= :low and p.region_code < :high",
    "publisher": "p.key = :publisher",
    "report": "r.key = :report",
    "since": "c.at >= :since",
    "settled": SETTLED,
}


def load(
    conn: sqlite3.Connection, wanted: Filter, page: int = 1, t: Language = CHINESE
) -> tuple[list[Change], bool]:
    """The changes of one page and whether there are more."""
    given: dict[str, object] = {name: value for name, value in vars(wanted).items() if value}
    where = " where " + " and ".join(LIMITS[name] for name in given) if given else ""
    if wanted.region:
        given["low"], given["high"] = bounds(wanted.region)
    if wanted.settled:
        del given["settled"]
        given["settled_before"] = settled_before(wanted.settled)
    rows = conn.execute(
        f"{CHANGES}{where} order by c.at desc, c.id desc limit {PAGE + 1} offset :skipped",
        {**given, "skipped": (page - 1) * PAGE},
    ).fetchall()
    fields = {
        row["key"]: (t.of(row["zh"], row["en"]), row["scale"])
        for row in conn.execute("select key, zh, en, scale from fields")
    }
    return [_change(row, fields, t) for row in rows[:PAGE]], len(rows) > PAGE


def _change(row: sqlite3.Row, fields: Mapping[str, tuple[str, int]], t: Language) -> Change:
    difference = json.loads(row["difference"])
    figures: list[tuple[str, str, str]] = []
    lines: list[tuple[str, str]] = []
    if isinstance(difference, dict):
        for key, sides in difference.items():
            label, scale = fields.get(key, (key, 0))
            before, after = _sides(sides)
            figures.append((label, _cell(before, scale, t), _cell(after, scale, t)))
    else:
        lines = [(x[0], x[1:]) for x in difference if x[:1] in "+-" and x.strip() not in DIFF_HEADS]
    return Change(
        row["key"], row["kind"], row["at"], row["report"], row["title"] or "", row["year"], row["publisher"],
        bool(row["sample"]), tuple(figures), tuple(lines), bool(row["confirmed_at"]) and not row["passing"],
    )  # fmt: skip


def _sides(sides: object) -> tuple[object, object]:
    """Before and after; anything but a pair is the value after."""
    return (sides[0], sides[1]) if isinstance(sides, list) and len(sides) == 2 else ("", sides)


def _cell(side: object, scale: int, t: Language) -> str:
    """A cell as (state, stored value, raw) in words: what it printed. Anything else as text."""
    if side is None:
        return t("brief.missing")
    if not (isinstance(side, list) and len(side) == 3):
        return side if isinstance(side, str) else json.dumps(side, ensure_ascii=False)
    state, value, raw = side
    if state != "value":
        return str(raw).strip() if raw and str(raw).strip() else t.name("brief", state)
    return str(raw) if raw is not None else str(from_stored(value, scale))
