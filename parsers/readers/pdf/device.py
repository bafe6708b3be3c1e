"""pdfminer's device and interpreter, that also note what of a page's drawing is seen: clipped, transparent, drawn invisibly.

pdfminer passes over clipping paths and transparency. Of a clipping path its outer box is kept, so that what stands outside
is surely not seen; what stands inside may be. This module needs the extra `pdf`: it is imported where a page is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt, mult_matrix

from parsers.readers.pdf.layers import hidden_layers, is_hidden

Box = tuple[float, float, float, float]
Seen = tuple[Box | None, float, bool]
"""What clips, how opaque things are drawn, and whether they mix with their ground (blend mode), as a marker does."""

_INVISIBLE = frozenset({3, 7})
"""Text rendering modes that paint nothing (ISO 32000, table 104)."""
_EDGE = 0.5
"""Points that a character's middle may stand outside of what clips it."""
_OPAQUE, _GONE = 0.95, 0.02


def device_of(page: Any) -> Device:
    """A page drawn once: `get_result()` is its layout, `unseen` says of each character whether it is not seen; each shape has
    `covers`, what it hides where it is filled (None: nothing), and `whole`: it is a path of its own."""
    device = Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    device.hidden = hidden_layers(page.pdf.doc)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return device


def _within(box: Box | None, other: Box) -> Box:
    if box is None:
        return other
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _box_of(points: Iterable[Any], matrix: Any) -> Box | None:
    moved = [apply_matrix_pt(matrix, (float(x), float(y))) for x, y in points]
    if not moved:
        return None
    xs, ys = [x for x, _ in moved], [y for _, y in moved]
    return min(xs), min(ys), max(xs), max(ys)


class Device(PDFPageAggregator):  # type: ignore[misc]
    """Notes how each character and shape is painted."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.unseen: list[bool] = []
        self.seen: Seen = (None, 1.0, False)
        self.hidden: frozenset[int] = frozenset()
        """The layers that are off."""
        self.marked: list[bool] = []
        """Of each piece of marked content that is open whether it is of such a layer."""
        self._mode = 0
        self._many = False
        self._kept: list[Seen] = []

    def clip(self, points: Iterable[Any], matrix: Any) -> None:
        """Narrow what is seen to the box of some points."""
        box, (clip, alpha, mixed) = _box_of(points, matrix), self.seen
        if box is not None:
            self.seen = (_within(clip, box), alpha, mixed)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A form or a picture: what stands outside its box is not shown."""
        super().begin_figure(name, bbox, matrix)
        self._kept.append(self.seen)
        x0, y0, x1, y1 = bbox
        if x1 > x0 and y1 > y0:
            self.clip(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), mult_matrix(matrix, self.ctm))

    def end_figure(self, name: str) -> None:
        """The end of a form: what it set is forgotten."""
        self.seen = self._kept.pop()
        super().end_figure(name)

    def render_string(self, textstate: Any, *rest: Any, **settings: Any) -> None:
        """A text, in a rendering mode."""
        self._mode = textstate.render
        super().render_string(textstate, *rest, **settings)

    def render_char(self, *args: Any, **settings: Any) -> float:
        """A character."""
        width = float(super().render_char(*args, **settings))
        clip, alpha, _ = self.seen
        hidden = self._mode in _INVISIBLE or alpha < _GONE or any(self.marked)
        self.unseen.append(hidden or (clip is not None and _is_outside(self.cur_item._objs[-1].bbox, clip)))
        return width

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """A path. A frame is one path of an outer and an inner box; pdfminer paints each by itself."""
        outer, before = self._many, len(self.cur_item._objs)
        many = self._many = outer or sum(step[0] == "m" for step in path) > 1
        super().paint_path(gstate, stroke, fill, evenodd, path)
        self._many = outer
        clip, alpha, mixed = self.seen
        for item in self.cur_item._objs[before:]:
            opaque = alpha > _OPAQUE and not mixed and not any(self.marked)
            item.covers = _within(clip, item.bbox) if opaque else None
            item.whole = not many


def _is_outside(box: Box, clip: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return not (clip[0] - _EDGE <= x <= clip[2] + _EDGE and clip[1] - _EDGE <= y <= clip[3] + _EDGE)


class _Interpreter(PDFPageInterpreter):  # type: ignore[misc]
    """Tells the device of clipping paths and transparency. Its methods are called as the operators of a PDF are."""

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._kept: list[Seen] = []
        self._clips = False

    def do_q(self) -> None:
        super().do_q()
        self._kept.append(self.device.seen)

    def do_Q(self) -> None:  # noqa: N802 (an operator of PDF)
        super().do_Q()
        if self._kept:
            self.device.seen = self._kept.pop()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        self.device.set_ctm(self.ctm)
        stored = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", xobjid_arg)))
        self.device.marked.append(is_hidden(getattr(stored, "attrs", {}).get("OC"), self.device.hidden))
        super().do_Do(xobjid_arg)
        self.device.marked.pop()

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        self.device.marked.append(False)
        super().do_BMC(tag)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        named = resolve1(self.resources.get("Properties"))
        known = named.get(getattr(props, "name", "")) if isinstance(named, dict) else None
        is_layer = getattr(tag, "name", "") == "OC"
        self.device.marked.append(is_layer and is_hidden(known, self.device.hidden))
        super().do_BDC(tag, props)

    def do_EMC(self) -> None:  # noqa: N802
        if self.device.marked:
            self.device.marked.pop()
        super().do_EMC()

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        stored = resolve1(states.get(getattr(name, "name", name))) if isinstance(states, dict) else None
        if isinstance(stored, dict):
            clip, alpha, mixed = self.device.seen
            opacity, blend = resolve1(stored.get("ca")), resolve1(stored.get("BM"))
            if isinstance(opacity, (int, float)):
                alpha = float(opacity)
            if blend is not None:
                mixed = getattr(blend, "name", "") not in ("Normal", "Compatible")
            self.device.seen = (clip, alpha, mixed)

    def do_W(self) -> None:  # noqa: N802
        self._clips = True

    def do_W_a(self) -> None:  # noqa: N802
        self._clips = True

    def do_S(self) -> None:  # noqa: N802
        self._ends(super().do_S)

    def do_f(self) -> None:
        self._ends(super().do_f)

    def do_f_a(self) -> None:
        self._ends(super().do_f_a)

    def do_B(self) -> None:  # noqa: N802
        self._ends(super().do_B)

    def do_B_a(self) -> None:  # noqa: N802
        self._ends(super().do_B_a)

    def do_n(self) -> None:
        self._ends(super().do_n)

    def _ends(self, paint: Any) -> None:
        """A path ends: it is painted, and clips from then on where it was said to."""
        path, clips, self._clips = self.curpath, self._clips, False
        paint()
        if clips:
            points = (step[i : i + 2] for step in path for i in range(1, len(step), 2))
            self.device.clip(points, self.ctm)
