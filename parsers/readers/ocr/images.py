"""Pictures and pages as the pixels that are read: 150 to the inch for a PDF, a picture's own, no wider than is needed."""

from __future__ import annotations

import io
from typing import Any

from parsers.model import Unreadable
from parsers.readers.limits import need
from parsers.readers.ocr.rules import deskewed

MAX_PIXELS = 40_000_000
DPI = 150
_WIDEST = 2600


def picture_of(raw: bytes, extra: str) -> Any:
    """A picture as PIL has it, in colours.

    :param extra: what to install where the library is missing: `ocr` to read it, `pdf` to show it.
    :raises Unreadable: it is damaged or too large, or the library is missing.
    """
    library = need("PIL.Image", extra, "a picture")
    try:
        with library.open(io.BytesIO(raw)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Unreadable(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels")
            return picture.convert("RGB")
    except Unreadable:
        raise
    except Exception as error:  # decoders meet damage with kinds of their own
        raise Unreadable(f"the picture is damaged: {type(error).__name__}") from None


def pixels_of(raw: bytes) -> Any:
    """A picture as rows of pixels, blue first.

    :raises Unreadable: as `picture_of`.
    """
    import numpy

    return numpy.asarray(_narrow(picture_of(raw, "ocr")))[:, :, ::-1].copy()


def _narrow(picture: Any) -> Any:
    if picture.width <= _WIDEST:
        return picture
    return picture.resize((_WIDEST, round(picture.height * _WIDEST / picture.width)))


def as_read(picture: Any) -> Any:
    """A page as PIL has it, in the size and turn in which it is read: what the pixels of locators count in.

    Without the extra [ocr] it is not turned; only a scan that lies askew looks different then.
    """
    from PIL import Image

    narrow = _narrow(picture)
    try:
        import numpy

        turned = deskewed(numpy.asarray(narrow)[:, :, ::-1].copy())
    except ImportError:
        return narrow
    return Image.fromarray(turned[:, :, ::-1])


def rendered(raw: bytes, number: int) -> Any:
    """A page of a PDF, drawn."""
    pdfium = need("pypdfium2", "ocr", "a scan")
    pdf = pdfium.PdfDocument(raw)
    try:
        page = pdf[number - 1]
        width, height = page.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        return page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3].copy()
    finally:
        pdf.close()
