"""Scans: pages that are pictures."""

from __future__ import annotations

from parsers.files.lattice import Frame
from parsers.files.limits import need
from parsers.files.paragraphs import PageLine


def read_pages(raw: bytes, numbers: list[int]) -> list[PageLine | Frame]:
    """The lines and tables of the pages of a PDF that are pictures."""
    need("rapidocr", "ocr", "a scan")
    raise NotImplementedError
