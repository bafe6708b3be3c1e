"""Sort-friendly addresses (SURT), the keys of a CDXJ index: each address as web archives look it up, its host reversed.

    >>> surt("https://www.x.gov.cn/b/../A.do?q=2&p=1")
    'cn,gov,x)/a.do?p=1&q=2'

The rules are those that pywb goes by; `tests/archive/exchange/surt.tsv` holds what an independent implementation says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote_plus, unquote_to_bytes, urlencode, urlsplit

from archive import request_body

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*")
_SESSION_IN_PATH = re.compile(
    r"^(.*)/(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))(/[^?]{1,400}\.aspx.*)"
)
"""ASP.NET's: `/(S(…))/page.aspx`."""
_SESSIONS = tuple(
    re.compile(rf"^(.*){session}(?:&(.*))?")
    for session in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]{1,100}&cftoken=[^&]{1,100}",
    )
)
"""Of each the last that stands in a query goes, with the `&` behind it."""
_KEPT = frozenset(range(0x21, 0x7F)) - {ord("%"), ord("#")}
"""Bytes that need no escape."""


def surt(url: str, form: str | None = None) -> str:
    """The key of an address; of a POST, that of the GET whose query has `__wb_method=POST` and the form behind it.

    `form` is urlencoded or JSON, as `archive.request_body` has it.
    """
    if form is not None:
        plain = url.partition("#")[0]
        url = f"{plain}{'&' if '?' in plain else '?'}{_sent(form)}"
    parts = urlsplit(url.strip())
    query = _query(parts.query)
    return f"{_host(parts.hostname or '')}{_port(parts)}){_path(parts.path)}{'?' + query if query else ''}"


def _sent(form: str) -> str:
    """The members of a query that stand for a POST."""
    return "&".join(filter(None, ("__wb_method=POST", _plain(form))))


def _plain(form: str) -> str:
    value = request_body.as_object(form)
    if value is None:
        return unquote_plus(form)
    pairs, met = [], Counter[str]()
    for name, text in _leaves(value, ""):
        met[name] += 1
        pairs.append((name if met[name] == 1 else f"{name}.{met[name]}_", text))
    return urlencode(pairs)


def _leaves(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Names and values of JSON, the names of what lies around them aside."""
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _leaves(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, "null" if value is None else str(value)


def _host(name: str) -> str:
    labels = [_ascii(label) for label in name.split(".") if label]
    if len(labels) > 1 and _WWW.fullmatch(labels[0]):
        del labels[0]
    return ",".join(reversed(labels))


def _ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return _escaped(label)


def _port(parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:  # no port has that number
        return ""
    return "" if port is None or port == _PORTS.get(parts.scheme) else f":{port}"


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _escaped(path).split("/")[1:]:
        if part == ".." and kept:
            kept.pop()
        elif part != ".":
            kept.append(part)
    return _SESSION_IN_PATH.sub(r"\1\2", "/" + "/".join(filter(None, kept)), count=1)


def _query(query: str) -> str:
    plain = _escaped(query)
    for session in _SESSIONS:
        if found := session.fullmatch(plain):
            plain = found[1] + (found[2] or "")
    return "&".join(sorted(plain.split("&"), key=lambda member: member.split("=", 1)))


def _escaped(text: str) -> str:
    """In lower case, without escapes but where one is needed, however often it was escaped."""
    data = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return "".join(chr(byte) if byte in _KEPT else f"%{byte:02x}" for byte in data).lower()
