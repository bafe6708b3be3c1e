"""Stage `markup`: the inside of cells as editors and office suites write it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import escape

from tests.parsers.layouts.model import Cell, Page
from tests.parsers.layouts.registry import transformation

_MSO = 'class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan;layout-grid-mode:char"'
_FONT = "font-family:仿宋_GB2312;mso-hansi-font-family:宋体;color:black;mso-font-kerning:0pt"


def _each(page: Page, change: Callable[[Cell], str | None], *roles: str) -> None:
    """Give cells new inner markup; `change` returns None for a cell it leaves alone."""
    for cell in page.cells():
        if roles and cell.role not in roles:
            continue
        html = change(cell)
        if html is not None:
            cell.html = html


@transformation("markup", "inner")
def spans_split(page: Page, rng: random.Random) -> None:
    """（<span>三</span>）<span>不予</span>公开 and 1<span>2</span>: runs of Word cut words and numbers."""

    def split(cell: Cell) -> str | None:
        text = cell.text
        if len(text) < 2 or cell.html is not None:
            return None
        at = rng.randrange(1, len(text))
        tag = rng.choice(("span", "font", "b", "span lang=EN-US"))
        left, right = escape(text[:at], quote=False), escape(text[at:], quote=False)
        return f"{left}<{tag}>{right}</{tag.split()[0]}>"

    _each(page, split)


@transformation("markup", "inner")
def labels_over_br(page: Page, rng: random.Random) -> None:
    """商业<br>企业: labels broken over lines."""
    mark = rng.choice(("<br>", "<br/>", "<br />\n"))
    _each(page, lambda c: _broken(c, rng, lambda a, b: a + mark + b), "head", "row", "group")


@transformation("markup", "inner")
def labels_over_paragraphs(page: Page, rng: random.Random) -> None:
    """<p>结果</p><p>纠正</p>: labels broken over paragraphs."""
    _each(page, lambda c: _broken(c, rng, lambda a, b: f"<p>{a}</p><p>{b}</p>"), "head", "row", "group")


def _broken(cell: Cell, rng: random.Random, join: Callable[[str, str], str]) -> str | None:
    text = cell.text
    if len(text) < 4 or "\n" in text:
        return None
    at = len(text) // 2 if len(text) <= 6 else rng.randrange(3, len(text) - 1)
    return join(escape(text[:at], quote=False), escape(text[at:], quote=False))


@transformation("markup", "inner_numbers", flags=("joined_blanks",))
def br_inside_numbers(page: Page, rng: random.Random) -> None:
    """45<br>391: a narrow column broke the number; a <br> behind a number."""

    def broken(cell: Cell) -> str | None:
        if not re.fullmatch(r"\d+", cell.text) or cell.html is not None:
            return None
        if len(cell.text) < 3:
            return rng.choice((f"{cell.text}<br>", f"<br>{cell.text}", cell.text))
        at = len(cell.text) - rng.choice((1, 2))
        return f"{cell.text[:at]}<br>{cell.text[at:]}"

    _each(page, broken, "value")


@transformation("markup")
def blanks_around_values(page: Page, rng: random.Random) -> None:
    """&nbsp;12, 12&ensp;, zero-width blanks and the ideographic blank round figures and in empty cells."""
    marks = ("&nbsp;", "\u3000", "\u200b", "&ensp;", "\ufeff", " ", "\n\t")

    def padded(cell: Cell) -> str | None:
        inner = cell.inner
        if rng.random() < 0.5:
            return None
        return rng.choice(marks) + inner + rng.choice(marks)

    _each(page, padded, "value", "pad")


@transformation("markup")
def blank_cells_with_nbsp(page: Page, rng: random.Random) -> None:
    """Empty cells that hold &nbsp; so that old browsers draw their borders."""
    _each(page, lambda c: None if c.inner.strip() else rng.choice(("&nbsp;", "&#160;", "<p>&nbsp;</p>")))


@transformation("markup")
def comments_in_cells(page: Page, rng: random.Random) -> None:
    """Comments and conditional comments of Word inside cells, with old figures in them."""
    marks = ("<!-- 88 -->", "<!--[if gte mso 9]><xml>99</xml><![endif]-->", "<!--EndFragment-->")
    _each(page, lambda c: c.inner + rng.choice(marks) if rng.random() < 0.3 else None)


@transformation("markup", "wrapping")
def word_markup(page: Page, rng: random.Random) -> None:
    """<p class=MsoNormal><span style=…>…<o:p></o:p></span></p>, as pasted from Word."""
    empty = rng.choice(("<o:p></o:p>", "<o:p>&nbsp;</o:p>", ""))

    def pasted(cell: Cell) -> str:
        tail = empty if not cell.inner else "<o:p></o:p>"
        if "<p" in cell.inner:
            return cell.inner
        lang = ' lang="EN-US"' if cell.role == "value" else ""
        return f'<p {_MSO}><span{lang} style="{_FONT}">{cell.inner}{tail}</span></p>'

    _each(page, pasted)


@transformation("markup", "wrapping")
def layers_of_spans(page: Page, rng: random.Random) -> None:
    """Ten layers of span and font round each text, as visual editors leave them."""
    layers = "".join(f'<span style="font-size:{10 + i}pt"><font face="宋体">' for i in range(3))
    _each(page, lambda c: layers + c.inner + "</font></span>" * 3)


@transformation("markup", "wrapping")
def divs_and_paragraphs(page: Page, rng: random.Random) -> None:
    """A div and a p round each text, an empty p behind it."""
    _each(page, lambda c: f"<div><p>{c.inner}</p></div><p></p>" if "<p" not in c.inner else None)


@transformation("markup", "wrapping")
def anchors_and_images(page: Page, rng: random.Random) -> None:
    """Bookmarks of Word and spacer images in cells."""
    marks = ('<a name="_Hlk1"></a>', '<img src="/images/space.gif" width="1">', '<a href="#t">', "")

    def marked(cell: Cell) -> str:
        mark = rng.choice(marks)
        return mark + cell.inner + ("</a>" if mark.startswith("<a href") else "")

    _each(page, marked)


@transformation("markup", "wrapping")
def scripts_in_cells(page: Page, rng: random.Random) -> None:
    """A style or script element left in some cells."""
    marks = ("<style>td{width:20}</style>", "<script>var n=12;</script>")
    _each(page, lambda c: rng.choice(marks) + c.inner if rng.random() < 0.1 else None)


@transformation("markup")
def form_fields(page: Page, rng: random.Random) -> None:
    """Cells with widths, classes and heights on every tag (Excel's `x:num` among them)."""
    for cell in page.cells():
        cell.attrs += rng.choice(
            (' class="xl65" height="24" x:num', ' valign="top"', ' style="width:8%"', "")
        )
