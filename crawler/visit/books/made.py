"""All rows of the books of a visit."""

from __future__ import annotations

from collections.abc import Mapping

from archive.crawl.books import Claim, Page
from crawler.visit.books.addresses import Addresses
from crawler.visit.books.directories import Directories
from crawler.visit.books.lists import Lists
from crawler.visit.books.loose import Loose
from crawler.visit.books.pages import Pages

NO_LINKS: Mapping[str, list[str]] = {}


def books_of(pages: list[Page], home: str, unasked: Mapping[str, list[str]] = NO_LINKS) -> list[Claim]:
    """The rows of the books, each kind and address once.

    :param home: canonical address of the portal's home page.
    :param unasked: links that nobody asked, by the page on which they stand.
    """
    known = Pages(pages, home)
    lists, addresses = Lists(known), Addresses(known)
    directories, loose = Directories(known, lists), Loose(known, lists, unasked)
    found = (
        *lists.claims(),
        *directories.bodies(),
        *directories.years(),
        *addresses.elsewhere(),
        *addresses.links(),
        *addresses.cut(),
        *loose.claims(),
        *addresses.copies(),
    )
    return list({(row.kind, row.address): row for row in found}.values())
