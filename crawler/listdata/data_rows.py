"""Rows of data whose keys have any name: the title is what reads as one, the address what reads as one.

Where a list of objects repeats, its keys are settled once for all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from crawler.listdata.row_urls import filled
from crawler.page.list_request import join
from crawler.page.page import Found
from crawler.script.values import HOLE, plain
from parsers.lexicon.titles import read_title

MOST_ROWS = 3_000
_DEEPEST = 8
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TAGS = re.compile(r"<[^<>]*>")
_PLACE = re.compile(r"(?:https?:)?[\w\-.~%;:=@,+!$&/]*(?:\?[\w\-.~%;:=@,+!$&/?]*)?(?:#[\w\-/!]*)?")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|ico|css|js|svg|bmp|mp[34]|swf|webp)(?:[?#]|$)", re.I)
_PATH = re.compile(r"[/?]|\.\w{2,8}(?:;|$)")
_DATE = re.compile(r"\d{2,4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\D|$)|\d{1,20}(?:\.\d{1,20}){0,3}$")
_SAMPLE = 40
"""Rows of a list by which its keys are settled."""
Row = dict[str, Any]


def is_address(text: str) -> bool:
    """Whether a string reads as an address of a page: a path, or a file with any extension; no picture, no date."""
    text = text.strip()
    if not 1 < len(text) <= 500 or not _PATH.search(text) or _DATE.match(text) or _FILE.search(text):
        return False
    return bool(_PLACE.fullmatch(text)) and text not in ("/", "./", "//")


def is_title(text: str) -> bool:
    """Whether a string reads as the words of a link."""
    return bool(_HAN.search(text)) and 2 <= len(text) <= 300


def of_value(
    value: Any, base: str, patterns: Iterable[str] = (), seen: set[int] | None = None
) -> list[Found]:
    """The rows of a value of JSON or of a script. `patterns`: how the page makes addresses of ids, with holes (`{id}`);
    `seen`: ids of lists and objects that were read already, of values that stay: a list may hold itself."""
    found: list[Found] = []
    _gather(value, base, tuple(patterns), found, set() if seen is None else seen, 0)
    return found


def _gather(
    value: Any, base: str, patterns: tuple[str, ...], found: list[Found], seen: set[int], depth: int
) -> None:
    if depth > _DEEPEST or len(found) >= MOST_ROWS or id(value) in seen:
        return
    if isinstance(value, dict | list):
        seen.add(id(value))
    if isinstance(value, dict):
        found += of_objects([value], base, patterns)
        for inner in value.values():
            _gather(inner, base, patterns, found, seen, depth + 1)
    elif isinstance(value, list):
        found += of_objects([row for row in value if isinstance(row, dict)], base, patterns)
        found += [row for inner in value if isinstance(inner, list) and (row := of_bare(inner, base))]
        for member in _members(value):
            _gather(member, base, patterns, found, seen, depth + 1)


def _members(rows: list[Any]) -> Iterator[Any]:
    """What stands within the rows of a list."""
    for row in rows[:MOST_ROWS]:
        inner = row.values() if isinstance(row, dict) else row if isinstance(row, list) else ()
        yield from (member for member in inner if isinstance(member, dict | list))


def of_objects(rows: list[Row], base: str, patterns: Iterable[str] = ()) -> list[Found]:
    """The rows of one list of objects."""
    rows = [
        {str(k): plain(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows[:MOST_ROWS]
    ]
    title = _title_key(rows)
    if title is None:
        return []
    address = _address_key(rows, title)
    pattern = None if address else next((p for p in patterns if filled(p, rows[0])), None)
    found = ((row.get(title), row.get(address) if address else filled(pattern, row)) for row in rows)
    return [
        Found(url, _words(text))
        for text, said in found
        if (url := _joined(base, said)) and isinstance(text, str)
    ]


def _joined(base: str, said: Any) -> str | None:
    return join(base, said) if isinstance(said, str) and said.strip() and HOLE not in said else None


def of_bare(values: list[Any], base: str) -> Found | None:
    """A row without keys: the address stands behind the words, whatever its extension; the longest words are the title."""
    texts = [plain(value) for value in values if isinstance(value, str)]
    titles = [text for text in texts if is_title(text)]
    addresses = [text for text in texts if text not in titles and is_address(text)]
    url = _joined(base, addresses[0]) if titles and addresses else None
    return Found(url, _words(max(titles, key=len))) if url else None


def _words(text: str) -> str:
    return unescape(_TAGS.sub("", text)).strip()


def _texts(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows[:_SAMPLE]:
        yield from ((key, value) for key, value in row.items() if isinstance(value, str) and value.strip())


def _title_key(rows: list[Row]) -> str | None:
    """The key whose strings are most often titles of reports, else the one with the most words."""
    reports: Counter[str] = Counter()
    length: Counter[str] = Counter()
    for key, value in _texts(rows):
        words = _words(value)
        if is_title(words) and not is_address(value):
            facts = read_title(words)
            reports[key] += bool(facts.is_report and facts.year)
            length[key] += len(words)
    if not length:
        return None
    return max(length, key=lambda key: (reports[key], length[key]))


def _address_key(rows: list[Row], title: str) -> str | None:
    """The key whose strings are most often addresses, each of its own."""
    seen: dict[str, set[str]] = {}
    for key, value in _texts(rows):
        if key != title and is_address(value):
            seen.setdefault(key, set()).add(value)
    return max(seen, key=lambda key: (len(seen[key]), -len(key))) if seen else None
