"""The names of bodies as people type them: simplified, in pinyin, by initials. Derived from `publishers`, for the search alone."""

from __future__ import annotations

from archive.romanise import forms
from archive.store.db import Archive

BATCH = 1_000
"""Bodies in one transaction: short enough that no other writer waits long."""
_OUTDATED = """
select p.id, p.name, p.county from publishers p left join publisher_names n on n.publisher_id = p.id
where n.name is not p.name order by p.id limit ?"""


def refresh(archive: Archive) -> None:
    """Bring the table up to date, in short transactions; writes only what differs."""
    while rows := archive.rows(_OUTDATED, BATCH):
        with archive.transaction():
            for row in rows:
                note(archive, row["id"], row["name"], row["county"])


def note(archive: Archive, publisher_id: int, name: str, county: str | None) -> None:
    """The row of one body, inside the caller's transaction."""
    archive.conn.execute(
        "insert or replace into publisher_names (publisher_id, name, full_name, pinyin, initials) values (?, ?, ?, ?, ?)",
        (publisher_id, name, *forms(name, county)),
    )
