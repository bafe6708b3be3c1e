"""What a page's own scripts print: addresses, objects and variables. Nothing is run; what is not printed is not known.

A request for the first page of a list is put together from what stands in the page alone. A parameter whose value no
literal gives makes the whole request unknown, but for the number of the page, which begins at 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urlencode, urlsplit

from crawler.ask import PAGE_NAME, Ask, join

MOST_REQUESTS = 3
"""That one page may print for its lists."""
UNKNOWN = "\x00"
"""Stands for a value that no literal of the page gives."""

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.I | re.S)
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_TERM = rf"(?:{_STRING}|[A-Za-z_$][\w.$]*|\d+)"
_SUM = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM})*")
_VARIABLE = re.compile(
    rf"(?:\b(?:var|let|const)\s|[,;\s])([A-Za-z_$][\w$]*)\s*=\s*({_STRING}|-?\d+)\s*(?=[,;\n}}]|$)"
)
_PAIR = re.compile(rf"[\"']?([A-Za-z_$][\w$]*)[\"']?\s*:\s*({_STRING}|-?\d+(?:\.\d+)?|[A-Za-z_$][\w.$]*)")
_CALL = re.compile(r"\{([^{}]*)\b(?:data|params?)\s*:\s*\{([^{}]*)\}([^{}]*)", re.I)
_URL = re.compile(rf"\burl\s*:\s*({_TERM}(?:\s*\+\s*{_TERM})*)", re.I)
_GOES = re.compile(r"(?:location(?:\.\w+)?\s*(?:=|\()|\bopen\s*\(|\baction\s*=)\s*$")
"""Before an address to which the script sends the reader: a link, no request for rows."""
_POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post[\"']", re.I)


def requests(text: str, at: str) -> list[Ask]:
    """Requests for the first page of a list that the scripts of a page at `at` print, each once."""
    scripts = "\n".join(_SCRIPT.findall(text))
    known = {name: _bare(value) for name, value in _VARIABLE.findall(scripts)}
    found = (
        first for ask in (*_calls(scripts, known), *_addresses(scripts, known)) if (first := _first(ask, at))
    )
    return list(islice(dict.fromkeys(found), MOST_REQUESTS))


def pairs(literal: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """The names and values of a printed object, braces aside; names of variables are looked up in `known`."""
    return {name: _value(value, known or {}) for name, value in _PAIR.findall(literal)}


def _calls(scripts: str, known: dict[str, str]) -> Iterator[Ask]:
    """`ajax({url: …, data: {…}})`, and the like."""
    for before, data, after in _CALL.findall(scripts):
        url = _URL.search(before) or _URL.search(after)
        if url is None:
            continue
        values = urlencode(pairs(data, known))
        address = _sum(url[1], known)
        if _POST.search(before) or _POST.search(after):
            yield Ask(address, values)
        else:
            yield Ask(f"{address}{'&' if '?' in address else '?'}{values}")


def _addresses(scripts: str, known: dict[str, str]) -> Iterator[Ask]:
    """Addresses with parameters, whole or put together from strings and variables."""
    for match in _SUM.finditer(scripts):
        if "?" in match[0] and "=" in match[0] and ("'" in match[0] or '"' in match[0]):
            address = _sum(match[0], known)
            if _GOES.search(scripts, max(0, match.start() - 40), match.start()):
                continue
            if "?" in address and re.match(r"(?:https?:/)?/|\.{0,2}/|[\w\-]+[/.]", address):
                yield Ask(unescape(address))


def _first(ask: Ask, at: str) -> Ask | None:
    """The request for page 1, resolved; None where it has no page or a value is unknown."""
    url = None if UNKNOWN in ask.url.partition("?")[0] else join(at, ask.url)
    if url is None:
        return None
    ask = Ask(url, ask.form)
    counted = [name for name in ask.parameters if PAGE_NAME.match(name)]
    if not counted:
        return None
    first = ask.replace(dict.fromkeys(counted, "1"))
    if UNKNOWN in urlsplit(first.url).path or any(UNKNOWN in value for value in first.parameters.values()):
        return None
    return first


def _sum(expression: str, known: dict[str, str]) -> str:
    return "".join(_value(term, known) for term in re.findall(_TERM, expression))


def _value(term: str, known: dict[str, str]) -> str:
    bare = _bare(term)
    literal = bare != term or term in ("true", "false") or not re.match(r"[A-Za-z_$]", term)
    return bare if literal else known.get(term, UNKNOWN)


def _bare(term: str) -> str:
    return term[1:-1] if term[:1] in ("'", '"') else term
