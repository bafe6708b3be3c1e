"""Pictures of reports at 150 dots to the inch: the same figures, every one flagged."""

from __future__ import annotations

import io
import warnings
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

import pytest

from parsers import parse_report
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented, published
from tests.parsers.readers.test_same_report import word_pdf

if find_spec("rapidocr") is None:
    warnings.warn("the extra [ocr] is not installed: scans are NOT tested", stacklevel=1)
    pytest.skip("the extra [ocr] is not installed", allow_module_level=True)


def pictures(pdf: bytes) -> list[Any]:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    return [document[n].render(scale=150 / 72).to_pil().convert("RGB") for n in range(len(document))]


def scanned(pdf: bytes) -> bytes:
    """A PDF of nothing but pictures of its pages."""
    first, *rest = pictures(pdf)
    stream = io.BytesIO()
    first.save(stream, "PDF", resolution=150, save_all=True, append_images=rest)
    return stream.getvalue()


def assert_flagged(data: bytes, report: Report, prefix: str = "") -> None:
    """In a process of its own: the models would stay in the memory of this one, which other tests measure."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(_assert_flagged, data, report, prefix).result()


def _assert_flagged(data: bytes, report: Report, prefix: str) -> None:
    reading = parse_report(data)
    expected = {k: v for k, v in report.expected().items() if k.startswith(prefix)}
    assert list(wrong_figures(reading, expected)) == []
    assert all("ocr" in f.flags for f in reading.figures if f.state != "missing")
    assert list(lost_locators(reading, data)) == []


def test_a_picture_of_the_last_page() -> None:
    report = published(0)
    stream = io.BytesIO()
    pictures(files.reportlab_pdf(report))[-1].save(stream, "PNG")
    assert_flagged(stream.getvalue(), report, "t4.")


def one_picture(pages: list[Any], kind: str) -> bytes:
    """Pages below one another in one picture, as portals put them on a page."""
    image = pytest.importorskip("PIL.Image")
    sheet = image.new("RGB", (max(p.width for p in pages), sum(p.height for p in pages)), "white")
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    stream = io.BytesIO()
    sheet.save(stream, kind, quality=85)
    return stream.getvalue()


@pytest.mark.accept
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_a_whole_report_by_an_office_program(kind: str) -> None:
    report = published(0)
    assert_flagged(one_picture(pictures(word_pdf(report)), kind), report)


@pytest.mark.accept
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_a_whole_report_by_a_browser(kind: str) -> None:
    report = published(0)
    assert_flagged(one_picture([files.chromium_picture(report)], kind), report)


@pytest.mark.parametrize("degrees", [0.0, 0.4, -1.2, 3.0])
def test_a_leaning_page_is_turned_until_its_rules_are_level(degrees: float) -> None:
    numpy = pytest.importorskip("numpy")
    cv2 = pytest.importorskip("cv2")
    from parsers.readers.ocr.rules import deskewed

    page = numpy.full((1200, 900, 3), 255, numpy.uint8)
    for top in range(200, 1001, 50):
        cv2.line(page, (100, top), (800, top), (0, 0, 0), 2)
    for left in range(100, 801, 100):
        cv2.line(page, (left, 200), (left, 1000), (0, 0, 0), 2)
    turn = cv2.getRotationMatrix2D((450, 600), degrees, 1.0)
    scan = cv2.warpAffine(page, turn, (900, 1200), borderValue=(255, 255, 255))
    ink = (deskewed(scan)[:, :, 0] < 128).sum(axis=1)
    assert (ink > 600).sum() in range(17, 17 * 4), "each of 17 rules lies in few lines of pixels"
    assert numpy.array_equal(deskewed(page), page), "a level page is left as it is"


def test_a_tall_picture_is_read_in_bands_that_cut_no_text() -> None:
    numpy = pytest.importorskip("numpy")
    from parsers.readers.ocr.rules import bands_of

    ink = numpy.zeros((5_000, 400), "uint8")
    ink[:, 100] = 255  # an upright rule
    for top in range(0, 5_000, 50):
        ink[top : top + 30, 20:380] = 255
    bands = bands_of(ink, 1_800)
    assert bands[0][0] == 0
    assert bands[-1][1] == 5_000
    assert [a[1] for a in bands[:-1]] == [b[0] for b in bands[1:]]
    assert all(0 < bottom - top <= 1_800 for top, bottom in bands)
    assert all(30 < cut % 50 < 50 for _, cut in bands[:-1])


@pytest.mark.accept
@pytest.mark.parametrize("producer", [files.reportlab_pdf, files.chromium_pdf, word_pdf])
def test_a_scan_of_a_whole_report(producer: Any) -> None:
    for report in (published(0), invented("2021"), invented("2019", 3, seed=3)):
        assert_flagged(scanned(producer(report)), report)
