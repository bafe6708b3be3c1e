"""A report as PDF: lines and ruled tables on A4, set in a font that every reader has and no file needs to hold."""

import zlib
from collections.abc import Iterator

from samples.files.grid import Placed, placed
from samples.model import Block, Link, Table

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 57.0
SIZE, LEADING = 11.0, 19.0
SMALL, TIGHT, PADDING = 8.0, 10.0, 4.0
"""Points: text of the narrative, text of the cells."""
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/DW 1000/W[1[207 270 342 467 462 797 710 239 374]17 26 462]/FontDescriptor<</Type/FontDescriptor"
    b"/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
    b"/CapHeight 880/StemV 93>>>>]>>"
)


def write_pdf(title: str, blocks: list[Block]) -> bytes:
    """The bytes of the file, the same each time."""
    pages = _Pages()
    pages.line(title)
    for block in blocks:
        if isinstance(block, Table):
            pages.table(block)
        elif not isinstance(block, Link):
            for text in _wrapped(block.text, WIDTH - 2 * MARGIN, SIZE):
                pages.line(text)
    return _file([zlib.compress("\n".join(page).encode("ascii")) for page in pages.orders])


class _Pages:
    """Drawing orders page by page; `top` is where the next thing goes."""

    def __init__(self) -> None:
        self.orders: list[list[str]] = [[]]
        self.top = HEIGHT - MARGIN

    def line(self, text: str) -> None:
        self._room(LEADING)
        self.orders[-1].append(_text(MARGIN, self.top - SIZE, text, SIZE))
        self.top -= LEADING

    def table(self, table: Table) -> None:
        """Rows that a spanning cell holds together stay on one page."""
        cells, columns = placed(table)
        width = (WIDTH - 2 * MARGIN) / columns
        heights = [_height(y, cells, width) for y in range(len(table.rows))]
        for first, last in _groups(cells, len(heights)):
            self._room(sum(heights[first:last]))
            tops = [self.top - sum(heights[first:y]) for y in range(first, last + 1)]
            for item in (p for p in cells if first <= p.row < last):
                top, bottom = tops[item.row - first], tops[item.row - first + item.cell.rows]
                self._cell(item, MARGIN + item.column * width, top, item.cell.columns * width, top - bottom)
            self.top = tops[-1]
        self.top -= LEADING

    def _cell(self, item: Placed, left: float, top: float, width: float, height: float) -> None:
        self.orders[-1].append(f"{left:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S")
        lines = list(_wrapped(item.cell.text, width - PADDING, SMALL))
        start = top - (height - TIGHT * len(lines)) / 2 - SMALL
        for number, text in enumerate(lines):
            inset = (width - _width(text, SMALL)) / 2
            self.orders[-1].append(_text(left + inset, start - number * TIGHT, text, SMALL))

    def _room(self, height: float) -> None:
        if self.top - height < MARGIN:
            self.orders.append([])
            self.top = HEIGHT - MARGIN


def _groups(cells: list[Placed], rows: int) -> Iterator[tuple[int, int]]:
    """(first, last) of the runs of rows that no cell reaches across."""
    first = reach = 0
    for y in range(rows):
        if y >= reach and y > first:
            yield first, y
            first = y
        reach = max(reach, *(p.row + p.cell.rows for p in cells if p.row == y), y + 1)
    yield first, rows


def _height(row: int, cells: list[Placed], width: float) -> float:
    """What the cells of one row alone need; cells over several rows have room enough in them."""
    alone = [p.cell for p in cells if p.row == row and p.cell.rows == 1]
    lines = (len(list(_wrapped(c.text, c.columns * width - PADDING, SMALL))) for c in alone)
    return max([1, *lines]) * TIGHT + PADDING


def _wrapped(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for char in text:
        if line and _width(line + char, size) > width:
            yield line
            line = ""
        line += char
    if line:
        yield line


def _width(text: str, size: float) -> float:
    """Of Chinese characters exact, of others as wide as the font's digits."""
    return sum(size if ord(char) > 0x2000 else 0.462 * size for char in text)


def _text(left: float, bottom: float, text: str, size: float) -> str:
    code = text.encode("utf-16-be").hex()
    return f"BT /F1 {size:g} Tf {left:.2f} {bottom:.2f} Td <{code}> Tj ET"


def _file(contents: list[bytes]) -> bytes:
    """Objects 1 catalogue, 2 pages, 3 font, then a page and its content in turn."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents))]
    objects.append(_FONT)
    for number, content in enumerate(contents):
        box = b"%d %d" % (WIDTH, HEIGHT)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (box, 5 + 2 * number)
        )
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
