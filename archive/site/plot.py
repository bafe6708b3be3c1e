"""Small column plots as geometry; the template draws them as SVG, without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300, 130
TOP, BOTTOM = 18, 20
"""Room for the figure over a column and for the year under it."""
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One year: `height` 0 and `text` empty where nothing is known of it."""

    year: int
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Plot:
    zh: str
    en: str
    columns: tuple[Column, ...]
    base: float = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def columns(zh: str, en: str, values: Sequence[tuple[int, int | None]]) -> Plot | None:
    """A plot of (year, value), oldest first; years between that are not given stay as gaps.

    None where fewer than two years have a value: that is no series.
    """
    known = {year: value for year, value in values if value is not None}
    if len(known) < 2:
        return None
    years = range(max(min(known), max(known) - MOST_YEARS + 1), max(known) + 1)
    highest = max(known.values()) or 1
    step = WIDTH / len(years)
    drawn = []
    for at, year in enumerate(years):
        value = known.get(year)
        height = 0.0 if value is None else max(1.0, value / highest * (HEIGHT - TOP - BOTTOM))
        x, y, width = at * step + step * 0.2, HEIGHT - BOTTOM - height, step * 0.6
        text = "" if value is None else str(value)
        drawn.append(Column(year, text, round(x, 1), round(y, 1), round(width, 1), round(height, 1)))
    return Plot(zh, en, tuple(drawn))
