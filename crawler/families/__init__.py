"""Portal software that hides its lists from the generic way: one short module a family, its diary at its
head.

A family is chosen by evidence on the page, never by host. A module offers `NAME`, `marks(page)` and
`links(page)`: entries of the list that do not stand in its HTML, and (`pager=True`) its further pages.
"""

from __future__ import annotations

from typing import Protocol

from crawler.families import gongkai, trs
from crawler.page import Found, Page


class Family(Protocol):
    NAME: str

    def marks(self, page: Page) -> bool:
        """Whether the page shows that it is made by this software, in a way that matters for its lists."""

    def links(self, page: Page) -> list[Found]:
        """What the generic way does not see on such a page."""


FAMILIES: tuple[Family, ...] = (trs, gongkai)
