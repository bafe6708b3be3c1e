"""Values that a script prints: objects, lists, strings, sums of strings. Nothing is run; what is not printed is UNKNOWN."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

UNKNOWN = "\x00"
"""Stands for a value that no literal of the page gives."""

Value = str | int | None | list[Any] | dict[str, Any]

_LONGEST = 6_000
"""Characters of one call that are looked at."""
_MOST = 40
"""Arguments of a call, or members of an object or a list."""
_DEEPEST = 8
_BLANK = re.compile(r"(?:\s|//[^\n]*\n|/\*.*?\*/)*", re.S)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_KEY = re.compile(r"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([\w$]+))\s*:")
_STRINGIFY = re.compile(r"JSON\.stringify\s*\(")
_ESCAPE = re.compile(r"\\(.)")
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "undefined": None}


def arguments(code: str, start: int, known: Mapping[str, Value]) -> list[Value]:
    """The arguments of a call whose bracket opens before `start`; functions among them are UNKNOWN."""
    reader = _Reader(code[start : start + _LONGEST], known)
    return reader.items(")", 0)


class _Reader:
    """Reads values one after the other; torn code ends them."""

    def __init__(self, code: str, known: Mapping[str, Value]) -> None:
        self._code, self._known, self._at = code, known, 0

    def items(self, closing: str, depth: int) -> list[Value]:
        found: list[Value] = []
        while len(found) < _MOST and not self._next(closing) and self._at < len(self._code):
            found.append(self._value(depth))
            if not self._next(","):
                self._next(closing)
                break
        return found

    def _next(self, wanted: str) -> bool:
        self._at = _BLANK.match(self._code, self._at).end()  # type: ignore[union-attr]
        if not self._code.startswith(wanted, self._at):
            return False
        self._at += len(wanted)
        return True

    def _value(self, depth: int) -> Value:
        """One term, or a sum of strings; anything else is skipped to the next comma and UNKNOWN."""
        value = self._term(depth)
        while self._next("+"):
            other = self._term(depth)
            known = isinstance(value, str | int) and isinstance(other, str | int)
            value = f"{value}{other}" if known else UNKNOWN
        self._at = _BLANK.match(self._code, self._at).end()  # type: ignore[union-attr]
        if self._code[self._at : self._at + 1] in (",", "}", "]", ")", ";", "") or isinstance(value, dict):
            return value
        self._skip()
        return UNKNOWN

    def _term(self, depth: int) -> Value:
        if depth > _DEEPEST:
            self._skip()
            return UNKNOWN
        if self._next("{"):
            return self._members(depth + 1)
        if self._next("["):
            return self.items("]", depth + 1)
        if match := _STRING.match(self._code, self._at):
            self._at = match.end()
            return _ESCAPE.sub(r"\1", match[1] if match[1] is not None else match[2])
        if match := _NUMBER.match(self._code, self._at):
            self._at = match.end()
            return int(match[0]) if match[0].lstrip("-").isdecimal() else match[0]
        if match := _STRINGIFY.match(self._code, self._at):
            self._at = match.end()
            value = (self.items(")", depth + 1) or [UNKNOWN])[0]
            return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else UNKNOWN
        if match := _NAME.match(self._code, self._at):
            self._at = match.end()
            return _WORDS[match[0]] if match[0] in _WORDS else self._known.get(match[0], UNKNOWN)
        self._skip()
        return UNKNOWN

    def _members(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while len(found) < _MOST and not self._next("}") and self._at < len(self._code):
            key = _KEY.match(self._code, self._at)
            if key is None:
                self._skip()  # a method, or a name that is its own value
            else:
                self._at = key.end()
                self._next("")
                found[key[1] or key[2] or key[3] or ""] = self._value(depth)
            if not self._next(",") and not self._code.startswith("}", self._at):
                break
        return found

    def _skip(self) -> None:
        """To the comma or bracket that ends this value, over brackets and strings within."""
        open_brackets = 0
        while self._at < len(self._code):
            if match := _STRING.match(self._code, self._at):
                self._at = match.end()
                continue
            char = self._code[self._at]
            if char in "([{":
                open_brackets += 1
            elif char in ")]}":
                if not open_brackets:
                    return
                open_brackets -= 1
            elif char == "," and not open_brackets:
                return
            self._at += 1
