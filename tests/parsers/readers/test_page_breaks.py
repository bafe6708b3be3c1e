"""Tables that a page break cuts: between rows, through a row, through a number."""

from __future__ import annotations

import io

import pytest

from parsers import parse_report
from parsers.readers.ruled.lattice import OVER_PAGES, Box, Frame, grid_of_frames
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented
from tests.parsers.readers.test_same_report import assert_same
from tests.thinned import thinned


def large(report: Report, size: float) -> bytes:
    """A Word file in large letters: labels and even numbers wrap, and breaks go through them."""
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(files.docx_of(report)))
    document.styles["Normal"].font.size = docx.shared.Pt(size)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("paragraphs", thinned(range(7), 3))
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_the_break_moves_through_the_tables(form: str, paragraphs: int) -> None:
    report = invented(form, paragraphs, seed=paragraphs)
    assert_same(files.reportlab_pdf(report), report)


@pytest.mark.parametrize(
    ("form", "paragraphs", "size"),
    [
        ("2021", 1, 12.5),
        ("2021", 2, 14.5),
        ("2019", 3, 16.5),
        ("2019", 6, 14.5),
        ("2021", 11, 16.5),
        ("2019", 10, 14.5),
    ],
)
def test_a_row_that_the_break_cuts(form: str, paragraphs: int, size: float) -> None:
    report = invented(form, paragraphs, seed=paragraphs + 50)
    assert_same(files.office(large(report, size), "docx", "pdf"), report)


def test_a_number_cut_by_the_break_says_so() -> None:
    report = invented("2021", 2, seed=52)
    reading = parse_report(files.office(large(report, 14.5), "docx", "pdf"))
    figure = reading.figure("t3.unable_unclear.natural_person")
    assert figure is not None and figure.locator is not None
    assert "joined_blanks" in figure.flags
    assert figure.locator.startswith("pdf:p3/") and "+p4/" in figure.locator


def test_numbers_below_numbers_may_be_a_row_that_lost_its_label() -> None:
    """Cut by the break, or two rows: nothing says which, so that no figure of them is believed without a flag."""
    upper, lower = ["1.属于国家秘密", "8988", "", "17"], ["", "3925", "1868", "4"]
    frames = [
        Frame(
            page,
            [Box(text, 90.0 * n, top, 90.0 * n + 90, top + 20, f"p{page}/{n}") for n, text in enumerate(row)],
        )
        for page, top, row in ((1, 700.0, upper), (2, 60.0, lower))
    ]
    (row,) = grid_of_frames(frames, 2.0).rows
    assert [OVER_PAGES in cell.flags for cell in row] == [True] * 4
