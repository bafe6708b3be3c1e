"""A page to a Document: tables from the raw tree, lines of the narrative without the site's boilerplate."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from parsers.lexicon.boilerplate import is_boilerplate
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.lexicon.titles import read_title
from parsers.lexicon.urls import Base
from parsers.model import Attachment, Block, Document, Grid, Issue, Line
from parsers.readers.html.css_tables import drawn_grids
from parsers.readers.html.grids import fewer_cells, grid_of, too_large
from parsers.readers.html.main_content import content_node, hidden_copies
from parsers.readers.html.metas import metas_of
from parsers.readers.html.narrative import narrative_of
from parsers.readers.html.text_tables import flat_blocks
from parsers.readers.html.tree import (
    Element,
    breaks,
    element_text,
    find,
    html_tree,
    invisible,
    lines_of,
    locator,
    whole_tree,
)
from parsers.readers.media_type import DOCUMENT_SUFFIXES, FILE_SUFFIXES, HTML, PICTURE_SUFFIXES
from parsers.readers.text.lines import at_spans

_MAYBE_FILE = re.compile(r"\.[a-z]{2,4}(?:$|[?&;%])|name=", re.I)
_FILE = re.compile(rf"\.(?:{'|'.join(FILE_SUFFIXES)})$", re.I)
_FILE_NAME = re.compile(r"(?:showname|filename|attname|name)=([^&]+)", re.I)
# A viewer's address carries that of the file it shows: viewer.html?file=/attach/1.pdf.
_VIEWED = re.compile(
    rf"\.(?:html?|jsp|aspx?|php)\?(?:.*&)?(?:file|url|src|path)=([^&#]+\.(?:{'|'.join(DOCUMENT_SUFFIXES)}))(?=[&#]|$)",
    re.I,
)
_IMAGE = re.compile(rf"\.(?:{'|'.join(PICTURE_SUFFIXES)})$", re.I)


def read_html(data: bytes, url: str | None = None) -> Document:
    """The Document of a page. `url` resolves the addresses of its attachments."""
    root, whole = whole_tree(data)
    copies = hidden_copies(root)
    content, another = content_node(root, copies)
    blocks = list(flat_blocks(content, _blocks(content, copies)))
    outside = [
        grid_of(t) for t in root.iter("table") if _is_header_table(t) and content not in t.iterancestors()
    ]
    lines = [b.text for b in blocks if isinstance(b, Line)]
    metas = metas_of(
        root, [*outside, *(b for b in blocks if isinstance(b, Grid))], lines + _header_lines(root)
    )
    issues = tuple(
        Issue("table_too_large", "the table has more cells than this reader reads; it was cut", locator(t))
        for t in content.iter("table")
        if too_large(t)
    )
    if not whole:
        message = (
            "the page is nested too deep to be read whole; some of its cells or text are not read as such"
        )
        issues = (*issues, Issue("markup_lost", message, locator(content)))
    if another is not None:
        message = "another report stands on the page, in a box of its own; only one is read"
        issues = (*issues, Issue("second_report", message, locator(another)))
    kept = _without_boilerplate(content, blocks)
    return Document(tuple(kept), HTML, metas, tuple(_attachments(root, content, url)), issues)


def _attachments(root: Element, content: Element, url: str | None) -> list[Attachment]:
    """The files of the content; without any, those beside it that are called a report."""
    return attachments_of(content, url) or [a for a in attachments_of(root, url) if a.role == "report"]


def _is_header_table(table: Element) -> bool:
    return fewer_cells(table, 41) is not None


def _header_lines(root: Element) -> list[str]:
    """Short texts anywhere that state source or date: 来源：… 发布时间：…"""
    hits = root.xpath(
        '//text()[contains(.,"发布") or contains(.,"来源") or contains(.,"日期") or contains(.,"时间")]'
    )
    parents = {hit.getparent() for hit in hits if hit.getparent() is not None and len(hit) < 120}
    wanted = (p for p in parents if not invisible(p.tag) and p.tag != "title")
    return [tidy(element_text(p)) for p in sorted(wanted, key=lambda p: p.sourceline or 0)][:40]


def _without_boilerplate(content: Element, blocks: list[Block]) -> list[Block]:
    """Drop the lines that the rules or trafilatura call boilerplate; inside the report only the rules may."""
    narrative = narrative_of(content)
    kept: list[Block] = []
    inside = False
    for block in blocks:
        if isinstance(block, Line):
            inside = inside or heading_key(block.text) is not None
            if is_boilerplate(block.text) or narrative.refuses(block.text):
                continue
            if not inside and not narrative.holds(block.text) and len(block.text) > 60:
                continue
        kept.append(block)
    return kept


def _blocks(content: Element, skipped: frozenset[Element]) -> list[Block]:
    """Lines and grids of a subtree in reading order, without what stands in `skipped`."""
    out: list[Block] = []
    drawn = drawn_grids(content, skipped)
    pieces: list[str] = []
    owner: Element = content

    def flush() -> None:
        text = tidy("".join(pieces))
        pieces.clear()
        if text:
            out.append(Line(text, locator(owner)))

    todo: list[Any] = [content]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            kind, value = node
            if kind == "text":
                pieces.append(value)
            else:
                flush()
                owner = value
            continue
        if node.tag == "table" and not _lays_out(node):
            out.append(grid_of(node))
            continue
        if node in drawn:
            out.append(drawn[node])
            continue
        if node.text:
            pieces.append(node.text)
        for child in reversed(node):
            if child.tail:
                todo.append(("text", child.tail))
            if invisible(child.tag) or child in skipped:
                continue
            if breaks(child.tag):
                todo.append(("break", node))
                if child.tag != "br":
                    todo.append(child)
                    todo.append(("break", child))
            else:
                todo.append(child)
    flush()
    return out


def _lays_out(table: Element) -> bool:
    """Whether a table only places things on the page: one cell, or real tables or paragraphs of prose within."""
    if any(fewer_cells(nested, 2) is None for nested in table.iterdescendants("table")):
        return True
    cells = fewer_cells(table, 5)
    if cells is not None and len(cells) <= 1:
        return True
    return cells is not None and any(len(squeeze(element_text(c))) > 400 for c in cells)


def _viewed(address: str) -> str:
    """The file that a viewer in a frame shows (`viewer.html?file=/a.pdf`); any other address as it is."""
    values = (value for _, value in parse_qsl(urlsplit(address).query))
    return next(
        (urljoin(address, value) for value in values if "/" in value and _FILE.search(value)), address
    )


def attachments_of(content: Element, url: str | None) -> list[Attachment]:
    """Files that the content links or embeds, named as the page names them."""
    found: dict[str, Attachment] = {}
    base = Base(url or "")
    for node in content.iter("a", "iframe", "embed", "object", "img"):
        address = base.join(node.get("href") or node.get("src") or node.get("data") or "")
        if address and (shown := _VIEWED.search(address)):
            address = base.join(unquote(shown[1]))
        if address is None or not _MAYBE_FILE.search(address):
            continue
        address = _viewed(address) if node.tag in ("iframe", "embed") else address
        path = unquote(urlsplit(address).path)
        called = _FILE_NAME.search(urlsplit(address).query)
        named = unquote(called[1]) if called else path.rsplit("/", 1)[-1]
        is_image = node.tag == "img" and bool(_IMAGE.search(path) or _IMAGE.search(named))
        if not is_image and not (_FILE.search(path) or _FILE.search(named)):
            continue
        text = tidy(element_text(node)) if node.tag == "a" else tidy(node.get("alt") or "")
        role = "table_image" if is_image else "report" if read_title(text or named).is_report else "file"
        found.setdefault(address, Attachment(address, text or named, role))
    return list(found.values())


class HtmlResolver:
    """Reads the text at a locator again; the tree is made once."""

    def __init__(self, data: bytes) -> None:
        self._root = html_tree(data)

    def text(self, locator: str) -> str | None:
        """The text at a locator of this page; None where nothing is there."""
        path, _, spans = locator.partition("#")
        element = find(self._root, path)
        if element is None:
            return None
        return at_spans(lines_of(element), spans) if spans else element_text(element)
