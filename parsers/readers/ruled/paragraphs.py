"""Lines of a page to paragraphs: page numbers and running heads go, lines that the margin broke are joined."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from parsers.lexicon.normalize import squeeze, tidy
from parsers.lexicon.sections import heading_key
from parsers.model import Line

_PAGE_NUMBER = re.compile(
    # 0 is no page: it is a figure that the margin broke off its row.
    r"(?!0+$)[-—–−·.~]*\d{1,3}[-—–−·.~]*|第\d{1,3}页(?:[,，/]?共\d{1,3}页)?|\d{1,3}/\d{1,3}|page\d{1,3}(?:of\d{1,3})?",
    re.I,
)
_MARGIN = 0.13
_HEAD_MARGIN = 0.10
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A printed line and where it stands; coordinates from the page's top left."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    page_height: float
    locator: str
    flags: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        return self.bottom - self.top


def without_running(lines: list[PageLine]) -> list[PageLine]:
    """The lines without page numbers and without heads and feet that several pages repeat."""
    heads = Counter(
        key for key in {(_head(line), line.page) for line in lines if _in_margin(line, _HEAD_MARGIN)}
    )
    pages = Counter(head for head, _ in heads)
    return [
        line
        for line in lines
        if not (_in_margin(line, _MARGIN) and _PAGE_NUMBER.fullmatch(squeeze(line.text)))
        and not (_in_margin(line, _HEAD_MARGIN) and pages[_head(line)] > 1)
    ]


def _head(line: PageLine) -> tuple[str, int]:
    return _DIGITS.sub("0", squeeze(line.text)), round(line.top / 4)


def _in_margin(line: PageLine, share: float) -> bool:
    return line.top < share * line.page_height or line.bottom > (1 - share) * line.page_height


def paragraphs(lines: list[PageLine], left: float, right: float) -> list[Line]:
    """Lines between two tables as paragraphs. `left` and `right` are the edges of the document's text."""
    out: list[Line] = []
    open_lines: list[PageLine] = []
    for line in lines:
        if open_lines and not _goes_on(open_lines[-1], line, left, right):
            out.append(_line(open_lines))
            open_lines = []
        open_lines.append(line)
    if open_lines:
        out.append(_line(open_lines))
    return out


def _goes_on(upper: PageLine, lower: PageLine, left: float, right: float) -> bool:
    """Whether a line is the next of the same paragraph: full above, not indented below, of one size."""
    if heading_key(lower.text) not in (None, "other") or heading_key(upper.text) not in (None, "other"):
        return False
    size = max(upper.size, lower.size)
    if abs(upper.size - lower.size) > 0.2 * size:
        return False
    if upper.page == lower.page and lower.top - upper.bottom > 1.6 * size:
        return False
    return upper.x1 > right - 2.5 * size and abs(lower.x0 - left) < 0.8 * size


def _line(lines: list[PageLine]) -> Line:
    return Line(tidy("".join(_spaced(lines))), chained([line.locator for line in lines]))


def _spaced(lines: list[PageLine]) -> list[str]:
    """Lines joined without a blank, but for words of letters."""
    out: list[str] = []
    for line in lines:
        between = out and out[-1][-1:].isascii() and out[-1][-1:].isalpha() and line.text[:1].isascii()
        out.append(f" {line.text}" if between else line.text)
    return out


def chained(locators: list[str]) -> str:
    """Locators of the parts of one text as one: the scheme is said once."""
    return "+".join([*locators[:1], *(part.partition(":")[2] for part in locators[1:])])
