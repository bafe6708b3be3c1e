"""Lists that go on behind a mark of their last row: `…&after=527275`, where the row of 527275 is the last one that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from crawler.listdata.js_requests import of_options
from crawler.listdata.rows import says_more, value_of
from crawler.listdata.script_clicks import clicks
from crawler.page.list_request import NO_COUNTER, ListRequest
from crawler.page.page import Found, Page
from crawler.script.values import HOLE, HOLE_END, Hole

_MARK = "@"
"""Before `parameter=member`, where the name of a counter would stand."""
_HOLE = re.compile(rf"{HOLE}([\w$]{{1,60}}){HOLE_END}")
_OF_ELSE = re.compile("err|succ|^ok$|fail|status|code|login|valid|end|last|finish|first|empty", re.I)
"""What is false of most answers, or says the opposite of *more is left*."""
_SHORTEST, _MOST_ELEMENTS, _DEEPEST = 2, 3_000, 6


def counter(page: Page, ask: ListRequest) -> str | None:
    """Which parameter of a request holds the mark of a row of the page, and how the rows of an answer call it."""
    marks = dict(_marks(page))
    for name, value in ask.parameters.items():
        if value in marks:
            return f"{_MARK}{name}={marks[value]}"
    return None


def counted(page: Page, ask: ListRequest) -> ListRequest:
    """A request without a counter as one that counts by rows, where a parameter that is empty at first is filled with a value
    of a row when they are there: by a variable that is called as it is, or by what a click would ask."""
    empty = [name for name, value in ask.parameters.items() if value in ("", "0")]
    if ask.counter != NO_COUNTER or not empty:
        return ask
    variables = page.reading.browser.evaluator.globals
    later = {name: v.name for name in empty if isinstance(v := variables.get(name), Hole)} | dict(
        _asked_later(page)
    )
    name = next((name for name in empty if later.get(name)), None)
    return ask if name is None else replace(ask, counter=f"{_MARK}{name}={later[name]}")


def _asked_later(page: Page) -> Iterator[tuple[str, str]]:
    """The parameters that a click would fill with a value that is not known yet, and how that is called."""
    for effect in (effect for _, _, effects in clicks(page) for effect in effects if effect.kind == "ask"):
        ask = of_options(effect.options, form=bool(effect.options.get("plain")))
        for name, value in ask.parameters.items() if ask else ():
            if hole := _HOLE.fullmatch(value):
                yield name, hole[1]


def is_cursor(page: Page) -> bool:
    """Whether a page answers a request that asks for what stands behind a row."""
    return (page.ask.counter or "").startswith(_MARK)


def following(page: Page) -> Iterator[Found]:
    """The request for the rows behind the last one of an answer; nothing where it says that there are no more."""
    name, _, member = (page.ask.counter or "").removeprefix(_MARK).partition("=")
    value = value_of(page.text)
    marks = list(_values(value, member, 0))
    if (
        not marks
        or says_more(page.text) is False
        or _says_end(value)
        or marks[-1] == page.ask.parameters.get(name)
    ):
        return
    yield page.next(page.ask.replace({name: marks[-1]}))


def _marks(page: Page) -> Iterator[tuple[str, str]]:
    """The values of the `data-` attributes of a page with their names."""
    for element in islice(page.root.iter(), _MOST_ELEMENTS) if page.root is not None else ():
        for name, value in element.attrib.items():
            if name.startswith("data-") and len(value) >= _SHORTEST:
                yield value, name.removeprefix("data-")


def _values(value: Any, member: str, depth: int) -> Iterator[str]:
    """What the rows of an answer hold under a name, in their order."""
    if depth > _DEEPEST:
        return
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        named = (v for k, v in value.items() if k.lower() == member.lower())
        yield from (str(v) for v in named if isinstance(v, str | int) and not isinstance(v, bool))
    for one in inner:
        yield from _values(one, member, depth + 1)


def _says_end(value: Any) -> bool:
    """Whether an answer says beside its rows that no more are left, by whatever name; `error: false` says nothing of that."""
    return isinstance(value, dict) and any(
        v is False and not _OF_ELSE.search(name) for name, v in value.items()
    )
