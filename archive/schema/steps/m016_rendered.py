"""Schema of migration m016: documents that a browser rendered, and texts that a page's script asks for, with the page they are of."""

from __future__ import annotations

import sqlite3

_TYPES = "('response', 'revisit')"
_MORE_TYPES = "('response', 'revisit', 'conversion')"
_COLUMN = """
alter table captures add column page_key text;
create index captures_page on captures (page_key) where page_key is not null;
"""
"""Key of the capture of the page whose text this is, where that page itself holds none of it: what a recipe asks for, or (`conversion`)
what a browser made of that very capture."""


def add_conversions(conn: sqlite3.Connection) -> None:
    """Let `captures.record_type` be conversion too, in the way of `m006_requisites`."""
    for statement in _COLUMN.split(";\n"):
        conn.execute(statement)
    version = conn.execute("pragma schema_version").fetchone()[0]
    conn.execute("pragma writable_schema = on")
    conn.execute(
        "update sqlite_master set sql = replace(sql, ?, ?) where type = 'table' and name = 'captures'",
        (_TYPES, _MORE_TYPES),
    )
    conn.execute(f"pragma schema_version = {version + 1}")
    conn.execute("pragma writable_schema = reset")
