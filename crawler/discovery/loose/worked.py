"""What a visitor could work on a page, and of which nothing came: controls, and what is chosen of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.discovery import controls as worked
from crawler.discovery.controls import Control, is_name, is_still, is_understood
from crawler.discovery.loose.read import FEWEST_SIDE_BY_SIDE
from crawler.discovery.loose.view import View
from crawler.page import vocabulary as words
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element

_OFF = re.compile(r"(?<![a-z])(?:disabled?|off|unable|gr[ae]y|nolink|no-?more)(?![a-z])", re.I)


def controls(view: View) -> Iterator[LooseEnd]:
    for control in worked.controls(view.page):
        if control.words in view.said or is_understood(view.page, control) or _is_menu(control.element):
            continue
        if control.turns:
            if not _is_explained(view, control):
                yield LooseEnd("pager", control.words)
        elif is_name(control.words):
            yield LooseEnd("name", control.words)
        elif _is_unexplained(view, control):
            yield LooseEnd("control", control.words)
    yield from _choices(view)


def _is_unexplained(view: View, control: Control) -> bool:
    """Whether a control without a word that tells stands in the part of the page that holds the list, and nothing came of it."""
    if not view.page.is_column or not _is_near(view, control.element) or _is_sent(view, control):
        return False
    return not (words.QUERY.match(control.words) and _is_chosen(view))


def _is_chosen(view: View) -> bool:
    """Whether all that may be chosen of the page's selects was followed: what a button shows that asks for it."""
    named = [mine for mine in map(_named, islice(view.root.iter("select"), 20)) if len(mine) > 1]
    return bool(named) and all(said in view.said for mine in named for said in mine)


def _named(choice: Element) -> list[str]:
    said = (words.line(tidy(o.text or "")) for o in islice(choice.iter("option"), 120))
    return [text for text in said if is_name(text)]


def _is_menu(element: Element) -> bool:
    """Whether it holds years or bodies side by side and is told which of them is clicked: each is judged by its own name."""
    said = (
        words.line(tidy("".join(child.itertext())[:40])) for child in islice(element.iterchildren("*"), 120)
    )
    return sum(map(is_name, said)) >= FEWEST_SIDE_BY_SIDE


def _is_sent(view: View, control: Control) -> bool:
    """Whether it is the button of a form of which discovery made addresses."""
    form = next(control.element.iterancestors("form"), None)
    target = None if form is None else view.base.join(form.get("action") or "") or view.page.url
    return target is not None and any(url.startswith(target.partition("?")[0]) for url in view.led)


def _is_explained(view: View, control: Control) -> bool:
    """Whether a further page of the list was found, or none is to be expected."""
    if view.further or view.asks or is_still(view.page, control) or _is_off(control.element):
        return True
    return view.page.entry.further and not control.bound


def _is_off(element: Element) -> bool:
    """Whether 下一页 is marked as one that cannot be pressed: behind it there is nothing."""
    around = [element, *islice(element.iterancestors("li", "span"), 1)]
    marked = any(e.get("disabled") is not None or e.get("aria-disabled") == "true" for e in around)
    return marked or any(_OFF.search(e.get("class") or "") for e in around)


def _choices(view: View) -> Iterator[LooseEnd]:
    """What may be chosen of a list, or of buttons of which one is chosen."""
    for choice in islice(view.root.iter("select"), 20):
        said = [words.line(tidy(o.text or "")) for o in islice(choice.iter("option"), 120)]
        numbers = [text for text in said if words.PAGE_NUMBER.match(text)]
        if len(numbers) > 1 and not view.further and not view.asks:
            yield LooseEnd("pager", numbers[1])
        yield from (LooseEnd("name", text) for text in said if is_name(text) and text not in view.said)


def _is_near(view: View, element: Element) -> bool:
    """Whether it stands in the part of the page that holds the list; anywhere where none is seen."""
    part = view.part
    return part is None or any(around is part for around in element.iterancestors())
