"""What a request sends beside its address: a urlencoded form, perhaps with JSON in a field, or JSON alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode

RAW = "surrogateescape"
"""How bytes that are no UTF-8 go through a text and come out again."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Change = Callable[[str, str], str | None]
"""Name and value of a member -> its new value; None leaves it out."""


def pairs(body: str) -> list[tuple[str, str]]:
    """Every name and value, those within JSON too."""
    value = as_object(body)
    if value is not None:
        return list(_leaves(value))
    found = []
    for name, text in parse_qsl(body, keep_blank_values=True, errors=RAW):
        inner = as_object(text)
        found += [(name, text)] if inner is None else list(_leaves(inner))
    return found


def media_type(body: str) -> str:
    """What the body of a request is."""
    return FORM if as_object(body) is None else JSON


def changed(body: str, change: Change) -> str:
    """The same with other values."""
    value = as_object(body)
    if value is not None:
        return printed(_changed(value, change))
    found = []
    for name, text in parse_qsl(body, keep_blank_values=True, errors=RAW):
        inner = as_object(text)
        found.append((name, change(name, text) if inner is None else printed(_changed(inner, change))))
    return urlencode([(name, new) for name, new in found if new is not None], errors=RAW)


def printed(value: object) -> str:
    """JSON in ASCII and without blanks: one spelling for one request."""
    return json.dumps(value, separators=(",", ":"))


def as_object(text: str) -> dict[str, object] | None:
    """The value of a text that is a JSON object; None for any other."""
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, "" if value is None else str(value)


def _changed(value: object, change: Change, name: str = "") -> object:
    if isinstance(value, dict):
        new = {key: (inner, _changed(inner, change, key)) for key, inner in value.items()}
        return {key: later for key, (was, later) in new.items() if later is not None or was is None}
    if isinstance(value, list):
        return [_changed(inner, change, name) for inner in value]
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = change(name, str(value))
        return int(text) if text is not None and text.lstrip("-").isdecimal() else text
    return value
