"""Addresses that a list prints and does not link: the next page in a handler or a hidden field, an archive in a sentence for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from archive.urls import host
from crawler.discovery.pagination import belongs
from crawler.listdata import rows
from crawler.listdata.js_requests import scripts
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from parsers.page.tree import Element

MOST, MOST_ELEMENTS, _HIGHEST = 400, 3_000, 200
"""Addresses and elements of a page that are looked at; the number of a page beyond which none is asked so."""
LITERAL = re.compile(r"\"([^\"'\n\\<>\s]{3,200})\"|'([^\"'\n\\<>\s]{3,200})'")
PATH = re.compile(
    r"(?:(?:https?:)?//?[A-Za-z][\w./:-]{2,}|[\w-]+(?:/[\w.-]+)*\.(?:s?html?|jspx?|aspx?|ashx|php|do|action|json|xml))"
    r"(?:\?\S{0,300})?"
)
"""What is an address by its looks."""
_NUMBER = re.compile(r"(\d{1,6})\D*$")
_SILENT = frozenset(("script", "style", "a", "option", "title"))
_FEED, _RSS = re.compile(r"\b(?:rss|atom|rdf)\+xml\b", re.I), re.compile(r"\b(?:RSS|Atom)(?![A-Za-z])", re.I)
_MOST_HEADS, _MOST_COMMENTS = 200, 200
_TAKES_COMMENTS = re.compile(
    r"\bnodeValue\b|\bCOMMENT_NODE\b|nodeType\s{0,9}={2,3}\s{0,9}8\b|\b(?:firstChild|childNodes\[\d\])\.(?:data|textContent)\b"
)
_TAIL = ".,;:!?-"


def next_in_print(page: Page) -> list[Found]:
    """The next page of a column by an address that a script or an attribute prints, and no link bears."""
    if page.root is None or not page.is_column:
        return []
    values = dict.fromkeys([*literals(page), *_attributes(page.root)])
    urls = (join(page.base, value) for value in islice(values, MOST) if PATH.fullmatch(value))
    found = (url for url in urls if url and belongs(page.url, url) and _follows(page.url, url))
    return [Found(url, "", pagination=True) for url in islice(found, 1)]


def literals(page: Page) -> Iterator[str]:
    """The strings of a page's scripts that may be addresses."""
    return (a or b for a, b in LITERAL.findall(scripts(page.text)))


def _attributes(root: Element) -> Iterator[str]:
    for element in islice(root.iter(), MOST_ELEMENTS):
        if isinstance(element.tag, str) and element.tag not in ("a", "area", "script", "link", "img", "form"):
            yield from (value.strip() for value in element.attrib.values() if 3 < len(value) <= 200)


def _follows(own: str, other: str) -> bool:
    """Whether the number in an address is the next one; the second page of a list is called 2 or 1."""
    mine, theirs = (
        _NUMBER.search(f"{urlsplit(url).path.rpartition('/')[2]}?{urlsplit(url).query}")
        for url in (own, other)
    )
    if theirs is None or int(theirs[1]) > _HIGHEST:
        return False
    number = int(mine[1]) if mine else None
    return int(theirs[1]) in ((1, 2) if number is None else (number + 1,))


def told(page: Page) -> list[Found]:
    """Addresses of the portal's own that the words of a column print for its readers."""
    name = host(page.url)
    if page.root is None or not page.is_column or not name:
        return []
    address = re.compile(
        rf"(?:https?://)?(?:www\.)?{re.escape(name)}(?::\d{{1,5}})?/[\w./?=&%#~+-]{{1,300}}", re.A | re.I
    )
    scheme = urlsplit(page.url).scheme
    found = dict.fromkeys(match for text in _texts(page.root, name) for match in address.findall(text))
    urls = (text if "//" in text else f"{scheme}://{text}" for text in islice(found, MOST))
    return [Found(url.rstrip(_TAIL), page.entry.anchor or "", kind="list") for url in urls]


def commented(page: Page) -> list[Found]:
    """The links of a column that stand in comments, of which its scripts take the text: panels that are filled when they are opened."""
    if not page.is_column or page.names_reports or not _TAKES_COMMENTS.search(scripts(page.text)):
        return []
    pieces = (piece.partition("-->") for piece in islice(page.text.split("<!--"), 1, _MOST_COMMENTS))
    inside = "\n".join(text for text, ended, _ in pieces if ended and "<a" in text.lower())
    return rows.of_html(inside, page.base) if inside else []


def put_by(page: Page) -> list[Found]:
    """The links of a column that stand as text in a field or in a piece of another kind, from where its scripts show them."""
    if page.root is None or not page.is_column:
        return []
    held = (
        e.text or "" for e in islice(page.root.iter("textarea", "xmp", "script"), _MOST_HEADS) if _holds(e)
    )
    inside = "\n".join(text for text in held if "<a" in text.lower())
    return rows.of_html(inside, page.base) if inside else []


def _holds(element: Element) -> bool:
    kind = (element.get("type") or "").lower()
    return element.tag != "script" or (kind.startswith("text/") and "script" not in kind)


def feeds(page: Page) -> list[Found]:
    """The feeds of a column: some hold every row, where the column shows the newest."""
    if page.root is None or not page.is_column:
        return []
    heads = (e for e in islice(page.root.iter("link"), _MOST_HEADS) if _FEED.search(e.get("type") or ""))
    links = (e for e in islice(page.root.iter("a"), MOST_ELEMENTS) if _RSS.search(_words(e)))
    urls = dict.fromkeys(join(page.base, e.get("href") or "") for e in (*heads, *links))
    return [Found(url, "RSS", kind="list") for url in urls if url and url != page.url]


def _words(link: Element) -> str:
    return f"{''.join(islice(link.itertext(), 5))[:40]} {link.get('title') or ''}"


def _texts(root: Element, name: str) -> Iterator[str]:
    """What a reader reads beside links, and what stands in fields for him to copy, where it holds a name."""
    for element in islice(root.iter(), MOST_ELEMENTS):
        if isinstance(element.tag, str):
            told = [text for text in _of_element(element) if "/" in text and name in text.lower()]
            if told and all(around.tag != "a" for around in islice(element.iterancestors(), 3)):
                yield from told


def _of_element(element: Element) -> Iterator[str]:
    if element.tag == "input" and (element.get("type") or "text").lower() == "text":
        yield element.get("value") or ""
    yield element.text or "" if element.tag not in _SILENT else ""
    yield element.tail or ""
