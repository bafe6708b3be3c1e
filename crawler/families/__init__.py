"""Portal software that hides its lists from the generic way: one short module a family, its diary at its
head.

A family is chosen by evidence on the page, never by host. Rows that do not stand in a page are asked for only where the
page is a column of annual reports, and only as the page prints it.
"""

from __future__ import annotations

from typing import Protocol

from crawler.families import epoint, gkmlpt, gongkai, hanweb, jpaas, lonsun, scripted, trs, ucap
from crawler.page.page import Found, Page


class Family(Protocol):
    NAME: str

    def marks(self, page: Page) -> bool:
        """Whether the page shows that it is made by this software, in a way that matters for its lists."""

    def answers(self, page: Page) -> bool:
        """Whether the page is an answer that fills a list shown elsewhere: then nobody else reads its links."""

    def links(self, page: Page) -> list[Found]:
        """What the generic way does not see on such a page: entries, further pages (`pagination`), and requests for its
        rows (`kind`)."""


FAMILIES: tuple[Family, ...] = (gkmlpt, jpaas, hanweb, ucap, lonsun, gongkai, epoint, trs, scripted)
"""In the order in which they are asked; the one that leans on the least stands last."""
