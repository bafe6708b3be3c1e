"""Pages as a person sees them: drawn sideways, under watermarks, scans with a text behind them."""

from __future__ import annotations

import sys

import pytest

from parsers import Unreadable, parse_report
from parsers.readers.ocr.reader import engine
from parsers.readers.pdf.view import Turn
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files, overlays
from tests.parsers.producers.official import invented
from tests.parsers.readers.test_same_report import assert_same
from tests.thinned import thinned

REPORT = invented("2021", 2)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return files.reportlab_pdf(REPORT)


@pytest.mark.parametrize("only", thinned([None, 0, 1], 3))
@pytest.mark.parametrize("clockwise", [False, True])
def test_pages_drawn_sideways(pdf: bytes, only: int | None, clockwise: bool) -> None:
    data = overlays.sideways(pdf, only, clockwise)
    reading = parse_report(data)
    assert list(wrong_figures(reading, REPORT.expected())) == []
    assert list(lost_locators(reading, data)) == []
    assert reading.title == REPORT.title


def test_the_place_of_a_sideways_figure_is_on_the_page_as_it_is_stored(pdf: bytes) -> None:
    upright = parse_report(pdf).figure("t3.new_received.total")
    turned = parse_report(overlays.sideways(pdf)).figure("t3.new_received.total")
    assert upright is not None and turned is not None and upright.locator and turned.locator
    x0, top, x1, bottom = map(float, upright.locator.partition("/")[2].split(","))
    # A quarter turn to the left on a page of 842 by 595: what was at the right is at the top.
    expected = (top, 595.3 - x1, bottom, 595.3 - x0)
    got = map(float, turned.locator.partition("/")[2].split(","))
    assert all(abs(a - b) < 1.5 for a, b in zip(got, expected, strict=True))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_turn_leads_there_and_back(quarters: int) -> None:
    turn = Turn(quarters, 595.28, 841.89)
    box = turn.snapped((100.04, 20.06, 130.0, 44.44))
    assert turn.from_page(turn.to_page(box)) == pytest.approx(box)
    assert turn.snapped(box) == pytest.approx(box)
    assert all(abs(v * 10 - round(v * 10)) < 1e-6 for v in turn.to_page(box))


@pytest.mark.parametrize(
    ("angle", "size", "grey"), [(45, 60, 0.8), (30, 40, 0.0), (-40, 24, 0.7), (0, 60, 0.85)]
)
def test_watermarks_are_left_out(pdf: bytes, angle: float, size: float, grey: float) -> None:
    assert_same(overlays.watermarked(pdf, angle, size, grey), REPORT)


@pytest.mark.parametrize("make", [overlays.behind_picture, overlays.invisible])
def test_what_a_program_read_from_a_picture_is_flagged(pdf: bytes, make: object) -> None:
    data = make(pdf)  # type: ignore[operator]
    reading = parse_report(data)
    read = [f for f in reading.figures if f.state != "missing"]
    assert len(read) > 50
    assert all("ocr" in f.flags for f in read)
    assert list(lost_locators(reading, data)) == []


def test_a_printed_page_is_no_scan(pdf: bytes) -> None:
    assert not any("ocr" in f.flags for f in parse_report(pdf).figures)


def garbage(text: str) -> str:
    return "".join(chr(0x4E00 + (ord(c) * 37) % 900) if c > "\u4e00" else "~" for c in text)


def test_a_text_of_garbage_behind_pictures_says_what_reads_them(
    pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine without the extra, which one that has it is taken for."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    engine.cache_clear()
    with pytest.raises(Unreadable, match=r"extra \[ocr\]"):
        parse_report(overlays.invisible(pdf, garbage))
