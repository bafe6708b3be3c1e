"""Templates from examples: of two requests what counts the pages, of rows and their links how an address is made of a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from archive import request_body
from archive.urls import canonicalize
from crawler.page.recipe import address_of, hole

_DIGITS = re.compile(r"(\d+)")
_LONGEST_NUMBER = 6
"""Digits of a number of a page or a row; longer ones are clocks and ids."""
MOST_OPENED = 6
"""Places of an address where one value stands."""
_MARK = "\x02"
Row = Mapping[str, Any]


class Numbered(NamedTuple):
    """Two requests as one template. `loose`: parts that differ and count nothing; those of the first stand in it."""

    url: str
    body: str | None
    loose: int


class _Parts:
    """Two texts, part by part. `apart`: how many pages lie between them, `at`: which page the first is, from 0."""

    def __init__(self, at: int, apart: int) -> None:
        self._at, self._apart = at, apart
        self.holes = self.loose = 0

    def one(self, first: str, second: str) -> str:
        """A part that both have."""
        if first == second:
            return first
        parts, others = _DIGITS.split(first), _DIGITS.split(second)
        changed = [n for n, (a, b) in enumerate(zip(parts, others, strict=False)) if a != b]
        if len(parts) == len(others) and len(changed) == 1 and changed[0] % 2:
            counted = self._counted(parts[changed[0]], others[changed[0]])
            if counted is not None:
                self.holes += 1
                return "".join([*parts[: changed[0]], counted, *parts[changed[0] + 1 :]])
        self.loose += 1
        return first

    def _counted(self, first: str, second: str) -> str | None:
        if (
            max(len(first), len(second)) > _LONGEST_NUMBER
            or str(int(first)) != first
            or str(int(second)) != second
        ):
            return None
        step, rest = divmod(int(second) - int(first), self._apart)
        return None if rest or not step else hole(int(first) - step * self._at, step)

    def joined(self, first: str, second: str, sign: str) -> str | None:
        """Texts of as many parts between a sign; None where they have not as many."""
        ours, theirs = first.split(sign), second.split(sign)
        if len(ours) != len(theirs):
            return None
        return sign.join(self.one(a, b) for a, b in zip(ours, theirs, strict=True))

    def pairs(self, first: str, second: str) -> str | None:
        """`name=value&…`: the same names in the same order."""
        names = [[part.partition("=")[0] for part in text.split("&")] for text in (first, second)]
        return self.joined(first, second, "&") if names[0] == names[1] else None

    def value(self, first: Any, second: Any) -> Any:
        """Two values of JSON; raises LookupError where they are not built alike."""
        if isinstance(first, dict) and isinstance(second, dict):
            if list(first) != list(second):
                raise LookupError
            return {name: self.value(first[name], second[name]) for name in first}
        if isinstance(first, list) and isinstance(second, list):
            if len(first) != len(second):
                raise LookupError
            return [self.value(a, b) for a, b in zip(first, second, strict=True)]
        if type(first) is not type(second):
            raise LookupError
        if isinstance(first, str):
            return self.one(first, second)
        if isinstance(first, int) and not isinstance(first, bool):
            made = self.one(str(first), str(second))
            return first if made == str(first) else f"{_MARK}{made}{_MARK}"
        return first


def numbered(
    first: tuple[str, str | None], second: tuple[str, str | None], at: int, apart: int
) -> Numbered | None:
    """The template of two requests (address and body) for pages of one list; None where they are not alike or count nothing.

    `at`: which page the first asked for, from 0; `apart`: how many pages the second is behind it.
    """
    parts = _Parts(at, apart)
    url = _address(first[0], second[0], parts)
    body = _body(first[1], second[1], parts)
    if url is None or (body is None) != (first[1] is None) or not parts.holes:
        return None
    return Numbered(url, body, parts.loose)


def _address(first: str, second: str, parts: _Parts) -> str | None:
    ours, theirs = urlsplit(first), urlsplit(second)
    if ours.netloc != theirs.netloc:
        return None
    path = parts.joined(ours.path, theirs.path, "/")
    query = parts.pairs(ours.query, theirs.query)
    if path is None or query is None:
        return None
    return f"{ours.scheme}://{ours.netloc}{path}{'?' + query if query else ''}"


def _body(first: str | None, second: str | None, parts: _Parts) -> str | None:
    if first is None or second is None:
        return None
    ours, theirs = request_body.as_object(first), request_body.as_object(second)
    if ours is None or theirs is None:
        return parts.pairs(first, second)
    try:
        text = json.dumps(parts.value(ours, theirs), ensure_ascii=True, separators=(",", ":"))
    except LookupError:
        return None
    mark = json.dumps(_MARK)[1:-1]
    return text.replace(f'"{mark}', "").replace(f'{mark}"', "")


def address_template(rows: Sequence[Row], urls: Sequence[str], base: str) -> str | None:
    """How the address of each row is made of its members; None where it is not, or where one address is that of all rows."""
    names = [name for name, value in rows[0].items() if _is_plain(value)] if rows else []
    whole = next((name for name in names if _is_address(rows, urls, name, base)), None)
    if whole:
        return f"{{{whole}}}"
    names.sort(key=lambda name: (-_differs(rows, name), -len(str(rows[0][name]))))
    return next((made for made in _opened(urls[0], names, rows[0]) if _makes(made, rows, urls)), None)


def _is_address(rows: Sequence[Row], urls: Sequence[str], name: str, base: str) -> bool:
    """Whether a member is the address itself."""
    return all(_leads(row.get(name), url, base) for row, url in zip(rows, urls, strict=True))


def _opened(url: str, names: Sequence[str], row: Row) -> Iterator[str]:
    """An address with one member of its row left open, then with two."""
    for name in names:
        for template in _with(url, name, row):
            yield template
            for other in names:
                if other != name:
                    yield from _with(template, other, row)


def relative(url: str, base: str) -> str:
    """An address or a template of one without its host, where that is the host of `base`."""
    ours, theirs = urlsplit(url), urlsplit(base)
    if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc) or not ours.netloc:
        return url
    return url[len(f"{ours.scheme}://{ours.netloc}") :] or "/"


def canonical(url: str) -> str:
    """The canonical address; what is none stays as it is."""
    try:
        return canonicalize(url)
    except ValueError:
        return url


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are of one page."""
    return one == other or canonical(one) == canonical(other)


