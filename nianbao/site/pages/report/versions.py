"""What one address published one after another, with the differences."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from nianbao.site.told.change_list import WordedChange
from nianbao.site.web.rows import rows_as, rows_of

VERSIONS = """
select v.id, v.first_seen, v.last_seen, c.key as capture, n.url, n.id as rendition,
    exists (select 1 from readings g where g.version_id = v.id and g.id = ?) as current
from versions v join renditions n on n.id = v.rendition_id join captures c on c.id = v.capture_id
where n.report_id = ? order by n.first_seen, n.id, v.first_seen desc, v.id desc"""

TURNED = "select key, version_to from changes where report_id = ? and version_from is not null"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`current`: the one whose reading the report shows."""

    id: int
    first_seen: str
    last_seen: str
    capture: str
    url: str
    rendition: int
    current: int


@dataclass(frozen=True)
class Version:
    row: VersionRow
    changes: list[WordedChange]
    """What made it differ from the version before."""


@dataclass(frozen=True)
class History:
    url: str
    versions: list[Version]
    """Newest first; at least two."""


def load(
    conn: sqlite3.Connection, report_id: int, reading_id: int | None, changes: list[WordedChange]
) -> list[History]:
    """The addresses of a report that published more than one content."""
    turned = {row["key"]: row["version_to"] for row in rows_of(conn, TURNED, report_id)}
    found: dict[int, History] = {}
    for row in rows_as(conn, VersionRow, VERSIONS, reading_id, report_id):
        made = [change for change in changes if turned.get(change.key) == row.id]
        history = found.setdefault(row.rendition, History(row.url, []))
        history.versions.append(Version(row, made))
    return [history for history in found.values() if len(history.versions) > 1]
