"""A page beside what discovery made of it: what is asked of both to tell a loose end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from crawler.listdata import script_links
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.urls import Base
from parsers.page.tree import Element

MOST_ELEMENTS = 3_000
"""Elements that are looked at."""
LINKS_OF_ROW = 3
"""Links up to which what holds them is a row."""
_UP = 4


class View:
    """`rows`, `further`: the links that discovery made of the page; `asks`: it found the request that fills the list;
    `listed`: addresses of the rows of its list of reports; `said`, `led`: the words and the addresses of all its links."""

    def __init__(
        self, page: Page, root: Element, rows: list[Found], further: list[Found], asks: bool, listed: set[str]
    ) -> None:
        self.page, self.root, self.rows, self.further, self.asks, self.listed = (
            page,
            root,
            rows,
            further,
            asks,
            listed,
        )
        self.said = {
            words.line(text) for link in (*rows, *further) for text in (link.text, link.title or "") if text
        }
        self.said -= {words.line(said) for said, _ in script_links.marks(page)} - {
            words.line(link.text) for link in (*rows, *further) if link.url != page.url
        }
        self._links: dict[Element, int] = {}
        self._beside: dict[Element, bool] = {}
        self.led = {link.url for link in (*rows, *further)}
        self.base = Base(page.base, page.encoding)

    def links_of(self, row: Element) -> int:
        """How many links that lead to other pages stand in a row, counted as far as they may be those of one; remembered, as a row may be the
        whole page."""
        if row not in self._links:
            leading = (link for link in row.iter("a", "area") if leads(self, link))
            self._links[row] = len(list(islice(leading, LINKS_OF_ROW + 1)))
        return self._links[row]

    def has_links_beside(self, element: Element) -> bool:
        """Whether one of the first links beside an element leads to another page."""
        box = element.getparent()
        if box is not None and box not in self._beside:
            beside = islice(box.iterchildren("a"), LINKS_OF_ROW)
            self._beside[box] = any(leads(self, link) for link in beside)
        return box is not None and self._beside[box]

    def elements(self) -> Iterator[Element]:
        return (e for e in islice(self.root.iter(), MOST_ELEMENTS) if isinstance(e.tag, str))

    @property
    def part(self) -> Element | None:
        """The part of the page that holds the list of reports; None where no links of one stand in it."""
        return self.around[-1] if self.around else None

    @cached_property
    def around(self) -> list[Element]:
        """What is around the whole list, the nearest first."""
        links = [a for a in self.root.iter("a") if self.base.join(a.get("href") or "") in self.listed]
        if not links:
            return []
        last = set(links[-1].iterancestors())
        return [e for e in links[0].iterancestors() if e in last and e.tag not in ("body", "html")][:_UP]


def leads(view: View, element: Element) -> bool:
    """Whether it is a link to another page, not to a place on this one."""
    at, mark, _ = (element.get("href") or "").partition("#")
    return _is_link(element) and not (mark and view.base.join(at) == view.page.url)


def _is_link(element: Element) -> bool:
    """Whether it is an anchor with an address."""
    return element.tag in ("a", "area") and (element.get("href") or "").strip()[:11].lower()[:1] not in (
        "",
        "#",
        "j",
    )
