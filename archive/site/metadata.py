"""Metadata and canned queries from `metadata.yaml`, for whichever attached database is an archive."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

from datasette.utils import parse_metadata

Json = dict[str, Any]


@cache
def _file() -> Json:
    found: Json = parse_metadata((Path(__file__).parent / "metadata.yaml").read_text(encoding="utf-8"))
    return found


def metadata(databases: list[str]) -> Json:
    """Datasette's metadata with our tables described in each of these databases; the caller may change it."""
    whole = copy.deepcopy(_file())
    tables = whole.pop("tables")
    whole.pop("queries")
    whole["databases"] = {name: {"tables": copy.deepcopy(tables)} for name in databases}
    return whole


def queries() -> Json:
    """Canned queries by name."""
    found: Json = copy.deepcopy(_file()["queries"])
    return found
