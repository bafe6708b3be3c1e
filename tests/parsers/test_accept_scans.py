"""Scans of generated reports, as scanners and telephones leave them: no wrong figure passes in silence.

A wrong figure must stand in a sum that fails, or carry `low_confidence`. What was read, and how, is written to
`build/scans.json`.
"""

from __future__ import annotations

import io
import json
import random
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from parsers import Reading, parse_report
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented

pytestmark = pytest.mark.accept
SCANS = 60
RESOLUTIONS = (100, 150, 200)
KINDS = ("plain", "turned", "blurred", "jpeg", "perspective")
_OUT = Path(__file__).resolve().parents[2] / "build" / "scans.json"


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


def outcome(seed: int) -> dict[str, Any]:
    """What is read of one scan."""
    kind, resolution = KINDS[seed % len(KINDS)], RESOLUTIONS[seed % len(RESOLUTIONS)]
    report = invented("2021" if seed % 2 else "2019", seed % 4, seed=seed)
    reading = parse_report(scan_of(report, resolution, kind, random.Random(seed)))
    return {"seed": seed, "dpi": resolution, "kind": kind, **counted(reading, report)}


def counted(reading: Reading, report: Report) -> dict[str, Any]:
    """Figures that are right, wrong in silence, and marked, by what the report prints."""
    doubted = {operand for check in reading.failed() for operand in check.operands}
    figures = {f.key: f for f in reading.figures}
    found: dict[str, Any] = {"cells": 0, "right": 0, "marked": 0, "bare": 0, "silent": []}
    for key, wanted in report.expected().items():
        figure = figures.get(key)
        found["cells"] += 1
        if figure is None or figure.state == "missing":
            continue
        found["bare"] += "ocr" not in figure.flags
        low = "low_confidence" in figure.flags
        found["marked"] += low
        got = None if figure.value is None else float(figure.value)
        if got == (None if wanted is None else float(wanted)):
            found["right"] += 1
        elif figure.state in ("value", "blank") and not low and key not in doubted:
            found["silent"].append(f"{key}: {wanted} read as {figure.raw}")
    return found


def test_no_figure_of_a_scan_is_wrong_in_silence() -> None:
    assert find_spec("rapidocr"), "the extra [ocr] is not installed: pip install -r requirements-ocr.lock"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        outcomes = list(pool.map(outcome, range(SCANS)))
    _OUT.parent.mkdir(exist_ok=True)
    rates = {str(dpi): _rates([o for o in outcomes if o["dpi"] == dpi]) for dpi in RESOLUTIONS}
    _OUT.write_text(json.dumps({"rates": rates, "scans": outcomes}, ensure_ascii=False, indent=1), "utf-8")
    assert [line for o in outcomes for line in o["silent"]] == []
    assert sum(o["bare"] for o in outcomes) == 0
    assert rates["150"]["right"] >= 0.99


def _rates(outcomes: list[dict[str, Any]]) -> dict[str, float]:
    cells = sum(o["cells"] for o in outcomes)
    return {"scans": len(outcomes), "cells": cells} | {
        name: round(sum(o[name] for o in outcomes) / max(cells, 1), 5) for name in ("right", "marked")
    }
