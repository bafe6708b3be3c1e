"""Operators, and the methods of strings and lists that need nothing but their values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from crawler.script.values import (
    COUNT,
    COUNT_END,
    LARGEST,
    LONGEST_TEXT,
    Count,
    Function,
    Hole,
    Nodes,
    Parameters,
    known,
    measured,
    number_of,
    plain,
    text_of,
)

MOST_ITEMS = 3_000
_MARKED_PIECE = re.compile(rf"({COUNT}[^{COUNT}{COUNT_END}]*{COUNT_END})")
_MARKED_NUMBER = re.compile(r"\"\\u0002(-?\d{1,20})\\u0003\"")


def type_of(value: object) -> Any:
    if isinstance(value, Hole):
        return "undefined" if not value.name else Hole()
    if isinstance(value, Function):
        return "function"
    names = ((bool, "boolean"), (str, "string"), (int | float, "number"), (type(None), "undefined"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")


def items(value: object) -> list[Any] | None:
    """The members of a list, or elements; None where they are not known."""
    if isinstance(value, list):
        return value
    if isinstance(value, Nodes):
        return [Nodes((element,)) for element in value.elements]
    return None


def keys(value: object) -> list[Any] | None:
    """What `for (… in …)` goes through."""
    if isinstance(value, dict):
        return list(value)
    found = items(value)
    return None if found is None else list(range(len(found)))


def binary(mark: str, left: Any, right: Any) -> Any:
    """What an operator makes of two values."""
    if mark == "+" and (isinstance(left, str) or isinstance(right, str)):
        return (text_of(left) + text_of(right))[:LONGEST_TEXT]
    if not known(left) or not known(right):
        return Hole(getattr(left if not known(left) else right, "name", ""))
    if mark in _COMPARED:
        return _COMPARED[mark](left, right)
    value = _counted(mark, number_of(left), number_of(right))
    counts = isinstance(left, Count) or isinstance(right, Count)
    return Count(value) if counts and isinstance(value, int) and not isinstance(value, bool) else value


def _counted(mark: str, left: int | float | None, right: int | float | None) -> Any:
    """What an operator makes of two numbers, whole where it is."""
    if left is None or right is None or mark not in _COUNTED:
        return Hole()
    value = _COUNTED[mark](left, right)
    if not isinstance(value, Hole) and not abs(value) <= LARGEST:
        return Hole()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return plain(left) == plain(right)
    one, other = number_of(left), number_of(right)
    if one is not None and other is not None and (left is None) == (right is None):
        return one == other
    return left is right  # lists and objects are the same only as themselves


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": _same,
    "===": _same,
    "!=": lambda a, b: not _same(a, b),
    "!==": lambda a, b: not _same(a, b),
}


def _divided(a: float, b: float) -> Any:
    return a / b if b else Hole()


def _power(a: float, b: float) -> Any:
    return a**b if 0 <= b <= 16 and abs(a) < 1e9 else Hole()


_COUNTED: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divided,
    "%": lambda a, b: math.fmod(a, b) if b else Hole(),
    "**": _power,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "|": lambda a, b: int(a) | int(b),
}


def of_string(text: str, name: str, given: list[Any]) -> Any:
    """The method of a string."""
    if name in ("match", "matchAll", "search") or any(not known(value) for value in given):
        return Hole(name)
    method = _STRING.get(name)
    return Hole(name) if method is None else method(text, given)


def _number(given: list[Any], place: int, otherwise: int) -> int:
    value = number_of(given[place]) if len(given) > place and given[place] is not None else None
    return otherwise if value is None else int(value)


def _cut(text: str, begin: int, end: int) -> str:
    """A part of a text by the places that a script counts, which sees no marks: a number that is whole in it keeps its own."""
    if COUNT not in text:
        return text[begin:end]
    found, place = [], 0
    for piece in _MARKED_PIECE.split(text):
        bare = plain(piece)
        whole = begin <= place and place + len(bare) <= end
        found.append(piece if whole else bare[max(0, begin - place) : max(0, end - place)])
        place += len(bare)
    return "".join(found)


def _slice(text: str, given: list[Any]) -> str:
    long = len(plain(text))
    begin, end, _ = slice(_number(given, 0, 0), _number(given, 1, long)).indices(long)
    return _cut(text, begin, end)


def _substring(text: str, given: list[Any]) -> str:
    begin, end = _number(given, 0, 0), _number(given, 1, len(plain(text)))
    return _cut(text, max(0, min(begin, end)), max(0, begin, end))


def _substr(text: str, given: list[Any]) -> str:
    long = len(plain(text))
    begin = _number(given, 0, 0)
    begin = max(0, long + begin) if begin < 0 else begin
    return _cut(text, begin, begin + max(0, _number(given, 1, long)))


def _char(text: str, given: list[Any]) -> str:
    place = _number(given, 0, 0)
    return plain(text)[place : place + 1] if place >= 0 else ""


def _padded(text: str, given: list[Any]) -> str:
    """A text behind so many characters that it is as long as is wanted."""
    missing = min(64, _number(given, 0, 0)) - len(plain(text))
    return (plain(text_of(given[1])) if len(given) > 1 else " ")[:1] * missing + text


def _sought(search: Callable[[str, str], Any], otherwise: Any) -> Callable[[str, list[Any]], Any]:
    """A search for a text in another, neither with marks."""
    return lambda text, given: search(plain(text), plain(text_of(given[0]))) if given else otherwise


def _split(text: str, given: list[Any]) -> Any:
    mark = plain(text_of(given[0])) if given else None
    if mark is None:
        return [text]
    return list(plain(text)[:MOST_ITEMS]) if mark == "" else text.split(mark, MOST_ITEMS)


def _replaced(text: str, given: list[Any]) -> Any:
    if len(given) < 2 or not isinstance(given[0], str) or isinstance(given[1], Function):
        return Hole("replace")
    old = plain(given[0])
    text = text if old in text else plain(text)
    return text.replace(old, text_of(given[1]), 1)[:LONGEST_TEXT] if old else text


_STRING: dict[str, Callable[[str, list[Any]], Any]] = {
    "split": _split,
    "substring": _substring,
    "substr": _substr,
    "slice": _slice,
    "replace": _replaced,
    "indexOf": _sought(str.find, -1),
    "lastIndexOf": _sought(str.rfind, -1),
    "includes": _sought(str.__contains__, False),
    "startsWith": _sought(str.startswith, False),
    "endsWith": _sought(str.endswith, False),
    "toLowerCase": lambda t, g: t.lower(),
    "toUpperCase": lambda t, g: t.upper(),
    "trim": lambda t, g: t.strip(),
    "charAt": _char,
    "concat": lambda t, g: t + "".join(map(text_of, g)),
    "toString": lambda t, g: t,
    "padStart": _padded,
}


def of_list(found: list[Any], name: str, given: list[Any]) -> Any:
    """The method of a list that calls no function."""
    method = _LIST.get(name)
    return Hole(name) if method is None else method(found, given)


def _push(found: list[Any], given: list[Any]) -> int:
    found += given[: max(0, MOST_ITEMS - len(found))]
    return len(found)


def _joined(found: list[Any], mark: str) -> str:
    measured(found, LONGEST_TEXT - min(LONGEST_TEXT, len(mark) * len(found)))
    return mark.join(map(text_of, found))


_LIST: dict[str, Callable[[list[Any], list[Any]], Any]] = {
    "push": _push,
    "join": lambda f, g: _joined(f, text_of(g[0]) if g else ","),
    "concat": lambda f, g: (f + [x for v in g for x in (v if isinstance(v, list) else [v])])[:MOST_ITEMS],
    "slice": lambda f, g: f[slice(_number(g, 0, 0), _number(g, 1, len(f)))],
    "reverse": lambda f, g: f[::-1],
    "sort": lambda f, g: f,
    "indexOf": lambda f, g: next((n for n, item in enumerate(f) if g and _same(item, g[0])), -1),
    "includes": lambda f, g: bool(g) and any(_same(item, g[0]) for item in f),
    "pop": lambda f, g: f.pop() if f else None,
    "shift": lambda f, g: f.pop(0) if f else None,
    "toString": lambda f, g: text_of(f),
}


def as_json(value: Any, depth: int = 0, *, counts: bool = False) -> Any:
    """A value as JSON holds it; what is not known is a string with a hole in it. `counts`: numbers that count are strings
    with their marks."""
    if depth == 0:
        measured(value)
    if depth > 12:
        return None
    if isinstance(value, dict) and not isinstance(value, Parameters):
        return {plain(name): as_json(inner, depth + 1, counts=counts) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner, depth + 1, counts=counts) for inner in value]
    if isinstance(value, Count):
        return text_of(value) if counts else int(value)
    if isinstance(value, str):
        return plain(value)
    return value if isinstance(value, int | float | bool) or value is None else text_of(value)


def dumped(value: Any) -> str:
    """JSON.stringify; numbers that count keep their marks."""
    marked = json.dumps(as_json(value, counts=True), separators=(",", ":"), ensure_ascii=False)
    return _MARKED_NUMBER.sub(rf"{COUNT}\1{COUNT_END}", marked)
