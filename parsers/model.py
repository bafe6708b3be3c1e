"""The types that every reader, and everyone after the readers, speaks.

A reader turns bytes into one `Document`; everything after it sees only Documents and makes a `Reading` of them.
`Reading` is the contract of `nianbao parse --json`: its JSON Schema is made from these classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar, Literal

SCHEMA_VERSION = 1
PARSER_VERSION = "13"
"""Goes up with every change that can change a reading; readings are compared under one version only."""

State = Literal["value", "blank", "not_applicable", "unreadable", "missing"]
Outcome = Literal["pass", "fail", "not_assessable"]
Severity = Literal["hard", "soft"]
PublisherKind = Literal[
    "government", "government_office", "department", "township", "development_zone", "institution", "other"
]
Level = Literal["central", "province", "prefecture", "county", "township"]
Layout = Literal["slots", "rows", "flow"]
Number = int | Decimal


class Unreadable(Exception):  # noqa: N818 - said to people: "is unreadable", not an error of the program
    """The input cannot be read as a document; the message says what was found and what to do."""


class Sent:
    """What goes from a worker to the process that asked: its fields in order, as the library's own way names each field of
    each object in Python, there and back."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__match_args__])


@dataclass(frozen=True, slots=True)
class Context(Sent):
    """What is known beside the bytes; stored with the capture, so that a later parse sees the same."""

    url: str | None = None
    anchor: str | None = None
    """Text of the link that led here."""
    region: str | None = None
    """GB/T 2260 code of the portal's region, six digits."""
    parent: str | None = None
    """Address of the page that links here."""
    fetched_on: date | None = None
    """Day of the fetch in Asia/Shanghai."""
    page_title: str | None = None
    """Of a file: the title of the page that links it. Believed only where the file itself says nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid at its origin slot. `text` is as printed, blanks at the ends removed."""

    text: str
    row: int
    col: int
    rowspan: int
    colspan: int
    locator: str
    holds: str | None = None
    """What stands in the cell that is no text of the source (picture, form field, formula without a value, text of a style
    sheet or a script), where it has no text, or beside the text it has: such a cell is neither blank nor a number."""
    parted: bool = False
    """Its lines are paragraphs of their own, or broken by hand in a file that breaks none itself: not one text that a
    narrow column wraps."""
    flags: tuple[str, ...] = ()
    """What its reader doubts of the text, for every figure that is read from it: `ocr`, `low_confidence`."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table after rowspan/colspan expansion.

    `rows[r]` holds the cells that begin in row r, left to right; `width` is the number of slots of the widest
    row. `layout` says what the source knows of its table: slots (rows and columns), rows (cells in the order of their
    row, columns not to be trusted), flow (one cell a line: only the order counts). `caption` is what the table prints of
    itself outside of its cells.
    """

    rows: tuple[tuple[Cell, ...], ...]
    width: int
    locator: str
    layout: Layout = "slots"
    caption: Line | None = None

    def cells(self) -> Iterator[Cell]:
        """The cells, row by row."""
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a heading of the narrative, as printed."""

    text: str
    locator: str


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Attachment(Sent):
    """A file that the page links or embeds. `role`: report, table_image, file."""

    url: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report page in reading order, whatever its format was.

    `metas` are facts the page states about itself (lower-case keys: articletitle, pubdate, contentsource,
    sitename, siteidcode, columnname, title, h1, and the labels of its header table), never its narrative.
    """

    blocks: tuple[Block, ...]
    media_type: str
    metas: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()

    def grids(self) -> list[Grid]:
        """The tables among the blocks."""
        return [b for b in self.blocks if isinstance(b, Grid)]

    def lines(self) -> list[Line]:
        """The paragraphs and headings among the blocks."""
        return [b for b in self.blocks if isinstance(b, Line)]


