"""What a page of a PDF draws, as pdfplumber names it: with the attributes that are read here and no others.

Of each character it is noted whether it is seen. What stands outside the page's crop box is not shown: its place is kept,
its text is not (`CUT`), so that a cell which the edge of the page cuts is no number and no blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.readers.pdf.dots import without_dots
from parsers.readers.pdf.painted import THIN, Grounds

Char = dict[str, Any]
BBox = tuple[float, float, float, float]

CUT = "\ufffd"
_WHOLE = 0.6
"""The share of a page that the picture of a scan covers."""
_KINDS = {"LTChar": "char", "LTLine": "line", "LTRect": "rect", "LTCurve": "curve", "LTImage": "image"}


@dataclass(slots=True)
class Drawn:
    """A page as it is drawn, its characters in order."""

    chars: list[Char]
    unseen: list[bool]
    """Of each character whether it is not seen, but for those that are cut off."""
    pictured: bool = False
    """Whether a picture covers the page."""
    cut: list[str] = field(default_factory=list)
    """The characters outside the crop box."""
    covered: list[BBox] = field(default_factory=list)
    """Where characters stand that a coloured shape hides."""


def drawn(page: Any) -> Drawn:
    """Draw a page once; its shapes are `page.rects`, `page.lines` and `page.curves` from then on."""
    from parsers.readers.pdf.device import device_of

    device = device_of(page)
    layout = device.get_result()
    objects: dict[str, list[dict[str, Any]]] = {"char": []}
    found = Drawn(objects["char"], device.unseen)
    area = max(float(page.width) * float(page.height), 1.0)
    grounds = Grounds(found.unseen)
    shown = _shown(page)
    for name, item in _leaves(layout):
        kind = _KINDS.get(name)
        if kind is None:
            continue
        named = _named(page, kind, item)
        objects.setdefault(kind, []).append(named)
        if kind == "char":
            grounds.char(item)
            if not _is_within(item, shown):
                found.cut.append(named["text"])
                named["text"] = CUT if named["text"].strip() else " "
        elif kind in ("rect", "curve") and item.fill:
            grounds.shape(item)
        elif kind == "image":
            grounds.dark(item.bbox)
            if item.width * item.height > _WHOLE * area:
                found.pictured = True
                found.unseen[: grounds.count] = [True] * min(grounds.count, len(found.unseen))
    if "rect" in objects:
        objects["rect"] = without_dots(objects["rect"])
    page._objects = objects
    found.covered = [_box(objects["char"][number]) for number in sorted(grounds.covered)]
    return found


def _box(named: dict[str, Any]) -> BBox:
    return named["x0"], named["top"], named["x1"], named["bottom"]


def _named(page: Any, kind: str, item: Any) -> dict[str, Any]:
    """A thing that is drawn, under pdfplumber's names, from the top left of the page; `band`: a face without a line round it."""
    left, top = page.mediabox[:2]
    height = page.height
    named = {
        "object_type": kind,
        "x0": item.x0 + left,
        "x1": item.x1 + left,
        "top": height - item.y1 + top,
        "bottom": height - item.y0 + top,
        "width": item.width,
        "height": item.height,
    }
    named["doctop"] = page.initial_doctop + named["top"]
    if kind == "char":
        named.update(
            text=item.get_text(),
            size=item.size,
            matrix=item.matrix,
            fontname=item.fontname,
            upright=item.upright,
        )
    elif kind != "image":
        named.update(y0=item.y0, y1=item.y1, pts=[page.point2coord(point) for point in item.pts])
        named["band"] = bool(item.fill and not item.stroke) and min(item.width, item.height) > THIN
    return named


def _shown(page: Any) -> BBox:
    """What of a page is shown: its crop box, as the page is drawn; the whole page where it has none that is one."""
    from pdfminer.utils import apply_matrix_rect

    stored = page.page_obj
    x0, y0, x1, y1 = stored.mediabox
    width, height = abs(x1 - x0), abs(y1 - y0)
    turned = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }.get(stored.rotate, (1, 0, 0, 1, -x0, -y0))
    if stored.rotate in (90, 270):
        width, height = height, width
    left, bottom, right, top = apply_matrix_rect(turned, stored.cropbox)
    box = (max(left, 0.0), max(bottom, 0.0), min(right, width), min(top, height))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else (0.0, 0.0, width, height)


def _is_within(item: Any, box: BBox) -> bool:
    return bool(box[0] <= (item.x0 + item.x1) / 2 <= box[2] and box[1] <= (item.y0 + item.y1) / 2 <= box[3])


def _leaves(layout: Any) -> Iterator[tuple[str, Any]]:
    """What a page draws, in order, those of its forms too."""
    todo = list(reversed(list(layout)))
    while todo:
        item = todo.pop()
        kind = type(item).__name__
        if kind == "LTFigure":
            todo.extend(reversed(list(item)))
        else:
            yield kind, item
