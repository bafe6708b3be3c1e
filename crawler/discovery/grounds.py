"""Which addresses belong to a portal: its own host and those below it, and the parts of other hosts that a person admitted.

A prefecture's host carries the columns of many counties. Of such a host (`also_on`) a portal's pages may name the column;
from there on only what lies below the column's path, or carries a parameter of its address, is read, and the reports
that it names. The reports' publisher says whose they are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from archive.crawl.frontier import Kind
from archive.urls import canonicalize, host, is_mobile_copy, of_copy
from crawler.page.list_request import counts_pages

_FROM_HOME: tuple[Kind, ...] = ("list", "report", "more", "page", "attachment")
_SAME_ON_A_COPY: tuple[Kind, ...] = ("report", "attachment", "requisite")
_NAMED_THERE: tuple[Kind, ...] = ("report", "more", "attachment", "requisite")


@dataclass(frozen=True, slots=True)
class Grounds:
    """`host`: the portal's own; `also_on`: hosts that were admitted."""

    host: str
    also_on: Collection[str] = frozenset()

    def own(self, url: str) -> str | None:
        """The canonical address of what is on the portal's host or below it, else None."""
        return inside(url, self.host)

    def holds(self, url: str) -> str | None:
        """The same for what is on an admitted host too."""
        own = self.own(url)
        if own or not self.also_on:
            return own
        name = host(url)
        admitted = next((h for h in self.also_on if name == h or name.endswith("." + h)), None)
        return inside(url, admitted) if admitted else None

    def is_copy(self, url: str) -> bool:
        """Whether an address lies on the mobile copy of the portal."""
        return is_mobile_copy(url, self.host)

    def told_apart(self, url: str, kind: Kind) -> str:
        """The address under which it is asked: a list of a mobile copy is not that of the portal, a report is."""
        return of_copy(url) if kind not in _SAME_ON_A_COPY and self.is_copy(url) else url

    def admits(self, url: str, kind: Kind, at: str) -> bool:
        """Whether a link of this kind, which stands on the page `at`, is the portal's."""
        if self.own(url):
            return True
        if not self.holds(url):
            return False
        if self.own(at):
            return kind in _FROM_HOME
        return host(url) == host(at) and (kind in _NAMED_THERE or _belongs(at, url))


def inside(url: str, portal_host: str) -> str | None:
    """The canonical address if the link stays on the portal's host or below it, else None."""
    try:
        address = canonicalize(url)
    except ValueError:
        return None
    name = host(url)
    return address if name == portal_host or name.endswith("." + portal_host) else None


def _belongs(column: str, url: str) -> bool:
    """Whether an address carries a parameter of a column's address, or lies below its path where it has none."""
    mine, theirs = urlsplit(column), urlsplit(url)
    values = {(k, v) for k, v in parse_qsl(mine.query) if v and not counts_pages(k)}
    if values:
        return bool(values & set(parse_qsl(theirs.query)))
    folder = mine.path.rpartition("/")[0]
    return bool(folder) and theirs.path.startswith(folder + "/")