@dataclass(frozen=True, slots=True)
class Issue(Sent):
    """Something that could not be read, or was read with doubt, and where it stands."""

    code: str
    message: str
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Source(Sent):
    path: str | None
    url: str | None
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Region(Sent):
    """GB/T 2260 code and names; all None where the place is not on any list known here."""

    code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Section(Sent):
    """A chapter of the report. `key`: s1_overview … s6_other, or None where the heading is not in the form."""

    number: int | None
    key: str | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure(Sent):
    """One field of the form as published. `raw` is the cell's text; `value` only where `state` is value.

    `flags` name every rewriting that led from `raw` to `value` and every doubt about the place of the cell.
    """

    key: str
    value: Number | None
    state: State
    raw: str | None = None
    unit: str | None = None
    note: str | None = None
    flags: tuple[str, ...] = ()
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class NarrativeFigure(Sent):
    key: str
    value: int
    text: str
    locator: str


@dataclass(frozen=True, slots=True)
class Check(Sent):
    """An identity of the form (勾稽关系): `left` is the sum of the parts, `right` the printed total."""

    key: str
    severity: Severity
    operands: tuple[str, ...]
    left: Number | None
    right: Number | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evidence(Sent):
    """Where a fact about the report came from: `source` names the rule, `text` what was read, `locator` where."""

    source: str
    text: str
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Forms(Sent):
    """The form of table 2 and of table 3, each found by its own labels."""

    t2: str | None = None
    t3: str | None = None


@dataclass(frozen=True, slots=True)
class Reading(Sent):
    """What one parser version reads in one file: the contract of `nianbao parse --json`."""

    schema: int
    parser: str
    source: Source
    is_report: bool
    title: str | None
    publisher: str | None
    publisher_printed: str | None
    publisher_kind: PublisherKind | None
    level: Level | None
    region: Region
    posted_by: str | None
    report_year: int | None
    published_on: date | None
    form: str | None
    forms: Forms
    evidence: dict[str, Evidence] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    narrative: tuple[NarrativeFigure, ...] = ()
    checks: tuple[Check, ...] = ()
    issues: tuple[Issue, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    content_sha256: str = ""
    """Hash over the ordered content blocks and cell texts: equal for two pages that say the same."""

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Figures and checks, of which there are hundreds, as plain rows: a fourth of the time of as many objects."""
        sent: dict[str, Any] = {name: getattr(self, name) for name in self.__match_args__}
        for name, (_, row) in _ROWS.items():
            sent[name] = tuple(map(row, sent[name]))
        return _received, tuple(sent.values())

    def figure(self, key: str) -> Figure | None:
        """The figure of a field; None where the form of the report does not have it."""
        return next((f for f in self.figures if f.key == key), None)

    def failed(self) -> list[Check]:
        """The checks that do not add up, hard and soft."""
        return [c for c in self.checks if c.outcome == "fail"]


_ROWS: dict[str, tuple[type[Any], Callable[[Any], tuple[Any, ...]]]] = {
    name: (kind, attrgetter(*kind.__match_args__)) for name, kind in (("figures", Figure), ("checks", Check))
}
"""Fields of a reading that are sent as rows -> what a row is made of and how."""


def _received(*sent: Any) -> Reading:
    """A reading as it was sent."""
    fields = dict(zip(Reading.__match_args__, sent, strict=True))
    for name, (kind, _) in _ROWS.items():
        fields[name] = tuple([kind(*row) for row in fields[name]])
    return Reading(**fields)


@dataclass(frozen=True, slots=True)
class Link(Sent):
    """A link of a page, resolved: `text` is what a reader sees, `title` the attribute where it differs."""

    url: str
    text: str
    title: str | None = None


PageKind = Literal["report", "list", "page", "not_html"]


@dataclass(frozen=True, slots=True)
class Outline(Sent):
    """What the crawler needs to know of a page, without the full parse.

    `kind` report: it carries a report or names one as attachment; list: many links with dates or a pager.
    `title` is the page's own best title; `names_report` says whether that title is one of a report.
    """

    kind: PageKind
    title: str | None
    report_year: int | None
    names_report: bool
    links: tuple[Link, ...]
    attachments: tuple[Attachment, ...]
    text_length: int
    """Characters of visible text."""
    headings: int
    """How many of the form's six section headings the page prints."""
    tables: int = 0
    """How many of the words that stand in the form's tables alone the page prints; 0: it has no tables."""
    metas: dict[str, str] = field(default_factory=dict)
    cited: tuple[str, ...] = ()
    """Addresses that a report prints in its prose: where to find it, or its like."""
