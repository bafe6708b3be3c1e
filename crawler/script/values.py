"""What the expressions of a script come to. What nothing on the page prints is a `Hole`, which keeps the name it was read by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from parsers.page.tree import Element

HOLE, HOLE_END = "\x00", "\x01"
"""Around the name of a hole, where it became part of a string."""
COUNT, COUNT_END = "\x02", "\x03"
"""Around a number that counts, where it became part of a string."""
_MARKS = HOLE + HOLE_END + COUNT + COUNT_END
_MARKED = re.compile(r"[\x02\x03]")
LONGEST_TEXT = 400_000
"""Characters of a text, and members and characters that lists in one another hold together."""
LARGEST = 2**53
"""Beyond it a script's numbers are no whole numbers any more; here they are unknown."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A value that is not known, and the last name by which it was read."""

    name: str = ""


class Count(int):
    """A number that a function was called with, or that is counted up: it may be that of a page."""


class Scope(dict[str, Any]):
    """The names of a function, and those around it."""

    def __init__(self, around: Scope | None = None) -> None:
        super().__init__()
        self.around = around

    def owner(self, name: str) -> Scope | None:
        """The innermost scope that has a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope:
            scope = scope.around
        return scope


@dataclass(eq=False, slots=True)
class Function:
    """A function of the script: its node, and where it was made."""

    node: tuple[Any, ...]
    scope: Scope
    members: dict[str, Any] = field(default_factory=dict)
    called: bool = False

    @property
    def parameters(self) -> list[tuple[str, Any]]:
        return self.node[2]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Elements of the page. `many`: a list of them, not the first alone."""

    elements: tuple[Element, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Native:
    """An object of the browser or of a library, by its name."""

    name: str


class Parameters(dict[str, Any]):
    """The parameters of an address or a form, as `URLSearchParams` holds them."""

    @property
    def encoded(self) -> str:
        """As they are sent; numbers that count keep their marks."""
        return "&".join(
            f"{quote_plus(plain(k))}={quote_plus(text_of(v), safe=_MARKS)}" for k, v in self.items()
        )


def plain(text: str) -> str:
    """A text without the marks around numbers that count."""
    return _MARKED.sub("", text) if COUNT in text or COUNT_END in text else text


def known(value: object) -> bool:
    return not isinstance(value, Hole)


def measured(value: object, most: int = LONGEST_TEXT) -> int:
    """Members and characters that a value holds, in whatever depth: a list may hold itself, or one list a thousand times.

    :raises ValueError: more than `most`.
    """
    size, todo = 0, [value]
    while todo:
        inner = todo.pop()
        size += 1 + (len(inner) if isinstance(inner, str | list | dict) else 0)
        if size > most:
            raise ValueError("a value that holds more than a page prints")
        if isinstance(inner, list):
            todo += inner
        elif isinstance(inner, dict):
            todo += (*inner, *inner.values())
    return size


def text_of(value: object) -> str:
    """A value as part of a string.

    :raises ValueError: it holds more than a page prints.
    """
    if isinstance(value, list | dict):
        measured(value)
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Hole):
        return f"{HOLE}{value.name}{HOLE_END}"
    if isinstance(value, Count):
        return f"{COUNT}{int(value)}{COUNT_END}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, Parameters):
        return value.encoded
    return f"{HOLE}{HOLE_END}"


def truth(value: object) -> bool | None:
    """Whether a value counts as true; None where that is not known."""
    if isinstance(value, Hole):
        return None
    if isinstance(value, Nodes):
        return bool(value.elements)
    if isinstance(value, str | int | float | bool) or value is None:
        return bool(value) and not (isinstance(value, str) and value == "")
    return True


def number_of(value: object) -> int | float | None:
    """A value as a number; None where it is none."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    text = plain(value).strip() if isinstance(value, str) else "?"
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,15}\.\d{1,15}", text) else None
