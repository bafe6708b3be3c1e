"""What is cited, and the addresses that keep its version: bytes are named by their capture, which never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol
from urllib.parse import quote

from archive.clock import day

Kind = Literal["report", "figure", "publisher", "comparison"]
ARCHIVE = "年报 nianbao"
SAMPLE = "样例，非政府数据 / a sample, no government's data"


@dataclass(frozen=True, slots=True)
class Citation:
    """`issued`: a day, a year or None. `version`: which state of the archive the address shows. `path`: of the
    downloads, without their ending; `query` behind it."""

    kind: Kind
    key: str
    authors: tuple[str, ...]
    title: str
    url: str
    path: str
    accessed: date
    version: str
    issued: str | None = None
    source: str | None = None
    sample: bool = False
    query: str = ""


class Cited(Protocol):
    """What is cited of a report, as `nianbao.site.pages.report.model.ReportRow` has it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def published_on(self) -> str | None: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def sample(self) -> int: ...
    @property
    def capture(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def fetched_at(self) -> str | None: ...
    @property
    def body_sha256(self) -> str | None: ...
    @property
    def parser(self) -> str | None: ...


def plain(text: object) -> str:
    """One line of visible characters: nothing in it can end a field, turn the direction of writing or hide."""
    kept = "".join(c for c in str(text or "") if c.isprintable() or c.isspace())
    return " ".join(kept.split())


def of_report(site: str, row: Cited, today: date) -> Citation:
    """`site` is the address of the home page, with a slash at its end."""
    pinned = f"{row.key}/{row.capture}" if row.capture else row.key
    return Citation(
        "report",
        row.key,
        _names(row),
        plain(row.title) or row.key,
        f"{site}report/{pinned}",
        f"cite/report/{pinned}",
        today,
        _version(row),
        row.published_on or (str(row.year) if row.year else None),
        row.url,
        bool(row.sample),
    )


def of_figure(site: str, row: Cited, label: str, value: str, at: str, today: date) -> Citation:
    """`label` says what the figure is, `value` what is printed, with its unit; `at` is the place of its cell."""
    query = f"?at={quote(at, safe=':/')}"
    return Citation(
        "figure",
        row.key,
        _names(row),
        f"{plain(row.title) or row.key}: {plain(label)} {plain(value)}".strip(),
        f"{site}-/snapshot/{row.capture}{query}",
        f"cite/figure/{row.capture}",
        today,
        _version(row),
        row.published_on or (str(row.year) if row.year else None),
        row.url,
        bool(row.sample),
        query,
    )


def of_publisher(site: str, key: str, name: str, sample: bool, as_of: date, today: date) -> Citation:
    """The reports of a publisher as the archive knew them at the end of the day `as_of`."""
    return Citation(
        "publisher",
        key,
        (ARCHIVE,),
        f"{plain(name)}: 历年政府信息公开工作年度报告数据",
        f"{site}publisher/{key}/{as_of}",
        f"cite/publisher/{key}/{as_of}",
        today,
        f"{as_of} 日终的档案 / the archive at the end of {as_of}",
        str(as_of),
        sample=sample,
    )


def of_comparison(site: str, rows: Sequence[Cited], today: date) -> Citation:
    """Two reports side by side."""
    pinned = "/".join([*(row.key for row in rows), *(row.capture or "" for row in rows)])
    names = dict.fromkeys(name for row in rows for name in _names(row))
    return Citation(
        "comparison",
        rows[0].key,
        tuple(names),
        " / ".join(plain(row.title) or row.key for row in rows) + ": 数据比较",
        f"{site}compare/{pinned}",
        f"cite/comparison/{pinned}",
        today,
        "; ".join(_version(row) for row in rows),
        max((str(row.year) for row in rows if row.year), default=None),
        sample=any(row.sample for row in rows),
    )


def _names(row: Cited) -> tuple[str, ...]:
    return (plain(row.publisher) or "佚名",)


def _version(row: Cited) -> str:
    kept = day(datetime.fromisoformat(row.fetched_at)) if row.fetched_at else "?"
    return f"存档 / archived {kept}, SHA-256 {(row.body_sha256 or '?')[:16]}, 解析 / read by nianbao {row.parser or '?'}"
