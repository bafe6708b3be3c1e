"""Portal software that hides its lists from the generic way: one short module a family, its diary at its
head.

A family is chosen by evidence on the page, never by host. Rows that do not stand in a page are asked for only where the
page is a column of annual reports, and only as the page prints it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from crawler.page.page import Found, Page


class Family(Protocol):
    NAME: str
    ORDER: int
    """Families are asked in this order; the one that leans on the least stands last."""

    def marks(self, page: Page) -> bool:
        """Whether the page shows that it is made by this software, in a way that matters for its lists."""

    def answers(self, page: Page) -> bool:
        """Whether the page is an answer that fills a list shown elsewhere: then nobody else reads its links."""

    def links(self, page: Page) -> list[Found]:
        """What the generic way does not see on such a page: entries, further pages (`pagination`), and requests for its
        rows (`kind`)."""


def _found() -> tuple[Family, ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(sorted((cast(Family, module) for module in modules), key=lambda family: family.ORDER))


FAMILIES = _found()
"""Every module of this folder is one."""
