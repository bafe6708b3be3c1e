"""What lies on a page of a PDF and is no text of it: pictures, fields of a form, notes. A cell with one and no text is not blank."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any

from parsers.readers.pdf.drawn import BBox

_MOST = 300
"""Things of one page that are looked at."""
_ANNOTATIONS = {"Widget": "a form field", "FreeText": "a note", "Stamp": "a stamp"}
_SMALLEST = 3.0
"""Points: a smaller picture only makes room, or a line."""


def laid_on(page: Any) -> list[tuple[str, BBox]]:
    """What each thing is, and where it lies on the page."""
    found = [("a picture", _box(image)) for image in islice(getattr(page, "images", ()), _MOST)]
    found = [(what, box) for what, box in found if min(box[2] - box[0], box[3] - box[1]) > _SMALLEST]
    with suppress(
        Exception
    ):  # annotations are whatever some program wrote; a damaged one costs the others, not the page
        for note in islice(getattr(page, "annots", ()), _MOST):
            kind = getattr(note["data"].get("Subtype"), "name", "")
            if kind in _ANNOTATIONS:
                found.append((_ANNOTATIONS[kind], _box(note)))
    return found


def _box(thing: dict[str, Any]) -> BBox:
    return float(thing["x0"]), float(thing["top"]), float(thing["x1"]), float(thing["bottom"])
