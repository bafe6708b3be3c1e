"""Scans of generated reports, as scanners and telephones leave them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parsers import Reading
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, balanced

RESOLUTIONS = (100, 150, 200)
KINDS = ("plain", "turned", "blurred", "jpeg", "perspective")


@dataclass(frozen=True)
class Scan:
    """One report whose sums hold and the damage to its pictures, all of it drawn from a seed."""

    seed: int

    @property
    def kind(self) -> str:
        return KINDS[self.seed % len(KINDS)]

    @property
    def dpi(self) -> int:
        return RESOLUTIONS[self.seed % len(RESOLUTIONS)]

    @cached_property
    def report(self) -> Report:
        return balanced("2021" if self.seed % 2 else "2019", self.seed % 4, self.seed)

    @property
    def data(self) -> bytes:
        return scan_of(self.report, self.dpi, self.kind, random.Random(self.seed))


def failed_keys(reading: Reading) -> set[str]:
    """The figures that stand in a sum that fails."""
    return {key for check in reading.failed() if check.severity == "hard" for key in check.operands}


def damaged(page: Any, kind: str, rng: random.Random) -> Any:
    """A page as a scanner or a telephone leaves it."""
    import cv2
    import numpy

    height, width = page.shape[:2]
    white = (255, 255, 255)
    if kind == "turned":
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.5, 1.5), 1)
        return cv2.warpAffine(page, turn, (width, height), borderValue=white)
    if kind == "blurred":
        return cv2.GaussianBlur(page, (0, 0), rng.uniform(0.6, 1.1) * width / 1240)
    if kind == "jpeg":
        return cv2.imdecode(cv2.imencode(".jpg", page, [1, rng.randint(25, 50)])[1], 1)
    if kind == "perspective":
        corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], "float32")
        inward = numpy.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], "float32")
        moves = numpy.array(
            [[rng.uniform(0, 0.008) * width, rng.uniform(0, 0.008) * height] for _ in range(4)]
        )
        leaning = cv2.getPerspectiveTransform(corners, (corners + inward * moves).astype("float32"))
        return cv2.warpPerspective(page, leaning, (width, height), borderValue=white)
    return page


def scan_of(report: Report, resolution: int, kind: str, rng: random.Random) -> bytes:
    """A PDF of nothing but damaged pictures of a report's pages."""
    import pypdfium2
    from PIL import Image

    pdf = pypdfium2.PdfDocument(files.reportlab_pdf(report))
    pages = [
        Image.fromarray(
            damaged(pdf[n].render(scale=resolution / 72).to_numpy()[:, :, :3].copy(), kind, rng)[:, :, ::-1]
        )
        for n in range(len(pdf))
    ]
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", resolution=resolution, save_all=True, append_images=pages[1:])
    return stream.getvalue()
