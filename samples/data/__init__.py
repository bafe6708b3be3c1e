"""Names, sentences, labels and published figures of the sample portals, and the one way to read them."""

import functools
import json
import tomllib
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@functools.cache
def toml(name: str) -> dict[str, Any]:
    """The data file `name.toml`, read once."""
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def json_rows(name: str) -> list[dict[str, Any]]:
    """The data file `name.json`, a list of objects, read once."""
    rows: list[dict[str, Any]] = json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
    return rows
