"""What every tool is given: the archive, whose site the links lead to, and today."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from archive.clock import day

ROWS = 40
"""Rows of one answer."""


@dataclass(frozen=True, slots=True)
class Site:
    """Addresses of the site. `home` ends in a slash; without one that is known it is `/`, and the links are paths."""

    home: str = "/"

    def report(self, key: str, capture: str | None = None) -> str:
        """A report as one capture shows it, which never changes; without a capture, as it is now."""
        return f"{self.home}report/{key}/{capture}" if capture else f"{self.home}report/{key}"

    def cell(self, place: str) -> str:
        """`place`: the key of a capture, with `?at=` and where in it."""
        return f"{self.home}-/snapshot/{place}"

    def publisher(self, key: str) -> str:
        return f"{self.home}publisher/{key}"

    def page(self, name: str, **asked: object) -> str:
        """A page of the site with its filters; empty ones are left out."""
        given = {key: value for key, value in asked.items() if value not in (None, "")}
        return f"{self.home}{quote(name)}" + (f"?{urlencode(given)}" if given else "")


@dataclass(frozen=True, slots=True)
class Asked:
    """`now`: in UTC; `name`: of the database among the pages of the site."""

    conn: sqlite3.Connection
    site: Site
    now: datetime
    name: str = "nianbao"

    @property
    def today(self) -> str:
        """The day in China."""
        return day(self.now).isoformat()

    @property
    def year(self) -> int:
        return day(self.now).year
