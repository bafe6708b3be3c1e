"""A page to a Document: tables from the raw tree, lines of the narrative without the site's boilerplate."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from parsers.lexicon.boilerplate import is_boilerplate
from parsers.lexicon.encoding import decode
from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.lexicon.titles import read_title
from parsers.lexicon.urls import Base
from parsers.model import Attachment, Block, Document, Grid, Issue, Line
from parsers.readers.build import within
from parsers.readers.html.css_tables import drawn_grids
from parsers.readers.html.embedded import (
    ENOUGH,
    embedded_in_data,
    embedded_in_page,
    files_in_page,
    several,
    title_in_data,
)
from parsers.readers.html.embedded import PREFIX as EMBEDDED
from parsers.readers.html.encoded import ESCAPED, has_escaped_cells, unescaped
from parsers.readers.html.grids import fewer_cells, grid_of, split_table, too_large
from parsers.readers.html.hidden_parts import hidden_parts
from parsers.readers.html.main_content import Texts, content_node
from parsers.readers.html.main_content import within as lying_in
from parsers.readers.html.metas import metas_of
from parsers.readers.html.narrative import Narrative
from parsers.readers.html.standard_tree import Element
from parsers.readers.html.stray_issues import stray_issues
from parsers.readers.html.text_tables import flat_blocks, words_in_cells
from parsers.readers.html.tree import (
    Paths,
    breaks,
    element_text,
    field_text,
    find,
    html_tree,
    invisible,
    lines_of,
    locator,
    tree_of,
    whole_tree,
)
from parsers.readers.media_type import (
    DOCUMENT_SUFFIXES,
    FILE_SUFFIXES,
    HTML,
    PICTURE_SUFFIXES,
    TEXT,
)
from parsers.readers.text.lines import at_spans

_DATA = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}(?:[\[{]|[\w.$]{1,60}\(\s{0,9}[\[{\"']|(?:var|let|const)\s)")
"""How JSON, JSONP and scripts begin."""
_MAYBE_FILE = re.compile(r"\.[a-z]{2,4}(?:$|[?&;%])|name=", re.I)
_FILE = re.compile(rf"\.(?:{'|'.join(FILE_SUFFIXES)})$", re.I)
_SUFFIXED = re.compile(rf"\.(?:{'|'.join((*FILE_SUFFIXES, *PICTURE_SUFFIXES))})|%", re.I)
"""What stands in every address that leads to a file, as written or in escapes."""
_FILE_NAME = re.compile(r"(?:showname|filename|attname|name)=([^&]+)", re.I)
# A viewer's address carries that of the file it shows: viewer.html?file=/attach/1.pdf.
_VIEWED = re.compile(
    rf"\.(?:html?|jsp|aspx?|php)\?(?:.{{0,300}}&)?(?:file|url|src|path)=([^&#]{{1,300}}\.(?:{'|'.join(DOCUMENT_SUFFIXES)}))(?=[&#]|$)",
    re.I,
)
_STATES = re.compile("发布|来源|日期|时间")
_LONGEST_STATEMENT = 119
_MOST_STATEMENTS = 40
_SHORT_LINE, _MOST_OWNERS = 60, 40
"""Lines whose exact place in a larger element is looked up, and the elements that are looked into."""
_IMAGE = re.compile(rf"\.(?:{'|'.join(PICTURE_SUFFIXES)})$", re.I)
_WAITING = (
    *("data-original", "data-src", "data-lazy", "data-lazy-src", "data-url", "data-echo"),
    *("lay-src", "original", "zoomfile", "file"),
)
"""Where pages keep the address of a picture until it is seen: plug-ins, Layui, Discuz."""


def read_html(data: bytes, url: str | None = None) -> Document:
    """The Document of a page; of the report within, where the page holds one as text and prints none itself.

    :param url: resolves the addresses of its attachments.
    """
    if (found := read_embedded(data)) is not None:
        return found
    root, whole = whole_tree(data)
    texts = Texts(root)
    hidden = _is_hidden(texts)
    pieces = embedded_in_page(root) if hidden else []
    document = _read(texts, whole, url)
    if pieces:
        return _with_embedded(document, pieces)
    if has_escaped_cells(data) and (page := _unescaped(data, url, document)) is not None:
        return page
    return replace(document, issues=(*document.issues, *_file_issues(root))) if hidden else document


def _is_hidden(texts: Texts) -> bool:
    """Whether a page itself prints too little of the form to be the report."""
    return len({mark for _, mark in texts.places}) < ENOUGH


def _unescaped(data: bytes, url: str | None, page: Document) -> Document | None:
    """The page whose tags that stand as text are tags, where it has more words of the form in cells then."""
    root, whole = tree_of(unescaped(decode(data)[0]))
    inner = _read(Texts(root), whole, url)
    if words_in_cells(inner.blocks) <= words_in_cells(page.blocks):
        return None
    found = within(inner, f"{EMBEDDED}0!", (ESCAPED,))
    message = "the tables stand in the page as text, tags and all, which a browser shows so; they are read by these tags"
    grid = next(block for block in found.blocks if isinstance(block, Grid))
    return replace(found, issues=(*found.issues, Issue(ESCAPED, message, grid.locator)))


def _file_issues(root: Element) -> list[Issue]:
    """Files that stand in the page in base64: they are not looked into."""
    return [
        Issue(
            "embedded_file",
            f"a file ({kind}) stands in the page in base64; it is not read: save it and read it by itself",
            locator(element),
        )
        for element, kind in files_in_page(root)
    ]


def read_embedded(data: bytes) -> Document | None:
    """The Document of a report that is a string of JSON or of a script; None where the file is neither."""
    pieces = _in_data(data)
    if not pieces:
        return None
    title = title_in_data(decode(data)[0])
    return _with_embedded(Document((), TEXT, {"articletitle": title} if title else {}), pieces)


def _in_data(data: bytes) -> list[str]:
    return embedded_in_data(decode(data)[0]) if _DATA.match(data) else []


def _with_embedded(page: Document, pieces: list[str]) -> Document:
    """A page with the blocks of the report that the first of some of its strings holds."""
    root, whole = whole_tree(pieces[0].encode())
    inner = within(_read(Texts(root), whole, None), f"{EMBEDDED}0!")
    message = "the report stands in the page as a text that a script would show; it is read from there"
    said = Issue("embedded_report", message, inner.blocks[0].locator if inner.blocks else None)
    issues = [*page.issues, *inner.issues, said]
    if several(pieces):
        message = "another report stands in the file as a text with other figures; only the first is read"
        issues.append(Issue("second_report", message, said.locator))
    metas = {**inner.metas, **page.metas}
    return replace(page, blocks=(*page.lines(), *inner.blocks), metas=metas, issues=tuple(issues))


def _read(texts: Texts, whole: bool, url: str | None) -> Document:
    root = texts.root
    hidden = hidden_parts(texts)
    places = [place for place in texts.places if place[0] not in hidden.unread]
    content, another = content_node(root, places)
    paths = Paths()
    drawn = drawn_grids(content, lying_in(content, places), paths)
    walked = _Walk(content, hidden.unread, drawn, paths).blocks
    blocks = list(flat_blocks(content, hidden.flagged(walked, paths)))
    outside = [
        grid_of(t, paths)
        for t in root.iter("table")
        if _is_header_table(t) and content not in t.iterancestors()
    ]
    lines = [b.text for b in blocks if isinstance(b, Line)]
    metas = metas_of(
        root, [*outside, *(b for b in blocks if isinstance(b, Grid))], lines + _header_lines(texts)
    )
    issues = tuple(
        Issue(
            "table_too_large", "the table has more cells than this reader reads; it was cut", paths.locator(t)
        )
        for t in content.iter("table")
        if too_large(t)
    )
    if not whole:
        message = (
            "the page is nested too deep to be read whole; some of its cells or text are not read as such"
        )
        issues = (*issues, Issue("markup_lost", message, paths.locator(content)))
    issues = (*issues, *stray_issues(root, paths), *hidden.issues(paths))
    if another is not None:
        message = "another report stands on the page, in a box of its own; only one is read"
        issues = (*issues, Issue("second_report", message, paths.locator(another)))
    kept = _without_boilerplate(content, blocks)
    return Document(tuple(kept), HTML, metas, tuple(_attachments(root, content, url)), issues)


def _attachments(root: Element, content: Element, url: str | None) -> list[Attachment]:
    """The files of the content; without any, those beside it that are called a report."""
    return attachments_of(content, url) or [a for a in attachments_of(root, url) if a.role == "report"]


def _is_header_table(table: Element) -> bool:
    return fewer_cells(table, 41) is not None


def _header_lines(texts: Texts) -> list[str]:
    """Short texts anywhere, and elements before such, that state source or date: 来源：… 发布时间：…"""
    found = texts.stating(_STATES, _LONGEST_STATEMENT)
    wanted = (e for e in found if not invisible(e.tag) and e.tag != "title")
    return [tidy(element_text(e)) for e in islice(wanted, _MOST_STATEMENTS)]


def _without_boilerplate(content: Element, blocks: list[Block]) -> list[Block]:
    """Drop the lines that the rules or trafilatura call boilerplate; inside the report only the rules may."""
    narrative = Narrative(content)
    kept: list[Block] = []
    inside = False
    for block in blocks:
        if isinstance(block, Line):
            inside = inside or heading_key(block.text) is not None
            if is_boilerplate(block.text) or narrative.refuses(block.text):
                continue
            if not inside and len(block.text) > 60 and not narrative.holds(block.text):
                continue
        kept.append(block)
    return kept


class _Walk:
    """Lines and grids of a subtree in reading order, without what stands in `skipped`. One walk by a stack of our own:
    pages with fifty thousand nested tags exist."""

    def __init__(
        self, content: Element, skipped: frozenset[Element], drawn: dict[Element, Grid], paths: Paths
    ) -> None:
        self.blocks: list[Block] = []
        self._skipped = skipped
        self._drawn = drawn
        self._pieces: list[str] = []
        self._owner: Element = content
        self._paths = paths
        self._printed: dict[Element, dict[str, str]] = {}
        self._todo: list[Any] = [content]
        while self._todo:
            self._take(self._todo.pop())
        self._flush()

    def _take(self, node: Any) -> None:
        """A text, a break (the element whose text comes next, in a tuple) or an element."""
        if isinstance(node, str):
            self._pieces.append(node)
        elif isinstance(node, tuple):
            self._flush()
            (self._owner,) = node
        elif node.tag == "table" and not _lays_out(node):
            self.blocks.append(grid_of(node, self._paths))
        elif node.tag == "table" and (split := split_table(node, self._paths)):
            own, holders = split
            self.blocks.append(own)
            self._todo += reversed(holders)
        elif node in self._drawn:
            self.blocks.append(self._drawn[node])
        else:
            self._enter(node)

    def _enter(self, node: Element) -> None:
        """The text of an element now, its children next, each with the text behind it."""
        if node.text:
            self._pieces.append(node.text)
        for child in reversed(node):
            if child.tail:
                self._todo.append(child.tail)
            if invisible(child.tag) or child in self._skipped:
                continue
            if child.tag == "br":
                self._todo.append((node,))
            elif breaks(child.tag):
                self._todo += [(node,), child, (child,)]
            else:
                self._todo.append(child)

    def _flush(self) -> None:
        """Make a line of the pieces before a break."""
        text = tidy("".join(self._pieces))
        self._pieces.clear()
        if text:
            self.blocks.append(Line(text, f"{self._paths.locator(self._owner)}{self._span(text)}"))

    def _span(self, text: str) -> str:
        """Where a short line with a digit stands in an element that prints more: such a line may be a lost figure."""
        owner = self._owner
        if len(owner) == 0 or len(text) > _SHORT_LINE or not any(map(str.isdigit, text)):
            return ""
        if owner not in self._printed:
            if len(self._printed) == _MOST_OWNERS:
                return ""
            self._printed[owner] = _spans_of(owner)
        return self._printed[owner].get(text, "")


def _spans_of(element: Element) -> dict[str, str]:
    """The lines that an element prints, each with its place; none where it prints one."""
    lines = lines_of(element)
    spans = {
        line.strip(): f"#{number}/{len(line) - len(line.lstrip())}-{len(line.rstrip())}"
        for number, line in enumerate(lines, 1)
        if line.strip()
    }
    return spans if len(spans) > 1 else {}


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
        address = _address(node, base)
        if address is not None and (attachment := _attachment(node, address)):
            found.setdefault(address, attachment)
    return list(found.values())


def _address(node: Element, base: Base) -> str | None:
    """Where an element leads, if that may be a file; through a viewer to the file that it shows."""
    written = _written(node)
    address = base.join(written) if _SUFFIXED.search(written) else None
    if address and (shown := _VIEWED.search(address)):
        address = base.join(unquote(shown[1]))
    if address is None or not _MAYBE_FILE.search(address):
        return None
    return _viewed(address) if node.tag in ("iframe", "embed") else address


def _written(node: Element) -> str:
    """The address of an element as its page writes it. Of a picture that a script loads when it is scrolled to, that which the
    script would load: until then another stands in its place, or none."""
    plain = node.get("href") or node.get("src") or node.get("data") or ""
    if node.tag == "a":
        return plain
    waiting = [value for name in _WAITING if (value := node.get(name)) and not value.startswith("data:")]
    pictures = (value for value in waiting if node.tag == "img" and _IMAGE.search(value.partition("?")[0]))
    return next(pictures, "") or plain or next(iter(waiting), "")


def _attachment(node: Element, address: str) -> Attachment | None:
    """The file at an address; None where its names are not those of a file, or of a picture that the page shows."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    called = _FILE_NAME.search(parts.query)
    named = unquote(called[1]) if called else path.rsplit("/", 1)[-1]
    is_image = node.tag == "img" and _ends(_IMAGE, path, named)
    if not is_image and not _ends(_FILE, path, named):
        return None
    text = tidy(element_text(node)) if node.tag == "a" else tidy(node.get("alt") or "")
    role = "report" if read_title(text or named).is_report else "file"
    return Attachment(address, text or named, "table_image" if is_image else role)


def _ends(suffix: re.Pattern[str], *names: str) -> bool:
    return any(suffix.search(name) for name in names)


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
        if spans:
            return at_spans(lines_of(element), spans)
        return element_text(element) or field_text(element)


def embedded(data: bytes) -> bytes | None:
    """The report that a string of a page, of JSON or of a script holds, as a page of its own; None where there is none."""
    pieces = _in_data(data)
    if not pieces and _is_hidden(Texts(root := html_tree(data))):
        pieces = embedded_in_page(root)
    if not pieces and has_escaped_cells(data):
        pieces = [unescaped(decode(data)[0])]
    return pieces[0].encode() if pieces else None


class EmbeddedResolver:
    """Reads the text at a locator in the report that a string of the file holds."""

    def __init__(self, data: bytes) -> None:
        found = embedded(data)
        self._page = None if found is None else HtmlResolver(found)

    def text(self, locator: str) -> str | None:
        """The text at a locator of the report within; None where nothing is there."""
        way, _, inner = locator.partition("!")
        return self._page.text(inner) if self._page is not None and way == f"{EMBEDDED}0" else None