def _differs(rows: Sequence[Row], name: str) -> bool:
    values = [str(row.get(name)) for row in rows]
    return len(set(values)) == len(values)


def _makes(template: str, rows: Sequence[Row], urls: Sequence[str]) -> bool:
    made = [address_of(template, row) for row in rows]
    return (len(rows) == 1 or len(set(made)) > 1) and all(
        a is not None and same_place(a, u) for a, u in zip(made, urls, strict=True)
    )


def _with(template: str, name: str, row: Row) -> Iterator[str]:
    """The template with a member's value left open wherever it stands alone, then in one of these places."""
    value = re.escape(str(row[name]))
    head = re.match(r"https?://[^/?#]*", template)
    places = [
        found.span()
        for found in re.finditer(rf"(?<![A-Za-z0-9{{]){value}(?![A-Za-z0-9}}])", template)
        if head is None or found.start() >= head.end()
    ][:MOST_OPENED]
    if places:
        yield _open(template, places, name)
    if len(places) > 1:
        yield from (_open(template, [place], name) for place in reversed(places))


def _open(template: str, places: Sequence[tuple[int, int]], name: str) -> str:
    for begin, end in reversed(places):
        template = f"{template[:begin]}{{{name}}}{template[end:]}"
    return template


def _leads(value: Any, url: str, base: str) -> bool:
    try:
        return isinstance(value, str) and len(value) > 1 and same_place(urljoin(base, value), url)
    except ValueError:
        return False


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and 0 < len(str(value)) <= 500
