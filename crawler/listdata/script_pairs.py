"""What two clicks ask for together: a year beside a body, where each keeps the other as it was chosen before. What goes to
another page keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from crawler.listdata.script_clicks import clicks
from crawler.listdata.script_effects import loaded
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from parsers.page.tree import Element

MOST_PAIRS, _MOST_OF_AXIS = 240, 120
_FEWEST, _YEAR = 2, 4
Choice = tuple[Element, str, list[Found]]
"""What is clicked, its words, and where that leads alone."""
Pairs = tuple[list[Found], list[str]]


def pairs(page: Page) -> Pairs:
    """Where each year leads with each body, and the names of those pairs that are too many; remembered with the page."""
    known: Pairs | None = page.__dict__.get("_script_pairs")
    if known is None:
        known = page.__dict__["_script_pairs"] = _pairs(page)
    return known


def _pairs(page: Page) -> Pairs:
    years, others = _axes(page)
    if len(years) < _FEWEST or len(others) < _FEWEST or not _are_bound(page, years, others):
        return [], []
    found: list[Found] = []
    left: list[str] = []
    for place, ((year, when, _), (other, who, _)) in enumerate(product(years, others)):
        effects = page.reading.in_turn(year, other) if place < MOST_PAIRS else None
        if effects is None:
            left.append(f"{words.line(who)}{words.line(when)[:_YEAR]}")
        else:
            found += _leads(page, effects, who)
    return found, left


def _axes(page: Page) -> tuple[list[Choice], list[Choice]]:
    """Years, and bodies or kinds of them, that are clicked, and where each leads alone."""
    axes: tuple[list[Choice], list[Choice]] = ([], [])
    for element, text, effects in clicks(page):
        axis = axes[0 if words.YEAR_CHILD.match(words.line(text)) else 1]
        led = list(_leads(page, effects, text))
        if led and len(axis) < _MOST_OF_AXIS:
            axis.append((element, text, led))
    return axes


def _are_bound(page: Page, years: list[Choice], others: list[Choice]) -> bool:
    """Whether a year and a body are asked for together, and the page begins with one of each: where it begins with all
    of them, what each leads to alone is enough."""
    return _begins_with_one(page, years, others) and _begins_with_one(page, others, years)


def _begins_with_one(page: Page, axis: list[Choice], across: list[Choice]) -> bool:
    """Whether of one axis some change what a click on the other leads to, and one leaves it: that one is chosen already."""
    element, text, alone = across[-1]
    behind = (page.reading.in_turn(first, element) or [] for first, _, _ in axis)
    same = [_sent(_leads(page, effects, text)) == _sent(alone) for effects in behind]
    return any(same) and not all(same)


def _leads(page: Page, effects: list[Effect], text: str) -> Iterator[Found]:
    for effect in islice(effects, _MOST_OF_AXIS):
        if led := loaded(page, effect, text):
            yield led


def _sent(found: Iterable[Found]) -> set[tuple[str, str | None]]:
    return {(link.url, link.form) for link in found}
