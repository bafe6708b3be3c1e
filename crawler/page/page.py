"""A fetched page as discovery sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from archive.crawl.frontier import Entry, Kind
from archive.urls import canonicalize
from crawler.page import vocabulary as words
from crawler.page.dated_rows import row_dates
from crawler.page.list_request import ListRequest
from crawler.page.recipe import Recipe, recipe_page
from crawler.script.page_script import codes, written_sources
from crawler.script.reading import Reading
from parsers.lexicon.encoding import decode
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.lexicon.urls import Base
from parsers.model import Outline
from parsers.page.tree import Element, page_tree

_BASE = re.compile(r"<base\s", re.I)
_TITLE, _REPORTS = 12, 4
"""Characters from which on a link is called by a title, and titles of reports that make a column."""


LONGEST = 4_000_000
"""Bytes of a page that are looked at for lists; no list is longer."""


@dataclass(frozen=True)
class Page:
    """One believed page: where it is, why it was asked for, and what it holds. `body` is content-decoded."""

    url: str
    entry: Entry
    body: bytes
    outline: Outline
    files: Mapping[str, str] = field(default_factory=dict)
    """Scripts of the portal's own that are at hand, by address: its pages load them."""
    recipes: Sequence[Recipe] = ()
    """How lists of the portal are asked for that no page says how to ask."""

    @cached_property
    def source(self) -> str:
        """The page as text for patterns of ASCII: every byte one character."""
        return self.body[:LONGEST].decode("latin-1")

    @cached_property
    def text(self) -> str:
        """The page as text, tags and all."""
        return decode(self.body[:LONGEST])[0]

    @cached_property
    def encoding(self) -> str:
        """What the page is written in: its links and forms are sent so."""
        return decode(self.body[:LONGEST])[1]

    @cached_property
    def root(self) -> Element | None:
        """The page as a tree, scripts and all; None for what is no page."""
        return None if self.outline.kind == "not_html" else page_tree(self.body)

    @cached_property
    def anchors(self) -> list[tuple[Element, str]]:
        """The anchors of the page, and what each says; several look at all of them."""
        return [] if self.root is None else [(a, words_of(a)) for a in self.root.iter("a")]

    def as_sent(self, fields: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
        """The fields of a form of the page as a browser sends them: in the page's encoding."""
        encoding = "utf-8" if self.encoding.startswith("utf") else self.encoding
        return urlencode(fields, encoding=encoding, errors="xmlcharrefreplace")

    @cached_property
    def base(self) -> str:
        """What the addresses of the page are relative to: its own address, or what it states."""
        stated = (
            self.root.find(".//base[@href]") if self.root is not None and _BASE.search(self.text) else None
        )
        at = "" if stated is None else Base(self.url, self.encoding).join(stated.get("href") or "")
        return at or self.url

    @cached_property
    def row_dates(self) -> dict[str, date]:
        """Address of a link -> the date beside it."""
        return {} if self.root is None else row_dates(self.root, Base(self.base, self.encoding))

    @cached_property
    def reading(self) -> Reading:
        """What the page's scripts come to."""
        root = self.root
        reading = Reading(root, self.url, [] if root is None else codes(root, self.url, self.files))
        for url in self.written_scripts(reading):
            reading.add(self.files.get(url, ""))
        return reading

    def written_scripts(self, reading: Reading) -> list[str]:
        """Addresses of the scripts that the page's own scripts write into it."""
        return written_sources((e.text for e in reading.effects if e.kind == "html"), self.base)

    @property
    def ask(self) -> ListRequest:
        """The request that this answers."""
        counter = (self.entry.title or "").rpartition(" ")[2] or None
        return ListRequest(self.url, self.entry.form, counter)

    @cached_property
    def recipe(self) -> Recipe | None:
        """The recipe of the list that the page shows, or answers."""
        if not self.recipes:
            return None
        at = {_canonical(self.url), self.entry.address}
        if recipe_page(self.entry.title) is not None:
            at = {_canonical(self.shown_at)}
        return next((recipe for recipe in self.recipes if recipe.list in at), None)

    @property
    def shown_at(self) -> str:
        """For an answer that fills a list: the page where a reader sees it, to which its addresses are relative."""
        return self.entry.parent or self.url

    def next(self, ask: ListRequest) -> Found:
        """The next page of the list that this answers."""
        return Found(ask.url, "", self.entry.title, pagination=True, form=ask.form, parent=self.shown_at)

    @cached_property
    def names_reports(self) -> bool:
        """Whether a link of the page is called as a report of a year."""
        return _name_a_report(link.title or link.text for link in self.outline.links)

    @cached_property
    def is_column(self) -> bool:
        """A column of annual reports, by the words that led here or by its own name."""
        if self.entry.kind in ("list", "more"):
            return True
        if self.entry.kind == "home" or self.outline.kind == "report":
            return False
        return self._named_column or self._holds_reports

    @property
    def is_disclosure(self) -> bool:
        """A page of disclosure that leads to columns, by the score of the link that led here."""
        return self.entry.kind == "page" and self.entry.score >= words.DISCLOSURE

    @property
    def _holds_reports(self) -> bool:
        """Most of what a page of news names is news; a column of reports names report upon report."""
        said = [words.line(link.title or link.text) for link in self.outline.links]
        titled = [text for text in said if len(text) >= _TITLE]
        reports = sum(read_title(text).is_report is True for text in titled)
        return reports >= _REPORTS and 2 * reports >= len(titled)

    @property
    def rows_as(self) -> Kind | None:
        """What rows that stand elsewhere are worth asking for as: `list` for those of a column of reports, `page` for
        an organ's papers, its report among them; None for any other page."""
        if self.is_column:
            return "list"
        anchor = "".join((self.entry.anchor or "").split())
        organ = words.ORGAN.match(anchor) and not words.NOT_ORGANS.search(anchor)
        return "page" if self.entry.kind == "page" and (organ or words.ALL_BODIES.match(anchor)) else None

    def rows_beside(self, shown: Iterable[Found]) -> Kind | None:
        """What the other rows of a mixed list are worth asking for as: `page` where one that it shows names a report."""
        return "page" if _name_a_report(link.title or link.text for link in shown) else None

    @property
    def _named_column(self) -> bool:
        parts = re.split(r"[-_|—>·]", "".join((self.outline.title or "").split()))
        return any(words.column_name(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A link that a page gives, or a request that its script would make."""

    url: str
    text: str
    title: str | None = None
    """The title attribute; of a request for rows, how the page makes an address of a row's id."""
    pagination: bool = False
    """It leads to a further page of the same list."""
    kind: Kind | None = None
    """What it leads to, where not its words but its place tells: `list` for the rows of the page's own list."""
    form: str | None = None
    """Body of a POST request."""
    parent: str | None = None
    """The page that shows what it leads to, where that is another than the one that gives it."""


def _canonical(url: str) -> str:
    try:
        return canonicalize(url)
    except ValueError:
        return url


def words_of(link: Element) -> str:
    """What a link says, on one line."""
    return tidy("".join(link.itertext()) if len(link) else link.text or "")


def _name_a_report(links: Iterable[str]) -> bool:
    """Whether one of some links is called as a report of a year."""
    said = (read_title(words.line(link)) for link in links)
    return any(facts.is_report and facts.year for facts in said)
