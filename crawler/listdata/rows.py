"""The rows of an answer that fills a list: JSON, XML records, or a piece of HTML, whoever made it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

import parsers
from crawler.listdata import data_rows
from crawler.listdata.row_urls import filled
from crawler.page.list_request import ListRequest, join
from crawler.page.page import Found, Page
from parsers.model import Context

MOST_ROWS = 2_000
MOST_PAGES = 200
"""Of one list: a pager that goes on behind this goes on for ever."""
_DEEPEST, _FEW_WORDS = 12, 8
_TITLE = re.compile(r"title$|^(?:name|subject|bt)$")
_ADDRESS = re.compile(r"(?:url|link|href)$")
_NO_ADDRESS = re.compile(r"img|image|pic|icon|logo|cover|thumb|site|audio|video")
_TAGS = re.compile(r"<[^<>]*>")
_BASE64, _MOST_PACKED = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}"), 3
_BETWEEN, _LONGEST_LINE = re.compile(r"[\t,|;]\"?|\"[\t,|;]"), 1_000
_JSONP = re.compile(r"^\s*[\w.$]+\s*\((.*)\)\s*+(?:;\s*+)?$", re.S)
_RECORD, _ENDED = re.compile("<record>", re.I), re.compile("</record>", re.I)
_ITEM = re.compile(r"<(?:item|entry|row|article|info|news|doc)\b[^<>]{0,200}>", re.I)
_LONGEST_ITEM = 8_000
_CDATA = r"<!\[CDATA\[(?:[^\]<]++|\](?!\]>)|<(?!!\[CDATA\[))*+\]\]>"
_MEMBER = re.compile(rf"<(\w+)\b[^<>]{{0,200}}>({_CDATA}|[^<>]{{0,2000}})</\1>")
_PLAIN = re.compile(r"<!\[CDATA\[|\]\]>")
_COUNT = r"\\?[\"']?\s*[:=>]\s*\\?[\"']?(\d{1,7})\b"
_NOTHING = re.compile(
    r":\s*\[\s*\]|<recordset\s*/>|<recordset>\s*</recordset>|暂无|没有(?:找到|相关|数据|记录)", re.I
)
_MORE = re.compile(r"\bhas_?(?:more|next)\w{0,10}\\?[\"']?\s{0,9}:\s{0,9}(true|false)\b", re.I)
# A pattern that begins with one of a few characters is found many times as quick as one that begins with a boundary.
_PAGES = re.compile(rf"[tTpP](?<!\w\w)(?i:(?<=t)otalpages?|(?<=p)(?:agetotal|age_?counts?|ages)){_COUNT}")
_TOTAL = re.compile(
    r"[tTrR](?<!\w\w)(?i:(?<=t)otal(?:_?(?:records?|counts?|nums?|rows?|elements|hits))?|(?<=r)(?:ow|ecord)_?count)"
    + _COUNT
)


def rows(page: Page) -> list[Found]:
    """What an answer lists. Addresses are those of the page that shows it, since that is where a reader sees them."""
    return of_text(page.text, page.shown_at, (page.entry.title or "").partition(" ")[0] or None)


def of_text(text: str, base: str, joined: str | None = None) -> list[Found]:
    """What a text lists, whatever it is; `base`: where a reader sees its addresses."""
    value = value_of(text)
    if value is not None:
        found: Iterator[Found] = _of_json(value, base, 0, joined)
    else:
        found = iter(_of_xml(text, base) or of_html(records(text) or text, base) or _of_lines(text, base))
    return list(islice(found, MOST_ROWS))


def _of_lines(text: str, base: str) -> list[Found]:
    """The rows of a text, one a line: words and an address between tabs, commas or bars."""
    lines = text.splitlines()[:MOST_ROWS] if "<" not in text[:_LONGEST_LINE] else ()
    cells = (_BETWEEN.split(line) for line in lines if len(line) <= _LONGEST_LINE)
    return [row for values in cells if len(values) > 1 and (row := data_rows.of_bare(values, base))]


def _of_xml(text: str, base: str) -> list[Found]:
    """The items of a feed, or of XML in its manner."""
    found = []
    for item in _ITEM.split(text)[1:] if "<?xml" in text[:100] or "<rss" in text[:300] else ():
        members = {
            name.lower(): unescape(_PLAIN.sub("", value)).strip()
            for name, value in _MEMBER.findall(item[:_LONGEST_ITEM])
        }
        row = _row(members, base)
        found += [row] if row else []
    return found


def as_json(text: str) -> Any:
    """The value of a JSON or JSONP text; None where it is neither."""
    wrapped = _JSONP.match(text)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        return None


def value_of(text: str) -> Any:
    """The value of a JSON text, or of one in base64; texts within it that are JSON themselves, or in base64, are read, too."""
    value = as_json(text)
    return _unpacked(text.strip()) if value is None else _opened(value, 0)


def _opened(value: Any, depth: int) -> Any:
    if depth > _MOST_PACKED:
        return value
    if isinstance(value, dict):
        return {name: _opened(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, str) and (inside := _unpacked(value)) is not None:
        return inside
    return value


def _unpacked(text: str) -> Any:
    """The list or the object that a text is, bare or in base64; None for any other text."""
    if text[:1] in ("[", "{"):
        value = as_json(text)
        return value if isinstance(value, list | dict) else None
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return None
    try:
        value = json.loads(base64.b64decode(text))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


def records(text: str) -> str:
    """The HTML inside the `<record>`s of a text, joined; empty where there are none."""
    found = []
    for record in _inside(text):
        _, begun, rest = record.partition("<![CDATA[")
        inside, ended, _ = rest.partition("]]>")
        found.append(inside if begun and ended else unescape(record))
    return "\n".join(found)


def count_records(text: str) -> int:
    """How many `<record>`s a text has."""
    return sum(1 for _ in _inside(text))


def _inside(text: str) -> Iterator[str]:
    """What stands inside each `<record>`; one that is not closed is none."""
    pieces = _RECORD.split(text.replace("<\\/", "</"))[1:]
    yield from (piece[: end.start()] for piece in pieces if (end := _ENDED.search(piece)))


def of_html(fragment: str, base: str) -> list[Found]:
    """The links of a piece of HTML. Nothing stands behind it: a tag that is torn off at its end would take that in."""
    body = f"<html><head><meta charset='utf-8'></head><body>{fragment}".encode()
    return [Found(x.url, x.text, x.title) for x in parsers.outline(body, Context(url=base)).links]


def further(
    ask: ListRequest, page: Page, shown: int, size: int = 0, number: int | None = None
) -> ListRequest | None:
    """The request for the next page of the list that `page` answers, as its own counts say; None at its end.

    `shown`: rows of this page; `size`: rows of a full one, 0 where nothing says it; `number` of this page, if `ask`
    does not tell.
    """
    number = ask.number if number is None else number
    if not shown or number is None or number >= MOST_PAGES:
        return None
    pages, total = counts(page.text, shown)
    if pages is not None:
        goes_on = number < pages
    elif total is not None:
        goes_on = number * max(size, shown) < total
    else:
        goes_on = not size or shown >= size
    return ask.page(number + 1) if goes_on else None


def counts(text: str, shown: int = 0) -> tuple[int | None, int | None]:
    """How many pages and how many rows in all a text says that there are. A total of fewer than it shows (`shown`) counts pages."""
    pages, total = _PAGES.search(text), _TOTAL.search(text)
    said = int(total[1]) if total else None
    if pages or said is None or not 0 < said < shown:
        return int(pages[1]) if pages else None, said
    return said, None


def says_more(text: str) -> bool | None:
    """Whether an answer says that rows are left behind its own (`hasMore`); None where it does not say."""
    said = _MORE.search(text)
    return None if said is None else said[1].lower() == "true"


def holds_objects(value: Any, depth: int = 0) -> bool:
    """Whether a list of objects with words stands in a value of JSON."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, list) and any(isinstance(row, dict) and _has_words(row) for row in value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds_objects(member, depth + 1) for member in inner if isinstance(member, dict | list))


