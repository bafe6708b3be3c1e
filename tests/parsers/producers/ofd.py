"""An OFD file made by hand after GB/T 33190: no program that writes OFD is free to use in tests."""

from __future__ import annotations

import io
import zipfile
from html import escape

from tests.parsers.producers.official import Report, slots

_SMALL = 2.0
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_SIZE, _LINE, _LEFT, _WIDTH, _BOTTOM = 3.2, 5.0, 15.0, 180.0, 280.0


def ofd_of(report: Report) -> bytes:
    """A report on pages of millimetres: text objects with steps, rules as paths; tables break between rows."""
    pages: list[list[str]] = [[]]
    y = 20.0
    for block in (report.title, *report.blocks):
        if isinstance(block, str):
            for start in range(0, len(block), 50):
                y = _room(pages, y, _LINE)
                pages[-1].append(_run(_LEFT, y, block[start : start + 50]))
                y += _LINE
            continue
        placed, height, width = slots(block)
        step = _WIDTH / width
        heights = [10.0] * height
        for row in range(height):
            y = _room(pages, y, heights[row])
            for top, x, cell in placed:
                if top <= row < top + cell.rows:
                    pages[-1] += _cell(x, top, cell.rows, cell.columns, row, y, heights[row], step)
                    if top == row:
                        per = max(1, int((step * cell.columns - 1) / _SMALL))
                        lines = [cell.text[i : i + per] for i in range(0, len(cell.text), per)]
                        pages[-1] += [
                            _run(_LEFT + step * x + 0.5, y + 0.2 + 2.1 * n, line, _SMALL)
                            for n, line in enumerate(lines)
                        ]
            y += heights[row]
        y += 3
    return _packed(pages)


def _room(pages: list[list[str]], y: float, height: float) -> float:
    if y + height <= _BOTTOM:
        return y
    pages.append([])
    return 20.0


def _cell(
    x: int, top: int, rows: int, columns: int, row: int, y: float, height: float, step: float
) -> list[str]:
    left, right = _LEFT + step * x, _LEFT + step * (x + columns)
    rules = [(left, y, left, y + height), (right, y, right, y + height)]
    first_on_page = y == 20.0
    rules += [(left, y, right, y)] if row == top or first_on_page else []
    rules += (
        [(left, y + height, right, y + height)] if row == top + rows - 1 or y + 2 * height > _BOTTOM else []
    )
    return [_path(*rule) for rule in rules]


def _path(x0: float, y0: float, x1: float, y1: float) -> str:
    boundary = f"{x0:.3f} {y0:.3f} {x1 - x0 + 0.1:.3f} {y1 - y0 + 0.1:.3f}"
    return (
        f'<ofd:PathObject ID="1" Boundary="{boundary}" LineWidth="0.1">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:.3f} {y1 - y0:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _run(x: float, y: float, text: str, size: float = _SIZE) -> str:
    if not text:
        return ""
    steps = " ".join(f"{size * (0.5 if c.isascii() else 1):.3f}" for c in text[:-1])
    return (
        f'<ofd:TextObject ID="2" Boundary="{x:.3f} {y:.3f} {size * len(text):.3f} {size:.3f}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size * 0.85:.3f}" DeltaX="{steps}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def _packed(pages: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(
            "OFD.xml",
            f"{head}<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        box.writestr(
            "Doc_0/Document.xml",
            f"{head}<ofd:Document {_NS}><ofd:CommonData>{area}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, content in enumerate(pages):
            body = "".join(content)
            box.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'{head}<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="3">{body}</ofd:Layer></ofd:Content></ofd:Page>',
            )
    return stream.getvalue()
