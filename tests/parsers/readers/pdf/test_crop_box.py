"""What stands outside a page's crop box is not shown: no figure of it is read, and none of it is blank."""

from __future__ import annotations

import io
from collections import Counter

import pytest

from parsers import Reading, parse_report
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files
from tests.parsers.producers.official import invented
from tests.thinned import thinned

REPORT = invented("2021", 2)
WIDTH, HEIGHT = 595.28, 841.89


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return files.reportlab_pdf(REPORT)


def cropped(pdf: bytes, side: str = "", points: float = 0, turned: int = 0, larger: float = 0) -> bytes:
    """The report with so much of each page cut off at a side, or on a larger sheet whose rest is cut off."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    box = [0.0, 0.0, WIDTH, HEIGHT]
    if side:
        number = ("left", "bottom", "right", "top").index(side)
        box[number] += points if number < 2 else -points
    for page in document:
        page.set_mediabox(-larger, -larger, WIDTH + larger, HEIGHT + larger)
        page.set_cropbox(*box)
        page.set_rotation(turned)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def states(data: bytes) -> tuple[Reading, Counter[str]]:
    """How many figures are right, and of the others what is said of them."""
    reading = parse_report(data)
    assert list(lost_locators(reading, data)) == []
    wrong = {line.partition(" ")[0].rstrip(":") for line in wrong_figures(reading, REPORT.expected())}
    found = {f.key: f.state for f in reading.figures}
    return reading, Counter("right" if key not in wrong else found[key] for key in REPORT.expected())


@pytest.mark.parametrize("turned", thinned([0, 90]))
@pytest.mark.parametrize("points", thinned(range(100, 300, 20), 5))
@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_what_an_edge_cuts_off_is_never_a_figure_and_never_blank(
    pdf: bytes, side: str, points: float, turned: int
) -> None:
    reading, found = states(cropped(pdf, side, points, turned))
    assert set(found) <= {"right", "unreadable", "missing"}
    told = {"hidden_part", "unknown_row", "unreadable_cell", "row_unread"} & {i.code for i in reading.issues}
    assert told or set(found) == {"right"}


def test_a_table_outside_is_named(pdf: bytes) -> None:
    reading, found = states(cropped(pdf, "bottom", HEIGHT - 250))
    assert found["missing"] > 150
    assert {i.locator for i in reading.issues if i.code == "hidden_part"} == {"pdf:p1", "pdf:p2", "pdf:p3"}


@pytest.mark.parametrize("turned", thinned([270, 180, 90, 0], 3))
def test_margins_that_are_cut_off_change_nothing(pdf: bytes, turned: int) -> None:
    reading, found = states(cropped(pdf, "right", 40, turned, larger=60))
    assert set(found) == {"right"}
    assert reading.issues == ()
