"""Lists that go on behind a mark of their last row: `…&after=527275`, where the row of 527275 is the last one that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.listdata.rows import as_json
from crawler.page.list_request import ListRequest
from crawler.page.page import Found, Page

_MARK = "@"
"""Before `parameter=member`, where the name of a counter would stand."""
_SHORTEST, _MOST_ELEMENTS, _DEEPEST = 2, 3_000, 6


def counter(page: Page, ask: ListRequest) -> str | None:
    """Which parameter of a request holds the mark of a row of the page, and how the rows of an answer call it."""
    marks = dict(_marks(page))
    for name, value in ask.parameters.items():
        if value in marks:
            return f"{_MARK}{name}={marks[value]}"
    return None


def is_cursor(page: Page) -> bool:
    """Whether a page answers a request that asks for what stands behind a row."""
    return (page.ask.counter or "").startswith(_MARK)


def following(page: Page) -> Iterator[Found]:
    """The request for the rows behind the last one of an answer; nothing where it says that there are no more."""
    name, _, member = (page.ask.counter or "").removeprefix(_MARK).partition("=")
    value = as_json(page.text)
    marks = list(_values(value, member, 0))
    if not marks or _says_end(value) or marks[-1] == page.ask.parameters.get(name):
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
    """Whether an answer says beside its rows that no more are left."""
    return isinstance(value, dict) and any(v is False for v in value.values())
