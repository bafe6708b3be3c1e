"""The proof: a captured page as it was fetched, made harmless, with one cell outlined.

Served in two parts. The outer page is ours: a bar that says when, from where and with which SHA-256 the bytes
came, and a frame. The frame holds the captured document, sandboxed (no script, no network, no form, no
navigation), so that nothing in it can reach or cover the bar. The captured tree is cut down to an allowlist of
elements and attributes, its styles to what can neither load nor stay over it; the bytes themselves are one link
away and unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

import lxml.html

from nianbao.site.proof import css, document_html, raster
from nianbao.site.proof.requisites import Requisites
from parsers import Unreadable, html_tree, media_type
from parsers.lexicon.encoding import decode
from parsers.readers.html.standard_tree import Element, drop
from parsers.readers.html.tree import find
from parsers.readers.registry import page_within

CELL_ID = "nianbao-cell"
NEAR = 15
FRAME_CSP = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
ELEMENT = re.compile(r"(html:(?:/(?:[a-zA-Z][\w:.-]*|\*)(?:\[\d+\])?)+)(?:#[\d/+-]+)?")
"""A place in a page: a plain path of elements, never another XPath expression; and a span of the lines it prints."""
SPANS = re.compile(r"text:\d+/\d+-\d+(\+\d+/\d+-\d+)*")
"""A place in a text: line/start-end, joined by +."""

_DROPPED = """
    script style link meta base iframe frame frameset noframes object embed applet param svg math
    template noscript audio video source track canvas portal dialog input button select textarea option
    datalist title xml
"""
DROPPED = frozenset(_DROPPED.split())
_KEPT = """
    html head body div p span br hr h1 h2 h3 h4 h5 h6 table caption colgroup col thead tbody tfoot tr td
    th ul ol li dl dt dd a img b strong i em u s del ins sub sup small big font center blockquote pre
    code q cite address article aside section header footer main nav figure figcaption details summary
    label fieldset legend time abbr mark ruby rt rp
