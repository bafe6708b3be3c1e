"""What a page's own scripts print: addresses, objects and variables. Nothing is run; what is not printed is not known.

A request for the first page of a list is put together from what stands in the page alone. A parameter whose value no
literal gives makes the whole request unknown, but for the number of the page, and for those that only keep browsers
from remembering an answer, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from crawler.ask import PAGE_NAME, Ask, join

MOST_REQUESTS = 3
"""That one page may print for its lists."""
UNKNOWN = "\x00"
"""Stands for a value that no literal of the page gives."""

_OPENED, _CLOSED = re.compile(r"<script\b", re.I), re.compile(r"</script", re.I)
_TEMPLATE, _HOLE = re.compile(r"`([^`\n]{0,2000})`"), re.compile(r"\$\{\s*([^{}]{0,200}?)\s*\}")
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_TERM = rf"(?:{_STRING}|[A-Za-z_$][\w.$]*|\d+)"
_SUMMED = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_SUM, _TERMS = re.compile(_SUMMED), re.compile(_TERM)
_VARIABLE = re.compile(
    rf"(?:\b(?:var|let|const)\s|[,;\s])([A-Za-z_$][\w$]*)\s*=\s*({_STRING}|-?\d+)\s*(?=[,;\n}}]|$)"
)
_PAIR = re.compile(rf"[\"']?([A-Za-z_$][\w$]*)[\"']?\s*:\s*({_STRING}|-?\d+(?:\.\d+)?|[A-Za-z_$][\w.$]*)")
_CALL = re.compile(r"\{([^{}]*)\b(?:data|params?)\s*:\s*\{([^{}]*)\}([^{}]*)", re.I)
_URL = re.compile(rf"\burl\s*:\s*({_SUMMED})", re.I)
_POST = re.compile(r"\b(?:type|method)\s*:\s*[\"']post[\"']", re.I)
_POSITIONAL = re.compile(
    rf"\.(get|getJSON|post|load)\s*\(\s*({_SUMMED})\s*,\s*\{{\s*(?:params\s*:\s*\{{)?([^{{}}]*)\}}"
)
_GOES = re.compile(r"(?:location(?:\.\w+)?\s*(?:=|\()|\bopen\s*\(|\baction\s*=)\s*$")
"""Before an address to which the script sends the reader: a link, no request for rows."""
_ADDRESS = re.compile(r"(?:https?:/)?/|\.{0,2}/|[\w\-]+[/.]")
_BUSTER = re.compile(r"^(?:_|_?t|r|v|rnd|rand(?:om)?|_?time(?:stamp)?)$", re.I)
_LITERALS = frozenset({"true", "false", "null"})


def requests(text: str, at: str) -> list[Ask]:
    """Requests for the first page of a list that the scripts of a page at `at` print, each once."""
    code = _HOLE.sub(_joined, _TEMPLATE.sub(r'"\1"', scripts(text)))
    known = {name: _bare(value) for name, value in _VARIABLE.findall(code)}
    printed = (*_calls(code, known), *_positional(code, known), *_addresses(code, known))
    found = (first for ask in printed if (first := _first(ask, at)))
    return list(islice(dict.fromkeys(found), MOST_REQUESTS))


def scripts(text: str, *, heads: bool = False) -> str:
    """The code of a page; `heads` with the attributes of the tags. What is not closed ends with the page."""
    pieces = (_CLOSED.split(piece, maxsplit=1)[0] for piece in _OPENED.split(text)[1:])
    return "\n".join(piece if heads else piece.partition(">")[2] for piece in pieces)


def pairs(literal: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """The names and values of a printed object, braces aside; names of variables are looked up in `known`."""
    return {name: _value(value, known or {}) for name, value in _PAIR.findall(literal)}


def _joined(hole: re.Match[str]) -> str:
    """`${name}` in a template as the sum that it means."""
    return f'" + {hole[1] if hole[1].isidentifier() else "_"} + "'


def _calls(code: str, known: dict[str, str]) -> Iterator[Ask]:
    """`ajax({url: …, data: {…}})`, and the like."""
    for before, data, after in _CALL.findall(code):
        url = _URL.search(before) or _URL.search(after)
        if url is not None:
            post = _POST.search(before) or _POST.search(after)
            yield _ask(_sum(url[1], known), pairs(data, known), post=bool(post))


def _positional(code: str, known: dict[str, str]) -> Iterator[Ask]:
    """`$.post("…", {…})`, and the like; jQuery's `load` posts where it is given an object."""
    for method, url, data in _POSITIONAL.findall(code):
        yield _ask(_sum(url, known), pairs(data, known), post=method in ("post", "load"))


def _ask(address: str, values: dict[str, str], *, post: bool) -> Ask:
    if post:
        return Ask(address, urlencode(values))
    return Ask(f"{address}{'&' if '?' in address else '?'}{urlencode(values)}")


def _addresses(code: str, known: dict[str, str]) -> Iterator[Ask]:
    """Addresses with parameters, whole or put together from strings and variables."""
    for match in _SUM.finditer(code):
        if "?" not in match[0] or "=" not in match[0]:
            continue
        address = _sum(match[0], known)
        if "?" not in address or not _ADDRESS.match(address):
            continue
        if not _GOES.search(code, max(0, match.start() - 40), match.start()):
            yield Ask(unescape(address))


def _first(ask: Ask, at: str) -> Ask | None:
    """The request for the first page, resolved; None where it counts none, or where a value is unknown."""
    path, _, query = ask.url.partition("?")
    url = None if UNKNOWN in path else join(at, path)
    if url is None:
        return None
    values, form = _begun(query), None if ask.form is None else _begun(ask.form)
    if values is None or (ask.form is not None and form is None):
        return None
    first = Ask(f"{url}?{values}" if values else url, form)
    return None if first.number is None else first


def _begun(query: str) -> str | None:
    """The parameters with the page set to its first, 0 where that is printed; None where a value is unknown."""
    begun = []
    for name, value in parse_qsl(query.partition("#")[0], keep_blank_values=True):
        if PAGE_NAME.match(name):
            begun.append((name, "0" if value == "0" else "1"))
        elif UNKNOWN not in value:
            begun.append((name, value))
        elif not _BUSTER.match(name):
            return None
    return urlencode(begun)


def _sum(expression: str, known: dict[str, str]) -> str:
    return "".join(_value(term, known) for term in _TERMS.findall(expression))


def _value(term: str, known: dict[str, str]) -> str:
    bare = _bare(term)
    literal = bare != term or term in _LITERALS or not re.match(r"[A-Za-z_$]", term)
    return bare if literal else known.get(term, UNKNOWN)


def _bare(term: str) -> str:
    return term[1:-1] if term[:1] in ("'", '"') else term
