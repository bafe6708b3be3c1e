"""Where the two sides of a change stand: addresses and captures before and after it, and each changed cell in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from nianbao.site.web.rows import rows_of

CAPTURES = """
select c.key as change, v.id = c.version_to as after, p.key as capture, p.url, p.address
from changes c join versions v on v.id in (c.version_from, c.version_to) join captures p on p.id = v.capture_id
where c.key in (select value from json_each(?))"""
CELLS = """
select c.key as change, v.id = c.version_to as after, p.key as capture, d.key as field, l.locator
from changes c join json_each(c.difference) j join fields d on d.key = j.key
join versions v on v.id in (c.version_from, c.version_to)
join readings g on g.version_id = v.id and g.parser = c.parser join captures p on p.id = g.capture_id
join figures f on f.reading_id = g.id and f.field_id = d.id join locators l on l.id = f.locator_id
where +c.kind in ('revised_figures', 'figures_disagree') and c.key in (select value from json_each(?))"""
"""`+`: by the keys, not through all of these kinds."""

LATE = """
select report, days from coverage where status = 'late' and report in (select value from json_each(:keys)) and
publisher_key in (select p.key from reports r join publishers p on p.id = r.publisher_id
    where r.key in (select value from json_each(:keys)))"""


@dataclass
class Side:
    """One side of a change: key of its capture, its address as it was asked for and in its canonical form, and field -> the
    capture's key with the cell, as an address ends."""

    capture: str | None = None
    address: str | None = None
    canonical: str | None = None
    cells: dict[str, str] = field(default_factory=dict)

    def places(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """The addresses that a change names, else that of the capture, which also stands for its canonical form: that one
        may open nothing."""
        address = self.address
        if not address:
            return named
        return tuple(address if place == self.canonical else place for place in named) or (address,)


@dataclass
class Sides:
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)


def load(conn: sqlite3.Connection, changes: Iterable[str]) -> dict[str, Sides]:
    """Change key -> both sides, as far as they are in the archive."""
    keys = list(changes)
    found = {key: Sides() for key in keys}
    for row in rows_of(conn, CAPTURES, json.dumps(keys)):
        side = _side(found, row["change"], row["after"])
        side.capture, side.address, side.canonical = row["capture"], row["url"], row["address"]
    for row in rows_of(conn, CELLS, json.dumps(keys)):
        cell = f"{row['capture']}?at={quote(row['locator'])}"
        _side(found, row["change"], row["after"]).cells[row["field"]] = cell
    return found


def days_late(conn: sqlite3.Connection, reports: Iterable[str]) -> dict[str, int]:
    """Key of a report that was published after the day that binds it -> by how many days."""
    return {row["report"]: row["days"] for row in conn.execute(LATE, {"keys": json.dumps(list(reports))})}


def _side(found: dict[str, Sides], change: str, after: int) -> Side:
    return found[change].after if after else found[change].before
