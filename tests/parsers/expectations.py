"""Holding a reading against a truth file: what differs, said in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parsers import Reading, Resolver

FACTS = ("title", "publisher", "publisher_kind", "level", "report_year", "form")


def truth_figures(truth: dict[str, Any]) -> dict[str, float | None]:
    """Field key → value of a truth file of ../shared (table2/3/4 and indicators); None is blank or missing."""
    found: dict[str, float | None] = {}
    for table in ("2", "3", "4"):
        for row, columns in (truth.get(f"table{table}") or {}).items():
            found.update({f"t{table}.{row}.{column}": value for column, value in columns.items()})
    for key, entry in (truth.get("indicators") or {}).items():
        found[f"s2014.{key}"] = entry["value"]
    return found


def wrong_figures(reading: Reading, figures: dict[str, float | None]) -> Iterator[str]:
    """Every figure that is not what the truth says."""
    read = {f.key: f for f in reading.figures}
    for key, wanted in figures.items():
        figure = read.get(key)
        got = None if figure is None or figure.value is None else float(figure.value)
        if figure is None or got != (None if wanted is None else float(wanted)):
            yield f"{key}: want {wanted}, got {figure}"


def wrong_facts(reading: Reading, truth: dict[str, Any]) -> Iterator[str]:
    """Title, publisher, kind, level, year, form and date that differ, as far as the truth knows them."""
    for name in FACTS:
        if name in truth and getattr(reading, name) != truth[name]:
            yield f"{name}: want {truth[name]!r}, got {getattr(reading, name)!r}"
    if "published_on" in truth:
        got = reading.published_on.isoformat() if reading.published_on else None
        if got != truth["published_on"]:
            yield f"published_on: want {truth['published_on']}, got {got}"


def lost_locators(reading: Reading, data: bytes) -> Iterator[str]:
    """Every figure whose locator is absent or does not read the figure's raw text."""
    resolver = Resolver(data)
    for figure in reading.figures:
        if figure.state == "missing":
            if figure.locator is not None:
                yield f"{figure.key} is missing but has a locator"
        elif figure.locator is None or resolver.text(figure.locator) != figure.raw:
            yield f"{figure.key}: {figure.locator} does not read {figure.raw!r}"
