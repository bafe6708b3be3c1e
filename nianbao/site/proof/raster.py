"""A page of a PDF, or a picture, drawn as it is, with the place of a locator in a box."""

from __future__ import annotations

import base64
import io
import re
from contextlib import closing
from dataclasses import dataclass
from html import escape
from typing import Any

from parsers import Unreadable
from parsers.readers.limits import need
from parsers.readers.ocr.images import DPI, MAX_PIXELS, as_read, picture_of

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff")
_BOX = re.compile(r"(?:(pdf|ocr):)?p(\d+)/(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)(?:#\d+-\d+)?")
SHOWN_PIXELS = 8_000_000
"""Of the picture that is sent; places are shares of it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in shares of its width and height."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the locator has it: points of a PDF, or pixels of a page that was read as a picture."""

    page: int
    is_pixels: bool
    x0: float
    top: float
    x1: float
    bottom: float

    def on(self, width: float, height: float) -> Box:
        """Its share of a page of this size, in the unit of the place."""
        return Box(
            self.page, self.x0 / width, self.top / height, (self.x1 - self.x0) / width,
            (self.bottom - self.top) / height,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    png: bytes
    page: int
    pages: int
    boxes: tuple[Box, ...]


def places(locator: str) -> list[Place]:
    """The boxes of a locator `pdf:p2/x0,top,x1,bottom+p3/…` or `ocr:…`; none where it is no such locator."""
    scheme = locator.partition(":")[0]
    found = []
    for part in locator.split("+"):
        match = _BOX.fullmatch(part)
        if match is None or scheme not in ("pdf", "ocr"):
            return []
        x0, top, x1, bottom = (float(match[n]) for n in range(3, 7))
        found.append(Place(int(match[2]), scheme == "ocr", x0, top, x1, bottom))
    return found


def draw(body: bytes, media: str, locator: str, page: int | None = None) -> Drawing:
    """The page that the locator names, or the one asked for, or the first.

    :raises Unreadable: it cannot be drawn; the message says why, and what to install.
    """
    wanted = places(locator)
    number = page or (wanted[0].page if wanted else 1)
    if media == PDF:
        shown, width, height, pages = _page(body, number)
    else:
        shown, pages = picture_of(body, "pdf"), 1
        width, height = shown.size
    if any(place.is_pixels for place in wanted):
        shown = as_read(shown)
    boxes = []
    for place in wanted:
        if place.page == number:
            size = shown.size if place.is_pixels else (width, height)
            boxes.append(place.on(*size))
    shrunk = (SHOWN_PIXELS / (shown.width * shown.height)) ** 0.5
    if shrunk < 1:
        shown = shown.resize((max(1, int(shown.width * shrunk)), max(1, int(shown.height * shrunk))))
    out = io.BytesIO()
    shown.save(out, "PNG", optimize=False, compress_level=1)
    return Drawing(out.getvalue(), number, pages, tuple(boxes))


def _page(body: bytes, number: int) -> tuple[Any, float, float, int]:
    """One page as a picture, its size in points, and how many pages there are."""
    pypdfium2 = need("pypdfium2", "pdf", "drawing a PDF")
    try:
        with closing(pypdfium2.PdfDocument(body)) as pdf:
            pages = len(pdf)
            if not 1 <= number <= pages:
                raise Unreadable(f"the file has {pages} pages, none is number {number}")
            page = pdf[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
            return page.render(scale=scale).to_pil(), width, height, pages
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the library has kinds of its own for damage and passwords
        raise Unreadable(f"page {number} of the PDF file cannot be opened: {type(error).__name__}") from None


def document(drawing: Drawing, cell_id: str) -> str:
    """The body of an HTML document that shows the drawing, its first box under the given id."""
    data = base64.b64encode(drawing.png).decode()
    boxes = "".join(
        f'<div class="box"{f" id={escape(cell_id)}" if number == 0 else ""} style="left:{box.left:.3%};'
        f'top:{box.top:.3%};width:{box.width:.3%};height:{box.height:.3%}"></div>'
        for number, box in enumerate(drawing.boxes)
    )
    picture = f'<img alt="{drawing.page} / {drawing.pages}" src="data:image/png;base64,{data}">'
    return f'<body class="drawn"><div class="page">{picture}{boxes}</div></body>'
