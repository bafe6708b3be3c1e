"""Lists that are files of XML, of which a style sheet (XSLT) makes a page in the browser: rows by what they hold, under any names. Spreadsheets that are
XML are such files too, and feeds (RSS, Atom).

The style sheet itself is not read: what it makes links of are the addresses of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.listdata import data_rows
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from parsers.page.tree import Element

_SHEET = re.compile(
    rb"<\?xml-stylesheet\b[^<>]{0,400}\.xslt?\b|<\?mso-application\b[^<>]{0,99}\bExcel\.Sheet|<(?:rss|feed|rdf:rdf)[\s>]",
    re.I,
)
_HEAD = 2_000
"""Bytes of a file in which its style sheet is named."""
_MOST, _LONGEST = 3_000, 2_000
_DIGITS = re.compile(r"\d+")


def is_list(page: Page) -> bool:
    """Whether a page is a file of XML that names a style sheet, or a feed."""
    return bool(_SHEET.search(page.body[:_HEAD]))


def links(page: Page, base: str = "") -> tuple[list[Found], list[Found]]:
    """The rows of such a file, and the next file of its list. `base`: where a reader sees its addresses, if that is another page, which
    draws a tree of them."""
    base = base or page.url
    root = _tree(page.body) if page.body.lstrip()[:1] == b"<" else None
    if root is None:
        return [], []
    found: dict[tuple[str, str], Found] = {}
    for element in islice(root.iter(etree.Element), _MOST):
        rows = [_members(child) for child in islice(element.iterchildren(etree.Element), _MOST)]
        said = {text for row in rows for text in row.values() if data_rows.is_address(text)}
        addresses = {join(base, text) for text in said}
        for row in data_rows.of_objects([row for row in rows if len(row) > 1], base):
            if row.url in addresses:
                found[row.url, row.text] = row
    return list(found.values()), list(_further(page, root))


def _tree(data: bytes) -> Element | None:
    """The tree of a file; nothing outside of it is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root: Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _members(row: Element) -> dict[str, str]:
    """The attributes of an element and of those directly in it, and the texts of these."""
    found = {f"@{name}": value for name, value in row.attrib.items()}
    for place, child in enumerate(islice(row.iterchildren(etree.Element), 60)):
        found[f"{place} {child.tag}"] = "".join(child.itertext()) if len(child) <= 1 else ""
        found |= {f"{place} {child.tag}@{name}": value for name, value in child.attrib.items()}
    return {name: value.strip() for name, value in found.items() if value.strip() and len(value) <= _LONGEST}


def _further(page: Page, root: Element) -> Iterator[Found]:
    """An attribute of the whole list, or an element beside its rows, that is the address of a file numbered as this one."""
    own = _DIGITS.sub("", _stem(page.url))
    for value in _members(root).values():
        url = join(page.url, value) if data_rows.is_address(value) else None
        if url is not None and url != page.url and _DIGITS.sub("", _stem(url)).startswith(own):
            yield Found(url, "", pagination=True)


def _stem(url: str) -> str:
    """An address without the extension of its file and without what joins a number to it."""
    return url.rpartition(".")[0].rstrip("_-0123456789")
