"""Metadata and canned queries from `metadata.yaml`, for whichever attached database is an archive."""

from __future__ import annotations

import copy
import re
import sqlite3
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

from datasette.utils import parse_metadata

from archive.exchange import dictionary
from nianbao.site.web.datasette_types import Datasette
from nianbao.site.web.i18n import Language
from nianbao.site.web.rows import Json

BOTH = re.compile(r"(?P<zh>[^A-Za-z]*[\u4e00-\u9fff）]) (?P<en>[A-Z].*)", re.S)


@cache
def _file() -> Json:
    found: Json = parse_metadata((Path(__file__).parent.parent / "metadata.yaml").read_text(encoding="utf-8"))
    return found


_TABLES: WeakKeyDictionary[Datasette, dict[str, Json]] = WeakKeyDictionary()
"""Datasette -> database -> table -> what Datasette shows of it."""


def describe(conn: sqlite3.Connection) -> Json:
    """Every table and view of an archive: what the file says, and what each column means."""
    found: Json = {}
    order = list(_file()["tables"])  # what people look for first
    for entry in sorted(
        dictionary.entries(conn), key=lambda e: order.index(e.name) if e.name in order else len(order)
    ):
        said = _file()["tables"].get(entry.name) or {}
        columns = {column.name: column.meaning or "" for column in entry.columns}
        found[entry.name] = {"description": entry.meaning, **said, "columns": columns}
    return found


def remember(datasette: Datasette, database: str, tables: Json) -> None:
    """Keep the description of an archive for `metadata`."""
    _TABLES.setdefault(datasette, {})[database] = tables


def known(datasette: Datasette, database: str) -> Json | None:
    """What was kept of an archive, None for a database that is none."""
    return _TABLES.get(datasette, {}).get(database)


def metadata(datasette: Datasette) -> Json:
    """Datasette's metadata with the tables of each archive described. It is asked for several times a page, and
    Datasette writes into the entry of a table."""
    whole = {name: value for name, value in _file().items() if name not in ("tables", "queries")}
    databases = {
        name: {"tables": {table: dict(about) for table, about in tables.items()}}
        for name, tables in _TABLES.get(datasette, {}).items()
    }
    return {**whole, "databases": databases}


def queries() -> Json:
    """Canned queries by name."""
    found: Json = copy.deepcopy(_file()["queries"])
    return found


def said(text: str, t: Language) -> str:
    """The half of a text of the file, `中文 / English` or `中文 English`, that this language shows."""
    chinese, _, english = text.partition(" / ")
    if not english and (both := BOTH.fullmatch(text)):
        chinese, english = both["zh"], both["en"]
    return t.of(chinese, english)
