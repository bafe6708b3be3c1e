"""Every list in which the link of a report was found: which lists the report belongs to, and by how many routes it was found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal

from archive.keys import key
from archive.store.db import Archive

Route = Literal["list", "report", "sitemap"]
"""Where the link of a report stood: in a list or another page, inside a report, in a site map."""

MOST = 12
"""Sightings that are kept of a report: a menu of every page may name the newest one."""


def note(archive: Archive, addresses: Iterable[str], listed_in: str, route: Route) -> None:
    """Those of the addresses that are known as reports were seen in this list, inside the caller's transaction."""
    found = archive.rows(
        "select id, address from frontier where kind = 'report' and key in (select value from json_each(?))",
        json.dumps([key("frontier", address) for address in addresses]),
    )
    archive.conn.executemany(
        "insert or ignore into sightings (key, frontier_id, list, route) select ?, ?, ?, ?"
        f" where (select count(*) from sightings where frontier_id = ?) < {MOST}",
        [
            (key("sighting", row["address"], listed_in, route), row["id"], listed_in, route, row["id"])
            for row in found
        ],
    )
