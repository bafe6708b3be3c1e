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
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|\bopen\s*\(|\bload\s*\("
    r"|\.src\s*=(?!=)|\.attr\(\s*[\"'](?:src|href)[\"']\s*,)"
    rf"\s*({_PART}(?:\s*\+\s*{_PART})*)"
)
_LEADS = re.compile(r"location|open|load|src|href")
_CALL = re.compile(r"(?<![\w$])([A-Za-z_$][\w$]{0,80})\s{0,9}\(([^()]*)\)")
_ARGUMENT = re.compile(r"(?:\"([^\"]*)\"|'([^']*)'|(?<!\d)(\d+))\s*(?:,|$)")


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
    if not _LEADS.search(script):
        return found
    for match in _FUNCTION.finditer(script):
        parameters = [name.strip() for name in match[3].split(",")]
        body = script[match.end() : match.end() + _LONGEST].partition("function ")[0]
        # The first page of a list may have a name of its own: `if (n == 1) location = 'a.html'; else location = …`.
        tried = (_way(goes[1], parameters) for goes in _GOES.finditer(body))
        way = next((way for way in tried if way is not None), None)
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
    return Way(tuple(parts)) if not parameters or any(isinstance(p, int) for p in parts) else None


_CHOSEN = re.compile(r"\bthis\s*\.\s*(?:value|options\s*\[[^\[\]]*\]\s*\.\s*value)")
"""What a reader chose in a list, as its handler calls it."""


VALUE = "\ue000"
"""A character of nobody's, where the value stands that a reader chose."""


def chosen(code: str, known: dict[str, Way]) -> str | None:
    """The address to which the handler of a list to choose from leads, with `VALUE` for what was chosen."""
    if not _CHOSEN.search(code):
        return None
    filled = _CHOSEN.sub(f"'{VALUE}'", code)
    direct = (_way(goes[1], []) for goes in _GOES.finditer(filled))
    return next(iter(called(filled, known)), None) or next((w.address([]) for w in direct if w), None)


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
