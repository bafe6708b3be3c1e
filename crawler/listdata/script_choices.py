"""Where scripts lead for each year or body that is chosen of a select, and for each year that is clicked with each body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice, product

from crawler.listdata.script_clicks import clicks, has_scripts
from crawler.listdata.script_effects import loaded, opened
from crawler.page import vocabulary as words
from crawler.page.list_request import ListRequest
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.values import HOLE
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

_MOST_TABS, _MOST_CHOICES, _MOST_NUMBERS = 60, 10, 500
_MOST_BUTTONS, _MOST_QUERIES = 1_000, 2
_PAIR, _MOST_PAIRS = 2, 240
Choice = tuple[Element, list[tuple[str, Element]]]
"""A select, and its options that name a year or a body."""
MOST_CLICKED, _MOST_OF_AXIS, _FEWEST, _YEAR = 240, 120, 2, 4
"""Pairs of clicks, and what is clicked of either kind; characters of a year."""
Clicked = tuple[Element, str, list[Found]]
"""What is clicked, its words, and where that leads alone."""
Pairs = tuple[list[Found], list[str]]


def chosen(page: Page) -> Iterator[Found]:
    """Where a script leads for each year or body that is chosen of a select, whether or not a form stands around it."""
    found: list[tuple[Element, list[tuple[str, Element]], bool]] = []
    for choice in islice(page.root.iter("select") if page.root is not None else (), _MOST_CHOICES):
        options = _options_of(page, choice)
        named = [(words.line(tidy(option.text or "")), option) for option in islice(options, _MOST_TABS)]
        mine = [(s, o) for s, o in named if words.is_choice(s) and not _is_prompt(o, s)]
        if len(mine) > 1:
            found.append((choice, mine, len(mine) < len(options)))
    for choice, mine, _ in found:
        for said, option in mine:
            yield from _led_by(page, choice, option, said)
    closed = [(choice, mine) for choice, mine, is_open in found if not is_open]
    if len(closed) == _PAIR:
        yield from _paired(page, *closed)


def _paired(page: Page, one: Choice, other: Choice) -> Iterator[Found]:
    """Where two selects lead together of which neither can be left open (全部): each of one with each of the other."""
    pairs = ((a, b) for a in one[1] for b in other[1])
    for (_, first), (said, second) in islice(pairs, _MOST_PAIRS):
        with _selected(one[0], first):
            yield from _led_by(page, other[0], second, said)


def _is_prompt(option: Element, said: str) -> bool:
    """Whether an option only heads the others (国务院部门网站): it has no value, and its words are no year."""
    return not option.get("value") and not words.YEAR_CHILD.match(said)


def _options_of(page: Page, choice: Element) -> list[Element]:
    """The options of a select; where a script writes them, within it or into it, they are put into it."""
    if choice.find(".//option") is None:
        if choice.find(".//script") is not None:
            choice.extend(_written_options(page))
        elif has_scripts(page):
            choice.extend(page.reading.browser.elements.offered.get(choice, ()))
    return list(choice.iter("option"))


def _written_options(page: Page) -> list[Element]:
    """The options that the scripts of a page write."""
    texts = (
        e.text
        for e in page.reading.effects
        if e.kind == "html" and "<option" in e.text and HOLE not in e.text
    )
    return [option for text in islice(texts, _MOST_TABS) for option in fragment_tree(text).iter("option")]


def numbers(page: Page) -> Iterator[Found]:
    """The next page of a list, where its number is chosen of a select."""
    for choice in islice(page.root.iter("select") if page.root is not None else (), _MOST_CHOICES):
        options = list(islice(choice.iter("option"), _MOST_NUMBERS))
        said = [words.line(tidy(option.text or "")) for option in options]
        at = next((n for n, o in enumerate(options) if o.get("selected") is not None), 0)
        if len(options) > at + 1 and all(map(words.PAGE_NUMBER.match, said)):
            yield from _led_by(page, choice, options[at + 1], said[at + 1])


def _is_sent(option: Element, led: Found) -> bool:
    """Whether what was chosen is part of what is asked."""
    value = option.get("value", tidy(option.text or ""))
    return bool(value) and value in ListRequest(led.url, led.form).parameters.values()


def _queries(page: Page) -> Iterator[Element]:
    """The buttons that show what was chosen."""
    buttons = page.root.iter("button", "input", "a", "span") if page.root is not None else ()
    said = (
        (b, tidy(b.get("value") or "" if b.tag == "input" else b.text or ""))
        for b in islice(buttons, _MOST_BUTTONS)
    )
    yield from islice((button for button, text in said if words.QUERY.match(text)), _MOST_QUERIES)


def _led_by(page: Page, choice: Element, option: Element, said: str) -> Iterator[Found]:
    """Where the handlers of a select lead with this option chosen."""
    with _selected(choice, option):
        changed = page.reading.changed(choice)
        pressed = [] if changed else [e for button in _queries(page) for e in page.reading.pressed(button)]
    for effect in (*changed, *pressed):
        led = opened(page, effect, said) or loaded(page, effect, said)
        if led and (led.form or led.url != page.url) and (changed or _is_sent(option, led)):
            yield led


@contextmanager
def _selected(choice: Element, option: Element) -> Iterator[None]:
    """Within it one option of a select is the chosen one."""
    before = [other for other in choice.iter("option") if other.get("selected") is not None]
    for other in before:
        del other.attrib["selected"]
    option.set("selected", "selected")
    try:
        yield
    finally:
        option.attrib.pop("selected", None)
        for other in before:
            other.set("selected", "selected")


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
        effects = page.reading.in_turn(year, other) if place < MOST_CLICKED else None
        if effects is None:
            left.append(f"{words.line(who)}{words.line(when)[:_YEAR]}")
        else:
            found += _leads(page, effects, who)
    return found, left


def _axes(page: Page) -> tuple[list[Clicked], list[Clicked]]:
    """Years, and bodies or kinds of them, that are clicked, and where each leads alone."""
    axes: tuple[list[Clicked], list[Clicked]] = ([], [])
    for element, text, effects in clicks(page):
        axis = axes[0 if words.YEAR_CHILD.match(words.line(text)) else 1]
        led = list(_leads(page, effects, text))
        if led and len(axis) < _MOST_OF_AXIS:
            axis.append((element, text, led))
    return axes


def _are_bound(page: Page, years: list[Clicked], others: list[Clicked]) -> bool:
    """Whether a year and a body are asked for together, and the page begins with one of each: where it begins with all
    of them, what each leads to alone is enough."""
    return _begins_with_one(page, years, others) and _begins_with_one(page, others, years)


def _begins_with_one(page: Page, axis: list[Clicked], across: list[Clicked]) -> bool:
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