"""
KEPT = frozenset(_KEPT.split())
"""Elements that stay as they are; any other one stays as a plain `div` (or `span`, for Word's `o:p`)."""
_ATTRIBUTES = """
    rowspan colspan align valign width height border cellpadding cellspacing bgcolor color size face
    lang dir start type value alt title class id nowrap scope headers summary datetime style
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
PROPERTY = re.compile(
    r"(?:width|height|text-(?:align|indent|decoration)|vertical-align|font(?:-\w+)?|line-height|color|float|"
    r"background-color|border(?:-[\w-]+)?|padding(?:-\w+)?|margin(?:-\w+)?|white-space)",
    re.I,
)
"""The style properties that stay: none that moves, hides or covers."""
LONGEST_NAME = 40
VALUE = re.compile(r"[^()\\]*")
"""Values that stay: none that loads."""

READING = """
:root { color-scheme: light; }
body { margin: 1rem auto; padding: 0 1rem; max-width: 68rem; background: #fff; color: #1b1b1b;
  font: 16px/1.75 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", sans-serif; }
table { border-collapse: collapse; max-width: 100%; }
td, th { border: 1px solid #bbb; padding: .15em .4em; }
img { max-width: 100%; }
pre { white-space: pre-wrap; font: inherit; }
a { color: inherit; text-decoration: underline dotted; }
.drawn { max-width: 75rem; padding: 0 0 40vh; }
.page { position: relative; }
.page img { display: block; width: 100%; box-shadow: 0 0 .4rem #999; }
.box { position: absolute; outline: 3px solid #d4380d; outline-offset: 1px; }
"""
"""Ours, below any style of the page's own; a page whose style sheets the archive has does without."""
OUTLINE = f"""
body {{ padding-bottom: 60vh !important; }}
#{CELL_ID} {{ scroll-margin: 30vh 8rem !important; }}
#{CELL_ID}:target {{ outline: 4px solid #d4380d !important; outline-offset: 2px !important;
  background: #fff1b8 !important; color: #1b1b1b !important; visibility: visible !important; opacity: 1 !important;
  display: revert !important; position: static !important; transform: none !important; }}
.box#{CELL_ID}:target {{ background: rgb(255 214 102 / 35%) !important; outline-offset: 1px !important;
  position: absolute !important; }}
"""
"""The cell that is meant, above any style of the page's own."""


@dataclass(frozen=True, slots=True)
class Page:
    """The harmless document, whether the place was found in it, and how the file is shown.

    `how` is page, text, drawn (a picture of the page), told (what was read in a file that cannot be drawn) or none,
    with the reason in `why`.
    """

    html: str
    found: bool
    how: Literal["page", "text", "drawn", "told", "none"] = "page"
    media: str = "text/html"
    number: int = 1
    pages: int = 1
    why: str = ""
    styled: bool = False
    """Whether it is shown with style sheets that it links."""

    @property
    def near(self) -> list[int]:
        """Pages that the bar leads to: those around this one, the first and the last; a file can claim a million."""
        around = range(max(1, self.number - NEAR), min(self.pages, self.number + NEAR) + 1)
        return sorted({1, *around, self.pages})


def page(
    body: bytes,
    locator: str | None,
    number: int | None = None,
    requisites: Requisites | None = None,
    plain: bool = False,
) -> Page:
    """The captured bytes as a harmless document; `number` is the page of a PDF that is wanted.

    `requisites`: the pictures and style sheets that the archive has of an HTML page. `plain`: without its styles.
    """
    media = media_type(body)
    if media in ("text/plain", "text/html") and (inner := page_within(body, locator or "")):
        return _html_page(*inner, Requisites(), plain)
    if media == "text/plain":
        return _text_page(decode(body)[0], locator or "")
    if media == "text/html":
        return _html_page(body, locator, requisites or Requisites(), plain)
    try:
        if media == raster.PDF or media in raster.PICTURES:
            drawn = raster.draw(body, media, locator or "", number)
            html = _document(raster.document(drawn, CELL_ID))
            return Page(html, bool(drawn.boxes), "drawn", media, drawn.page, drawn.pages)
        if document_html.can_tell(media):
            html, found = document_html.document(body, media, locator or "", CELL_ID)
            return Page(_document(html), found, "told", media)
        why = "no reader"
    except Unreadable as error:
        why = str(error)
    return Page(EMPTY, False, "none", media, why=why)


def _html_page(body: bytes, locator: str | None, requisites: Requisites, plain: bool) -> Page:
    root = html_tree(body)
    path = ELEMENT.fullmatch(locator or "")
    target = find(root, path[1]) if path else None
    styles, linked = ("", False) if plain else css.of_page(root, requisites.sheets, target)
    _clean(root, requisites.pictures)
    shown = root.find("body")
    found = target is not None and (target is shown or shown in target.iterancestors())
    if target is not None and found:
        target.set("id", CELL_ID)
    html = lxml.html.tostring(shown, encoding="unicode", method="html")
    return Page(_document(html, styles, READING if not linked else ""), found, styled=linked)


def _clean(root: Element, pictures: dict[str, str]) -> None:
    """Cut the tree down to what shows text and tables."""
    for element in list(root.iter()):
        tag = element.tag.lower() if isinstance(element.tag, str) else "script"
        if tag in DROPPED:
            drop(element)
            continue
        _strip(element, pictures)
        if tag not in KEPT:
            element.tag = "span" if ":" in tag else "div"


def _strip(element: Element, pictures: dict[str, str]) -> None:
    """Keep the attributes of the list; a link's address becomes its title, a picture stays only as data."""
    href, source = element.get("href"), (element.get("src") or "").strip()
    source = pictures.get(source, source)
    for name in list(element.attrib):
        if name.lower() not in ATTRIBUTES:
            del element.attrib[name]
    if (element.get("id") or "").lower() == CELL_ID:
        del element.attrib["id"]
    if "style" in element.attrib:
        element.set("style", "; ".join(filter(_stays, map(str.strip, element.get("style").split(";")))))
    if element.tag == "img":
        if re.match(r"data:image/(?:png|jpe?g|gif|webp|bmp)[;,]", source, re.I):
            element.set("src", source)
        else:
            element.tag = "span"
            element.text = f"〔图片 {element.get('alt', '').strip()}〕".replace(" 〕", "〕")
    if element.tag == "a" and href and not element.get("title"):
        element.set("title", href.strip()[:500])


def _stays(declaration: str) -> bool:
    """Whether a declaration of a style attribute does no harm."""
    name, _, value = declaration.partition(":")
    known = PROPERTY.fullmatch(name.strip()[:LONGEST_NAME]) and VALUE.fullmatch(value)
    return bool(known) and not css.hides(declaration)


def _text_page(text: str, locator: str) -> Page:
    """A text as it is, with the places of the locator marked; the first one is the target."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    shown = [escape(line) for line in lines]
    found = False
    spans = locator.removeprefix("text:").split("+") if SPANS.fullmatch(locator) else []
    for span in spans:
        number, start, end = (int(n) for n in re.split("[/-]", span))
        if not 0 < number <= len(lines):
            continue
        line = lines[number - 1]
        mark = "<mark>" if found else f'<mark id="{CELL_ID}">'
        shown[number - 1] = (
            f"{escape(line[:start])}{mark}{escape(line[start:end])}</mark>{escape(line[end:])}"
        )
        found = True
    html = _document("<body><pre>" + "\n".join(shown) + "</pre></body>")
    return Page(html, found, "text", "text/plain")


def _document(body: str, styles: str = "", reading: str = READING) -> str:
    """A document of this body: the page's own styles between ours that yield to them and ours that do not."""
    return (
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>采集页 captured page</title>'
        f"<style>@layer nianbao {{{reading}}}</style>{f'<style>{styles}</style>' if styles else ''}"
        f"<style>{OUTLINE}</style></head>{body}</html>"
    )


EMPTY = _document("<body></body>")
"""The frame of what cannot be shown."""