def _has_words(row: dict[str, Any]) -> bool:
    return any(isinstance(said, str) and len(said) >= _FEW_WORDS for said in row.values())


def says_none(text: str) -> bool:
    """Whether an answer without rows says that there are none: a count of 0, or a list with nothing in it."""
    return counts(text)[1] == 0 or as_json(text) == [] or bool(_NOTHING.search(text))


def _of_json(value: Any, base: str, depth: int, joined: str | None) -> Iterator[Found]:
    """Every object with a title and an address, wherever it stands, and the links of every string of HTML."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        row = _row(value, base, joined)
        if row is not None:
            yield row
        for inner in value.values():
            yield from _of_json(inner, base, depth + 1, joined)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_json(inner, base, depth + 1, joined)
    elif isinstance(value, str) and "<a " in value.lower():
        yield from of_html(records(value) or value, base)


def _row(value: dict[str, Any], base: str, joined: str | None = None) -> Found | None:
    """Title and address by the names of their members; the plainest name goes first (`title` before `subTitle`).

    `joined`: how the page that shows the rows makes an address of the id of one that has none.
    """
    texts = {k.lower(): v for k, v in value.items() if isinstance(v, str) and v.strip()}
    names = sorted(texts, key=len)
    title = next((texts[name] for name in names if _TITLE.search(name)), None)
    address = next((texts[n] for n in names if _ADDRESS.search(n) and not _NO_ADDRESS.search(n)), None)
    address = address or filled(joined, value)
    if title is None or address is None:
        return None
    url = join(base, address)
    return None if url is None else Found(url, unescape(_TAGS.sub("", title)).strip())
