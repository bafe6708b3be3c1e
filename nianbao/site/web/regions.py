"""Regions by their GB/T 2260 codes: names, what lies in what, and where each province stands in the tile grid."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from parsers.regions import by_code

COUNTRY = "000000"
CODE = re.compile(r"\d{6}")
Level = Literal["country", "province", "prefecture", "county"]
LEVELS: tuple[Level, ...] = ("country", "province", "prefecture", "county")
WIDTHS: dict[Level, int] = {"country": 0, "province": 2, "prefecture": 4, "county": 6}
"""How many digits of a code a region of this level shares with all that lies in it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province in the grid: rows and columns from 1; `short` as on a number plate's map, 豫 for Henan."""

    code: str
    row: int
    column: int
    short: str
    zh: str
    en: str


@cache
def tiles() -> tuple[Tile, ...]:
    """The provinces, each at about its place on a map; no border is drawn."""
    with (Path(__file__).parent.parent / "tiles.toml").open("rb") as file:
        found = tomllib.load(file)
    return tuple(Tile(code + "0000", *row) for code, row in found.items())


def level(code: str) -> Level:
    if code == COUNTRY:
        return "country"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def stem(code: str) -> str:
    """The digits that all codes in this region begin with: 410300 → 4103."""
    return code[: WIDTHS[level(code)]]


def bounds(code: str) -> tuple[str, str]:
    """Every code in this region is at least the first and below the second."""
    return stem(code), stem(code) + ":"


def parent(code: str) -> str:
    """The code of the region that this one lies in; the country lies in itself."""
    width = {"country": 0, "province": 0, "prefecture": 2, "county": 4}[level(code)]
    return code[:width].ljust(6, "0")


def chain(code: str) -> list[str]:
    """From the province down to this region, those that the list names."""
    steps = [code[:2].ljust(6, "0"), code[:4].ljust(6, "0"), code]
    distinct = dict.fromkeys(step for step in steps if step != COUNTRY)
    return [step for step in distinct if step == code or name(step)]


@cache
def name(code: str) -> str | None:
    """The region's name, today's or the last it had; None for no region of any list."""
    found = by_code(code)
    return found.name if found else None
