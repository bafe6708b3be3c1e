"""Where scripts lead for each year or body that is chosen of a select."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from crawler.listdata.script_effects import opened
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from crawler.script.values import HOLE
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

_MOST_TABS, _MOST_CHOICES = 60, 10


def chosen(page: Page) -> Iterator[Found]:
    """Where a script leads for each year or body that is chosen of a select, whether or not a form stands around it."""
    for choice in islice(page.root.iter("select") if page.root is not None else (), _MOST_CHOICES):
        options = _options_of(page, choice)
        named = [(words.line(tidy(option.text or "")), option) for option in islice(options, _MOST_TABS)]
        for said, option in named if sum(is_choice(said) for said, _ in named) > 1 else ():
            if is_choice(said) and not _is_prompt(option, said):
                yield from _led_by(page, choice, option, said)


def _is_prompt(option: Element, said: str) -> bool:
    """Whether an option only heads the others (国务院部门网站): it has no value, and its words are no year."""
    return not option.get("value") and not words.YEAR_CHILD.match(said)


def is_choice(said: str) -> bool:
    """Whether words name a year or a body, of which one is to be chosen."""
    return bool(words.YEAR_CHILD.match(said)) or words.names_body(said)


def _options_of(page: Page, choice: Element) -> list[Element]:
    """The options of a select; where a script within it writes them, they are put into it."""
    if not list(choice.iter("option")) and choice.find(".//script") is not None:
        texts = (
            e.text
            for e in page.reading.effects
            if e.kind == "html" and "<option" in e.text and HOLE not in e.text
        )
        choice.extend(
            option
            for text in islice(texts, _MOST_TABS)
            for option in list(fragment_tree(text).iter("option"))
        )
    return list(choice.iter("option"))


def _led_by(page: Page, choice: Element, option: Element, said: str) -> Iterator[Found]:
    """Where the handlers of a select lead with this option chosen."""
    before = [other for other in choice.iter("option") if other.get("selected") is not None]
    for other in before:
        del other.attrib["selected"]
    option.set("selected", "selected")
    for effect in page.reading.changed(choice):
        if (led := opened(page, effect, said)) and led.url != page.url:
            yield led
    del option.attrib["selected"]
    for other in before:
        other.set("selected", "selected")
