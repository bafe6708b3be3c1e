"""What a page's own scripts print: addresses, objects and variables. Nothing is run; what is not printed is not known.

A request for the first page of a list is put together from what stands in the page alone. A parameter whose value no
literal gives makes the whole request unknown, but for the number of the page, and for those that only keep browsers
from remembering an answer, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from itertools import islice
from urllib.parse import urlencode, urlsplit

from archive.request_body import changed, printed
from crawler.listdata.js_literals import UNKNOWN, Value, arguments
from crawler.page.list_request import NO_COUNTER, ListRequest, counts_pages, join
from crawler.page.request_kinds import bounded

_MOST_NAMES, _MOST_FUNCTIONS = 100, 30
"""Calls, objects and functions of a page that are looked at."""
MOST_REQUESTS = 3
"""Addresses that one page may print for its lists, where no call asks for them."""
_OPENED, _CLOSED = re.compile(r"<script\b", re.I), re.compile(r"</script", re.I)
_TEMPLATE, _HOLE = re.compile(r"`([^`\n]{0,2000})`"), re.compile(r"\$\{([^{}]{0,240})\}")
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_TERM = rf"(?:{_STRING}|[A-Za-z_$][\w.$]*|\d+)"
_SUMMED = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_SUM, _TERMS = re.compile(_SUMMED), re.compile(_TERM)
_VARIABLE = re.compile(
    rf"(?:\b(?:var|let|const)\s|[,;\s])([A-Za-z_$][\w$]*)\s*=\s*({_STRING}|-?\d+)\s*(?=[,;\n}}]|$)"
)
_PAIR = re.compile(
    rf"(?<![\w$])([A-Za-z_$][\w$]{{0,60}})[\"']?\s{{0,9}}:\s*({_STRING}|-?\d+(?:\.\d+)?|[A-Za-z_$][\w.$]*)"
)
_CALL = re.compile(
    r"([\w$.]{0,20}?)\b(ajax|axios|getJSON|get|post|load(?:XML|JSON|Struct)?|fetch|request|https?)\s*\(\s*(?=[\"'{A-Za-z_$])",
    re.I,
)
_OBJECT = re.compile(r"(?:\b(?:var|let|const)\s+|[;\n{][ \t\r]*)([A-Za-z_$][\w$]*)\s*=\s*(?=\{)")
_FUNCTION = re.compile(r"\bfunction\s+(\w+)\s*\(\s*(\w+)")
_JQUERY = re.compile(r"(?:^|\W)(?:\$|jQuery)\.$")
_GOES = re.compile(r"(?:location(?:\.\w+)?\s*(?:=|\()|\bopen\s*\(|\baction\s*=)\s*$")
"""Before an address to which the script sends the reader: a link, no request for rows."""
_ADDRESS = re.compile(r"(?:https?:/)?/|\.{0,2}/|[\w\-]+[/.]")
_BUSTER = re.compile(r"^(?:_|_?t|r|v|rnd|rand(?:om)?|_?time(?:stamp)?)$", re.I)
_DATA = re.compile(r"\.(?:json|xml|txt)$", re.I)
_SELF = ("this", "self", "that", "_this", "vm", "app")
_LOADS = frozenset({"loadxml", "loadjson", "loadstruct"})
"""Calls of widgets that ask for a file of data, whatever its address looks like."""
Known = Mapping[str, Value]
_LITERALS = frozenset({"true", "false", "null"})


def requests(text: str, at: str) -> list[ListRequest]:
    """Requests for the first page of a list that the scripts of a page at `at` print, each once."""
    return printed_requests(text, at)[0]


def printed_requests(text: str, at: str) -> tuple[list[ListRequest], list[ListRequest]]:
    """Those that are asked, and those that are left out since they are too many. An address that stands there alone may be
    a link of a menu: of these few are asked, and none is missed."""
    code = _HOLE.sub(_joined, _TEMPLATE.sub(r'"\1"', scripts(text)))
    known = _known(code)
    asks, left = bounded(first for ask in _calls(code, known) if (first := _first(ask, at)))
    alone = (first for ask in _addresses(code, known) if (first := _first(ask, at)))
    more = (ask for ask in dict.fromkeys(alone) if ask not in asks and ask not in left)
    return [*asks, *islice(more, max(0, MOST_REQUESTS - len(asks)))], left


def _known(code: str) -> dict[str, Value]:
    """What names stand for: variables and objects, members of objects that have one value as `this.name`, and what a
    function is first called with."""
    members: dict[str, set[str]] = {}
    for name, value in _PAIR.findall(code):
        if value[0] in "\"'" or value.lstrip("-").isdecimal():
            members.setdefault(name, set()).add(value)
    known: dict[str, Value] = {
        f"{me}.{name}": _literal(value)
        for name, (value, *more) in members.items()
        if not more
        for me in _SELF
    }
    known |= {name: _literal(value) for name, value in _VARIABLE.findall(code)}
    for function, parameter in _FUNCTION.findall(code)[:_MOST_FUNCTIONS]:
        called = re.search(rf"(?<!function )\b{function}\s*\(\s*({_STRING}|\d+)\s*[,)]", code)
        if called and parameter not in known:
            known[parameter] = _literal(called[1])
    for match in islice(_OBJECT.finditer(code), _MOST_NAMES):
        value = (arguments(code, match.end(), known) or [None])[0]
        if isinstance(value, dict):
            known[match[1]] = value
            known |= {f"{match[1]}.{name}": inner for name, inner in value.items()}
    return known


def scripts(text: str, *, heads: bool = False) -> str:
    """The code of a page; `heads` with the attributes of the tags. What is not closed ends with the page."""
    pieces = (_CLOSED.split(piece, maxsplit=1)[0] for piece in _OPENED.split(text)[1:])
    return "\n".join(piece if heads else piece.partition(">")[2] for piece in pieces)


def pairs(literal: str, known: Known | None = None) -> dict[str, str]:
    """The names and values of a printed object, braces aside; names of variables are looked up in `known`."""
    return {name: _value(value, known or {}) for name, value in _PAIR.findall(literal)}


def _joined(hole: re.Match[str]) -> str:
    """`${name}` in a template as the sum that it means."""
    name = hole[1].strip()
    return f'" + {name if name.isidentifier() else "_"} + "'


def _calls(code: str, known: Known) -> Iterator[ListRequest]:
    """`ajax({url: …, data: {…}})`, `$.post("…", {…})`, `axios.post("…", {…})`, `fetch("…", {…})`, and the like."""
    for match in islice(_CALL.finditer(code), _MOST_NAMES):
        given = arguments(code, match.end(), known)
        first, options = given[0] if given else None, given[1] if len(given) > 1 else None
        method, ours = match[2].lower(), bool(_JQUERY.search(match[1])) or match[2] in ("ajax", "load")
        if isinstance(first, dict):
            ask = of_options(first, form=ours)
        elif method == "fetch" or method == "ajax":
            ask = of_options({"url": first, **(options if isinstance(options, dict) else {})}, form=ours)
        else:
            post = method == "post" or (method == "load" and isinstance(options, dict))
            ask = of_options({"url": first, "data": options, "type": "post" if post else "get"}, form=ours)
        if ask is not None:
            yield replace(ask, counter=NO_COUNTER) if method in _LOADS else ask


def of_options(options: dict[str, Value], *, form: bool) -> ListRequest | None:
    """The request that an object describes; `form`: its data is sent urlencoded, where nothing else is said."""
    said = {name.lower(): value for name, value in options.items()}
    url, data, query = said.get("url"), said.get("data", said.get("body")), said.get("params")
    if not isinstance(url, str):
        return None
    if isinstance(data, dict) and isinstance(inner := data.get("params"), dict) and len(data) == 1:
        data = inner  # axios.get("…", {params: {…}})
    table = _of_table(said)
    data = table or data
    usual = "post" if table and "pagination" in said else "get"
    post = str(said.get("type", said.get("method", usual))).lower() == "post"
    url = _with_query(url, query)
    if not post:
        return ListRequest(_with_query(url, data))
    if isinstance(data, str):
        return ListRequest(url, data)
    if not isinstance(data, dict):
        return ListRequest(url, "")
    as_json = not (form or table) or "json" in str(said.get("contenttype", "")).lower()
    return ListRequest(url, printed(data) if as_json else _encoded(data))


def _of_table(said: Mapping[str, Value]) -> dict[str, Value] | None:
    """What a table that a plug-in draws sends of its own: the fixed values that it is given (layui `where`, easyui
    `queryParams`), the page and its size, by the names that it is given or has; None for what is no such table: its columns
    stand in rows."""
    fixed = said.get("where", said.get("queryparams", {}))
    columns = said.get("cols", said.get("columns"))
    if not (
        isinstance(columns, list) and columns and isinstance(columns[0], list) and isinstance(fixed, dict)
    ):
        return None
    paged, easy = said.get("page", said.get("pagination")), "pagination" in said
    if not paged:
        return fixed or None
    given = said.get("request")
    names = given if isinstance(given, dict) else {}
    size = said.get("pagesize" if easy else "limit", 10)
    counted = {
        str(names.get("pageName", "page")): 1,
        str(names.get("limitName", "rows" if easy else "limit")): size,
    }
    return {**fixed, **counted}


def _with_query(url: str, values: Value) -> str:
    """The address with these parameters after its own; as it is where there are none."""
    more = _encoded(values) if isinstance(values, dict) else ""
    return f"{url}{'&' if '?' in url else '?'}{more}" if more else url


def _encoded(values: dict[str, Value]) -> str:
    return urlencode(
        {n: printed(v) if isinstance(v, dict | list) else "" if v is None else v for n, v in values.items()}
    )


def _addresses(code: str, known: Known) -> Iterator[ListRequest]:
    """Addresses with parameters, whole or put together from strings and variables."""
    for match in _SUM.finditer(code):
        if "?" not in match[0] or "=" not in match[0]:
            continue
        address = _sum(match[0], known)
        if "?" not in address or not _ADDRESS.match(address):
            continue
        if not _GOES.search(code, max(0, match.start() - 40), match.start()):
            yield ListRequest(unescape(address))


def _first(ask: ListRequest, at: str) -> ListRequest | None:
    """The request for the first page, where it counts pages or is a file of data."""
    first = first_page(ask, at)
    counts = first is not None and (
        first.number is not None or (first.form is None and (ask.counter == NO_COUNTER or is_data(first.url)))
    )
    return first if counts else None


def first_page(ask: ListRequest, at: str) -> ListRequest | None:
    """The request for the first page, resolved; None where a value is unknown. A file of data has no pages."""
    path, _, query = ask.url.partition("?")
    url = None if UNKNOWN in path else join(at, path)
    if url is None:
        return None

    def begun(name: str, value: str) -> str | None:
        return _begun(name, value, counts=name == ask.counter or counts_pages(name))

    try:
        values, form = (
            changed(query.partition("#")[0], begun),
            None if ask.form is None else changed(ask.form, begun),
        )
    except LookupError:
        return None
    return ListRequest(f"{url}?{values}" if values else url, form, ask.counter)


def is_data(url: str) -> bool:
    """Whether an address is that of a file of data."""
    return bool(_DATA.search(urlsplit(url).path))


def _begun(name: str, value: str, *, counts: bool) -> str | None:
    """A parameter with the page set to its first, 0 where that is printed; LookupError where a value is unknown."""
    if counts:
        return "0" if value == "0" else "1"
    if UNKNOWN not in value:
        return value
    if _BUSTER.match(name):
        return None
    raise LookupError(name)


def _sum(expression: str, known: Known) -> str:
    return "".join(_value(term, known) for term in _TERMS.findall(expression))


def _value(term: str, known: Known) -> str:
    bare = _bare(term)
    literal = bare != term or term in _LITERALS or not re.match(r"[A-Za-z_$]", term)
    value = bare if literal else known.get(term, UNKNOWN)
    return str(value) if isinstance(value, str | int) else UNKNOWN


def _literal(term: str) -> Value:
    return int(term) if term.lstrip("-").isdecimal() else _bare(term)


def _bare(term: str) -> str:
    return term[1:-1] if term[:1] in ("'", '"') else term
