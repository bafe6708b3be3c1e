"""Characters of a PDF are read as they are painted: not under white, not white, not twice, not tiny, not struck out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from parsers import parse_report
from parsers.model import Figure
from parsers.readers.pdf.laid_on import laid_on
from parsers.readers.pdf.painted import as_printed, on_lines
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files, overlays
from tests.parsers.producers.official import invented

REPORT = invented("2021")
KEY = "t2.art20_5.licensing.decisions"
FONT = "STSong-Light"
Draw = Callable[[Any, float, float, float], None]
"""Draws over a figure: (canvas, its left and right, its base line)."""


def _text(canvas: Any, x: float, y: float, text: str, size: float = 8, grey: float = 0) -> None:
    canvas.setFont(FONT, size)
    canvas.setFillGray(grey)
    canvas.drawString(x, y, text)


def _cover(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.setFillGray(1)
    canvas.rect(left - 1, base - 2, right - left + 2, 10, stroke=0, fill=1)


def _corrected(canvas: Any, left: float, right: float, base: float) -> None:
    _cover(canvas, left, right, base)
    _text(canvas, left, base, "777")


def _on_black(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.setFillGray(0)
    canvas.rect(left - 1, base - 2, right - left + 2, 10, stroke=0, fill=1)
    _text(canvas, left, base, REPORT.printed[KEY], grey=1)


def _clipped(canvas: Any, left: float, right: float, base: float) -> None:
    path = canvas.beginPath()
    path.rect(left - 30, base - 2, 20, 10)
    canvas.saveState()
    canvas.clipPath(path, stroke=0)
    _text(canvas, left - 4.2, base, "9")
    canvas.restoreState()


def _transparent(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0)
    _text(canvas, left - 4.2, base, "9")
    canvas.restoreState()


def _marked(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0.4)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.rect(left - 1, base - 2, right - left + 2, 10, stroke=0, fill=1)
    canvas.restoreState()


def _framed(canvas: Any, left: float, right: float, base: float) -> None:
    path = canvas.beginPath()
    path.rect(left - 4, base - 4, right - left + 8, 14)
    path.rect(left - 3.5, base - 3.5, right - left + 7, 13)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def _sealed(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.setFillColorRGB(1, 0, 0)
    path = canvas.beginPath()
    path.moveTo(left - 6, base - 6)
    path.curveTo(left, base - 9, right, base - 9, right + 6, base - 6)
    path.lineTo(left - 6, base - 6)
    canvas.drawPath(path, stroke=0, fill=1)


def _covered_elsewhere(canvas: Any, left: float, right: float, base: float) -> None:
    path = canvas.beginPath()
    path.rect(left - 30, base - 2, 20, 10)
    canvas.saveState()
    canvas.clipPath(path, stroke=0)
    _cover(canvas, left - 30, right, base)
    canvas.restoreState()


DRAWN: dict[str, tuple[Draw, str | None]] = {
    "a white digit": (lambda c, left, right, base: _text(c, left - 4.2, base, "9", grey=1), ""),
    "a tiny digit": (lambda c, left, right, base: _text(c, left - 1, base, "9", size=0.8), ""),
    "the same once more, for bold": (
        lambda c, left, right, base: _text(c, left + 0.3, base, REPORT.printed[KEY]),
        "",
    ),
    "white on black": (_on_black, ""),
    "a digit that is clipped away": (_clipped, ""),
    "a digit of no opacity": (_transparent, ""),
    "under a marker": (_marked, ""),
    "in a frame": (_framed, ""),
    "over a seal": (_sealed, ""),
    "beside what is painted over": (_covered_elsewhere, ""),
    "painted over": (_cover, None),
    "painted over and printed anew": (_corrected, "777"),
}


def _drawn_over(draw: Draw) -> tuple[Figure, bytes]:
    pdfplumber = pytest.importorskip("pdfplumber")
    pdfium = pytest.importorskip("pypdfium2")
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    pdf = files.reportlab_pdf(REPORT)
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        word = next(w for w in page.extract_words() if w["text"] == REPORT.printed[KEY])
        base = float(page.height) - word["bottom"] + 1.2
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(595.28, 841.89))
    draw(canvas, word["x0"], word["x1"], base)
    canvas.save()
    mark = pdfium.PdfDocument(stream.getvalue())

    def redraw(new: Any, page: Any, number: int, old: Any, width: float, height: float) -> None:
        overlays.place(new, page, number, old, 1, 0, 0, 1, 0, 0)
        if number == 0:
            overlays.place(new, page, 0, mark, 1, 0, 0, 1, 0, 0)

    data = overlays.redrawn(pdf, redraw)
    reading = parse_report(data)
    figure = reading.figure(KEY)
    assert figure is not None
    others = {key: value for key, value in REPORT.expected().items() if key != KEY}
    assert list(wrong_figures(reading, others)) == []
    assert list(lost_locators(reading, data)) == []
    return figure, data


@pytest.mark.parametrize("name", DRAWN)
def test_what_nobody_sees_is_no_figure(name: str) -> None:
    draw, expected = DRAWN[name]
    figure, _ = _drawn_over(draw)
    assert figure.raw == (REPORT.printed[KEY] if expected == "" else expected or "")
    assert figure.state == ("blank" if expected is None else "value")


@pytest.mark.parametrize(
    ("height", "state"), [(1.6, "unreadable"), (2.8, "unreadable"), (3.6, "unreadable"), (-1.2, "value")]
)
def test_a_number_that_is_struck_out_is_unreadable_and_one_underlined_is_not(
    height: float, state: str
) -> None:
    def rule(canvas: Any, left: float, right: float, base: float) -> None:
        canvas.line(left - 1, base + height, right + 1, base + height)

    assert _drawn_over(rule)[0].state == state


def test_a_small_raised_digit_is_a_note() -> None:
    figure, _ = _drawn_over(lambda c, left, right, base: _text(c, right + 0.2, base + 3.5, "2", size=5))
    assert (figure.raw, figure.note) == (f"{REPORT.printed[KEY]}²", "²")
    assert str(figure.value) == REPORT.printed[KEY]


@pytest.mark.parametrize(
    ("size", "above"),
    [(6.6, 2.8), (7.2, 3.2), (6, -1.8), (5, 3.5)],
    ids=["five sixths", "nine tenths", "lowered", "small"],
)
def test_a_digit_off_the_line_is_a_note_at_whatever_size_a_browser_sets_it(size: float, above: float) -> None:
    """Beside the figure, in a page whose other digits are as large as the note: only the neighbour says what is small."""
    figure, _ = _drawn_over(lambda c, left, right, base: _text(c, right + 0.1, base + above, "3", size))
    assert (figure.raw, figure.note) == (f"{REPORT.printed[KEY]}³", "³")
    assert str(figure.value) == REPORT.printed[KEY]


def test_a_note_in_a_page_of_small_digits_and_one_of_two_digits_are_notes() -> None:
    chars = [
        *(_digit("5", 5 * n, 300, 9) for n in range(9)),
        _digit("7", 100, 200, 12),
        _digit("1", 106.2, 204, 7.8),
        _digit("0", 110.2, 204, 7.8),
        _digit("4", 300, 200, 9),
        _digit("6", 305, 200, 8),
    ]
    page = type("Page", (), {"lines": [], "rects": []})
    printed = as_printed(chars, page)
    assert "".join(c["text"] for c in printed[9:]) == "7¹⁰46"
    assert {c["bottom"] for c in printed[9:12]} == {printed[9]["bottom"]}


def _digit(text: str, x: float, base: float, size: float) -> dict[str, Any]:
    bottom = 842 - base + size / 5
    sides = {"x0": x, "x1": x + size / 2, "top": bottom - size, "bottom": bottom, "doctop": bottom - size}
    return {"text": text, "size": size, "matrix": (size, 0, 0, size, x, base), **sides}


def _empty_with(canvas: Any, left: float, right: float, base: float) -> None:
    """A picture on the place of a figure that was painted over."""
    images = pytest.importorskip("PIL.Image")
    readers = pytest.importorskip("reportlab.lib.utils")
    _cover(canvas, left, right, base)
    canvas.drawImage(readers.ImageReader(images.new("RGB", (20, 8), "grey")), left, base, 20, 8)


def test_a_cell_with_a_picture_is_not_blank() -> None:
    figure, _ = _drawn_over(_empty_with)
    assert (figure.state, figure.flags) == ("unreadable", ("not_text",))


def _blackened(canvas: Any, left: float, right: float, base: float) -> None:
    canvas.setFillGray(0)
    canvas.rect(left - 1, base - 2, right - left + 2, 10, stroke=0, fill=1)


def test_a_cell_with_a_bar_over_its_number_is_not_blank() -> None:
    figure, _ = _drawn_over(_blackened)
    assert (figure.state, figure.raw, figure.flags) == ("unreadable", "", ("not_text",))


def test_bands_of_colour_behind_rows_are_no_table_of_one_column() -> None:
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    pytest.importorskip("pdfplumber")
    files.reportlab_pdf(REPORT)  # which registers the font
    rows = {
        "信息内容": "本年制发件数 本年废止件数 现行有效件数",
        "规章": "0 0 0",
        "行政规范性文件": "12 3 87",
    }
    lines = ["青石县水务局2023年政府信息公开工作年度报告", "二、主动公开政府信息情况", "第二十条第（一）项"]
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(595, 842))
    for number, line in enumerate(lines):
        _text(canvas, 40, 800 - 20 * number, line)
    for number, (label, figures) in enumerate(rows.items()):
        canvas.setFillGray(0.8 + 0.1 * (number % 2))
        canvas.rect(40, 715 - 20 * number, 500, 20, stroke=0, fill=1)
        _text(canvas, 45, 720 - 20 * number, label)
        for column, figure in enumerate(figures.split()):
            _text(canvas, 200 + 100 * column, 720 - 20 * number, figure)
    canvas.save()
    reading = parse_report(stream.getvalue())
    found = {f.key: f.value for f in reading.figures if "normative_docs" in f.key}
    assert list(found.values()) == [12, 3, 87]


def _char(text: str, x: float, base: float, bottom: float, size: float = 24) -> dict[str, Any]:
    sides = {"x0": x, "x1": x + size, "top": bottom - size, "bottom": bottom, "doctop": bottom - size}
    return {"text": text, "size": size, "matrix": (1, 0, 0, 1, x, base), **sides}


def test_large_characters_of_two_fonts_stand_on_one_line() -> None:
    line = [_char("局", 0, 720, 71.2), _char("2", 24, 720, 76.4), _char("年", 48, 720, 71.2)]
    below = [_char("报", 0, 690, 101.2), _char("1", 24, 710, 86.4), _char("1", 48, 720, 74.4, size=9)]
    found = on_lines([*line, *below])
    assert [c["bottom"] for c in found] == [71.2, 71.2, 71.2, 101.2, 86.4, 74.4]
    assert all(c["bottom"] - c["top"] == pytest.approx(c["size"]) for c in found)


def test_fields_notes_and_pictures_lie_on_a_page() -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(300, 200))
    canvas.acroForm.textfield(name="a", value="12", x=20, y=100, width=60, height=20)
    canvas.linkURL("https://example.org/", (100, 100, 160, 120))
    canvas.showPage()
    canvas.save()
    with pdfplumber.open(stream) as opened:
        [(what, box)] = laid_on(opened.pages[0])
    assert (what, [round(side) for side in box]) == ("a form field", [20, 80, 80, 100])
