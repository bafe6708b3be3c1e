"""Metadata and canned queries from `metadata.yaml`, for whichever attached database is an archive."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

from datasette.utils import parse_metadata

from archive.site.language import Language

Json = dict[str, Any]
BOTH = re.compile(r"(?P<zh>[^A-Za-z]*[\u4e00-\u9fff）]) (?P<en>[A-Z].*)", re.S)


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


def said(text: str, t: Language) -> str:
    """The half of a text of the file, `中文 / English` or `中文 English`, that this language shows."""
    chinese, _, english = text.partition(" / ")
    if not english and (both := BOTH.fullmatch(text)):
        chinese, english = both["zh"], both["en"]
    return t.of(chinese, english)
