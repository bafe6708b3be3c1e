"""Addresses that a page's own script puts together: `goPage(2)` where goPage is `location.href = 'list_' + n + '.html'`.

Nothing is run. Only a function that the page itself defines, and that joins literals with its parameters into one
address, is understood; every other script stays unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FUNCTION = re.compile(
    r"(?:function\s+(\w+)|(?:var|let|const)\s+(\w+)\s*=\s*function)\s*\(([\w\s,$]*)\)\s*\{"
)
_LONGEST = 1500
"""Characters of a function that are looked at."""
_PART = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_$][\w$]*)"
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|\bopen\s*\(|\bload\s*\()"
    rf"\s*({_PART}(?:\s*\+\s*{_PART})*)"
)
_CALL = re.compile(r"\b([A-Za-z_$][\w$]*)\s*\(([^()]*)\)")
_ARGUMENT = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|(\d+))\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Way:
    """How a function makes its address: literals, and numbers for the parameter that stands there."""

    parts: tuple[str | int, ...]

    def address(self, arguments: list[str]) -> str | None:
        if any(isinstance(p, int) and p >= len(arguments) for p in self.parts):
            return None
        return "".join(arguments[p] if isinstance(p, int) else p for p in self.parts)


def ways(script: str) -> dict[str, Way]:
    """The functions of a script that go to an address, by name."""
    found: dict[str, Way] = {}
    if "location" not in script and "open" not in script and "load" not in script:
        return found
    for match in _FUNCTION.finditer(script):
        parameters = [name.strip() for name in match[3].split(",")]
        body = script[match.end() : match.end() + _LONGEST].partition("function ")[0]
        goes = _GOES.search(body)
        way = _way(goes[1], parameters) if goes else None
        if way is not None:
            found.setdefault(match[1] or match[2], way)
    return found


def _way(expression: str, parameters: list[str]) -> Way | None:
    parts: list[str | int] = []
    for part in re.findall(_PART, expression):
        if part[0] in "\"'":
            parts.append(part[1:-1])
        elif part in parameters:
            parts.append(parameters.index(part))
        else:
            return None
    return Way(tuple(parts)) if any(isinstance(p, int) for p in parts) else None


def called(code: str, known: dict[str, Way]) -> list[str]:
    """The addresses that the calls in a handler lead to."""
    found = []
    for name, inside in _CALL.findall(code) if known else ():
        if name in known:
            arguments = [a or b or c for a, b, c in _ARGUMENT.findall(inside)]
            address = known[name].address(arguments)
            if address:
                found.append(address)
    return found
