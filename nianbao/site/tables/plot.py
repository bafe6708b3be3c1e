"""Small plots of stacked columns as geometry; the template draws them as SVG, without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 320, 150
TOP, BOTTOM = 18, 20
"""Room for the sum over a column and for the year under it."""
MOST_YEARS = 12
MOST_SERIES = 5
REST = "rest"
"""Of more series than `MOST_SERIES` the smallest are drawn as one of this name: slivers of a seventh colour tell nobody anything."""
THIN = 0.5
"""The least height of a part that is not zero, so that it can be seen."""

Number = int | Decimal
Values = Mapping[int, Number | None]
"""Year -> value; None where a report of the year prints none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One series in one column; `series` counts from 0."""

    series: int
    value: Number
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One year: no parts and an empty text where nothing is known of it."""

    year: int
    text: str
    x: float
    top: float
    width: float
    parts: tuple[Part, ...]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Plot:
    """`name` and the names in `series` are keys of our words."""

    name: str
    series: tuple[str, ...]
    behind: tuple[tuple[str, Values], ...]
    """Each series with its values, also those that are drawn as one."""
    columns: tuple[Column, ...]
    base: float = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def years(self) -> list[int]:
        return [column.year for column in self.columns]


def stacked(name: str, series: Mapping[str, Values]) -> Plot | None:
    """A plot of the series, one over the other; years without a value stay as gaps.

    None where fewer than two years have a value: that is no series. A series without any value is left out.
    """
    shown = {key: values for key, values in series.items() if any(values.values())}
    shown = shown or dict(list(series.items())[:1])
    known = sorted({year for values in shown.values() for year, value in values.items() if value is not None})
    if len(known) < 2:
        return None
    years = range(max(known[0], known[-1] - MOST_YEARS + 1), known[-1] + 1)
    drawn = _fewer(shown)
    rows = [[values.get(year) for values in drawn.values()] for year in years]
    highest = max(sum(value or 0 for value in row) for row in rows) or 1
    step = WIDTH / len(years)
    columns = tuple(
        _column(year, row, round(at * step + step * 0.2, 1), round(step * 0.6, 1), highest)
        for at, (year, row) in enumerate(zip(years, rows, strict=True))
    )
    return Plot(name, tuple(drawn), tuple(shown.items()), columns)


def _fewer(series: dict[str, Values]) -> dict[str, Values]:
    """The largest series as they are and the others added up, in the order given."""
    if len(series) <= MOST_SERIES:
        return series
    sums = {key: sum(value or 0 for value in values.values()) for key, values in series.items()}
    large = sorted(series, key=lambda key: -sums[key])[: MOST_SERIES - 1]
    rest: dict[int, Number | None] = {}
    for key, values in series.items():
        for year, value in values.items() if key not in large else ():
            rest[year] = value if rest.get(year) is None else (rest[year] or 0) + (value or 0)
    return {**{key: values for key, values in series.items() if key in large}, REST: rest}


def _column(year: int, row: Sequence[Number | None], x: float, width: float, highest: Number) -> Column:
    base = float(HEIGHT - BOTTOM)
    parts = []
    for series, value in enumerate(row):
        if value is None or value < 0:
            continue
        height = max(THIN, float(value) / float(highest) * (HEIGHT - TOP - BOTTOM)) if value else 0.0
        base -= height
        parts.append(Part(series, value, round(base, 1), round(height, 1)))
    text = str(sum(part.value for part in parts)) if parts else ""
    return Column(year, text, x, round(base, 1), width, tuple(parts))
