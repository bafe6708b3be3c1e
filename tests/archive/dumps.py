"""Everything an archive says, without what may differ between two archives that say the same."""

from __future__ import annotations

from typing import Any

from archive import Archive
from archive.merge.rules import KEYS, LOCAL, PLACE

PRIVATE = {"captures": {*PLACE}}
"""Columns that say where bytes are in one directory."""
WITHOUT = ("_sqlite_migrations", "sqlite_stat", "reports_fts")
WORKING = ("locators", "operand_lists", "stale", *LOCAL)
"""Interned texts, of which some are no longer referred to; reports that a later step derives anew; local state."""
Dump = dict[str, list[tuple[Any, ...]]]


def tables(archive: Archive) -> list[str]:
    rows = archive.rows("select name from sqlite_master where type = 'table' order by name")
    return [r["name"] for r in rows if not r["name"].startswith(WITHOUT)]


def dump(archive: Archive) -> Dump:
    """Table -> its rows, sorted; references by key, no ids, no places of bytes."""
    found: Dump = {}
    for table in tables(archive):
        if table in WORKING:
            continue
        refs = {r["from"]: r["table"] for r in archive.rows(f"pragma foreign_key_list({table})")}
        columns = []
        for info in archive.rows(f"pragma table_info({table})"):
            name = info["name"]
            if name == "id" or name in PRIVATE.get(table, ()):
                continue
            if (table, name) == ("checks", "operands"):
                columns.append("(select operands from operand_lists where id = t.operands)")
            elif name in refs:
                unique = KEYS.get(refs[name], "key")
                columns.append(f"(select {unique} from {refs[name]} where id = t.{name})")
            else:
                columns.append(f"t.{name}")
        rows = archive.rows(f"select {', '.join(columns)} from {table} t")
        found[table] = sorted((tuple(r) for r in rows), key=repr)
    found["search"] = [
        tuple(r)
        for word in ("复议", "白岩")
        for r in archive.rows(
            "select key from reports where id in (select rowid from reports_fts where reports_fts match ?)"
            " order by key",
            f'"{word}"',
        )
    ]
    return found
