"""What a call of a function that no library here defines says by its name and its arguments: a link, a window that it opens, a
request that it makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from crawler.script.values import Function, Hole, plain

_ASKS = re.compile(
    r"ajax|^(?:get|post|put|load|fetch|request|query|axios|\$?http)$|json$|^(?:get|load|fetch)[A-Z]",
    re.I,
)
_ADDRESS = re.compile(r"^\x00|^(?:https?:/)?\.{0,2}/|^[\w.\-]+(?:/|\.\w{2,6}(?:$|\?))|^\?\w+=|^[\w\-]{2,40}$")
_SHOWS = re.compile(r"open|dialog|popup|modal|layer|iframe|window|fancybox|colorbox", re.I)
_SHOWN = frozenset(("content", "url", "src", "href", "iframe", "page"))
_PAGE = re.compile(r"(?:https?://|\.{0,2}/|[\w-]+/)[^\s<>\"']{1,500}$")
"""What a plug-in that opens a window is given: the members of its options that may hold an address, and what is one."""
PLAIN_EFFECTS = frozenset(
    [
        "add",
        "remove",
        "toggle",
        "contains",
        "replace",
        "item",
        "push",
        "pop",
        "shift",
        "alert",
        "confirm",
        "print",
        "focus",
        "blur",
        "scrollTo",
        "scrollIntoView",
        "play",
        "pause",
        "preventDefault",
        "stopPropagation",
        "stopImmediatePropagation",
        "log",
        "error",
        "warn",
        "clearTimeout",
        "clearInterval",
        "getTime",
        "hover",
        "tab",
    ]
)
"""Calls that change the look of a page at the most."""
_MOST_TEXTS, _DEEPEST_TEXTS, _LONGEST_SAID = 20, 4, 300
"""Texts of one link."""


def link(given: list[Any]) -> str | None:
    """The link that `h("a", {href: …}, words)` makes, whoever's function that is; its words may be called `children`."""
    said = given[1] if len(given) > 1 and given[0] == "a" else None
    inner = said.get("attrs") if isinstance(said, dict) else None
    members = {**said, **inner} if isinstance(said, dict) and isinstance(inner, dict) else said
    address = members.get("href") if isinstance(members, dict) else None
    if not isinstance(members, dict) or not isinstance(address, str):
        return None
    words = "".join(islice(_texts_of([given[2:], members.get("children")], 0), _MOST_TEXTS))
    return f'<a href="{escape(address[:_LONGEST_SAID])}">{escape(words)}</a>'


def _texts_of(value: Any, depth: int) -> Iterator[str]:
    """The texts of a value that may be a list of lists of them, each cut to what a link says."""
    if isinstance(value, list) and depth < _DEEPEST_TEXTS:
        for inner in value[:_MOST_TEXTS]:
            yield from _texts_of(inner, depth + 1)
    elif isinstance(value, str):
        yield value[:_LONGEST_SAID]


def shown(name: str, given: list[Any]) -> str | None:
    """The address that a plug-in shows in a window over the page: as its argument, or as a member of its options."""
    if not given or not _SHOWS.search(name):
        return None
    first = given[0]
    values = [v for k, v in first.items() if k.lower() in _SHOWN] if isinstance(first, dict) else [first]
    texts = (v[0] if isinstance(v, list) and v else v for v in values)
    return next((text for text in texts if isinstance(text, str) and _PAGE.match(plain(text))), None)


def request(name: str, given: list[Any], *, jquery: bool) -> dict[str, Any] | None:
    """The request that a call describes: an object with an address, or an address and what is sent with it."""
    first = given[0] if given else None
    if isinstance(first, dict):
        return _of_object(name, first, jquery=jquery)
    if not isinstance(first, str) or not _ASKS.search(name) or not _ADDRESS.match(plain(first)):
        return None
    second = next((x for x in given[1:] if isinstance(x, dict | str)), None)
    if name in ("fetch", "ajax") and isinstance(second, dict):
        return {**{key.lower(): value for key, value in second.items()}, "url": first, "plain": jquery}
    post = name.lower().endswith("post") or (name == "load" and isinstance(second, dict))
    return {
        "url": first,
        "data": second,
        "type": "post" if post else "get",
        "plain": jquery or name == "load",
    }


def is_answered(name: str, given: list[Any]) -> bool:
    """Whether something is done with the answer; a promise is asked for it later."""
    members = (x for value in given if isinstance(value, dict) for x in value.values())
    return name in ("fetch", "axios", "send", "load") or any(
        isinstance(x, Function | Hole) for x in (*given[1:], *members)
    )


def _of_object(name: str, said: dict[str, Any], *, jquery: bool) -> dict[str, Any] | None:
    lowered = {key.lower(): value for key, value in said.items()}
    asks = (
        _ASKS.search(name)
        or {"data", "success", "method", "type", "params", "cols", "columns"} & lowered.keys()
    )
    plainly = jquery or "ajax" in name.lower()
    return {**lowered, "plain": plainly} if isinstance(lowered.get("url"), str) and asks else None
