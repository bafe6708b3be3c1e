"""Schema: captures of what a page needs to look like itself, its pictures and style sheets (role `requisite`)."""

from __future__ import annotations

import sqlite3

_ROLES = "('report', 'list', 'page', 'attachment')"
_MORE_ROLES = "('report', 'list', 'page', 'attachment', 'requisite')"


def add_requisites(conn: sqlite3.Connection) -> None:
    """Let `captures.role` be requisite too.

    Only the CHECK of the table changes and no row, so the table is not copied: SQLite's documentation of ALTER TABLE
    (section 7, "Making Other Kinds Of Table Schema Changes") gives this way for changes that leave the content as it is.
    """
    version = conn.execute("pragma schema_version").fetchone()[0]
    conn.execute("pragma writable_schema = on")
    conn.execute(
        "update sqlite_master set sql = replace(sql, ?, ?) where type = 'table' and name = 'captures'",
        (_ROLES, _MORE_ROLES),
    )
    conn.execute(f"pragma schema_version = {version + 1}")
    conn.execute("pragma writable_schema = reset")
