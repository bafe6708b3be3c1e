"""What a sample portal is made of: organs, reports, documents, and the blocks of a document's body."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Number = int | float
Stage = Literal["before", "after", "settled"]
"""Before and after the portals of the demonstration changed; `settled` is as after, with no column shut."""
Figures = dict[str, Number | None]

SAMPLE_INVENTED = "样例 sample：虚构地名与数据"
SAMPLE_PUBLISHED = (
    "样例：数据为公开发布的真实数据，文字为样例另写 "
    "(sample: figures as published, text written for the sample)"
)


@dataclass(frozen=True)
class Organ:
    """A body that publishes reports."""

    key: str
    name: str
    kind: str
    level: str
    we: str
    topics: tuple[str, ...]
    years: tuple[int, ...] = ()

    @property
    def short(self) -> str:
        """The name without the county before it, as directories print it."""
        for mark in ("县", "市"):
            head, found, tail = self.name.partition(mark)
            if found and tail and len(head) == 2 and self.kind != "township":
                return tail
        return self.name


@dataclass(frozen=True)
class Cell:
    """One table cell; `figure` says that it holds a number (or the blank where one should be)."""

    text: str
    rows: int = 1
    columns: int = 1
    figure: bool = False


@dataclass(frozen=True)
class Table:
    """A table in reading order; the first `head` rows are its header."""

    rows: Sequence[Sequence[Cell]]
    head: int = 0
    nested: bool = False
    thead: bool = False


@dataclass(frozen=True)
class Text:
    """A line of text: `heading`, `subheading`, `para`, `sign` or `note` (the sample notice)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Link:
    """A file that the page links, under the words that the page has for it."""

    href: str
    text: str


Block = Text | Table | Link


@dataclass(frozen=True)
class Report:
    """One annual report with the figures it prints."""

    portal: str
    organ: Organ
    year: int
    form: str
    title: str
    figures: Figures
    sample: str
    published_on: date | None
    proactive_items: int | None
    quirks: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """A stable name: portal/organ/year."""
        return f"{self.portal}/{self.organ.key}/{self.year}"

    def printed(self, key: str) -> str:
        """The text in the cell of a figure: blank, `/`, thousands separators as this report has them."""
        value = self.figures[key]
        if value is None:
            return "/" if key.split(".")[2] == self.quirks.get("slash") else ""
        return f"{value:,}" if self.quirks.get("thousands") else str(value)


@dataclass(frozen=True)
class Document:
    """One document of a portal, before it has an address; `column` says where the portal files it."""

    key: str
    title: str
    column: str
    posted_by: str
    posted_on: date | None
    blocks: Callable[[], list[Block]]
    noise: str | None = None
    report: Report | None = None
    organ: Organ | None = None
    changed_on: date | None = None
    """The day on which its page was last changed, where that is not the day of posting."""
    absent: bool = False
    """It has its address, but does not stand there at this stage."""
