"""One report, printed by programs that share no code with the readers: the figures come out the same, all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import parse_report
from tests.parsers.expectations import lost_locators, wrong_figures
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, invented, published
from tests.thinned import thinned

Producer = Callable[[Report], bytes]


def word_pdf(report: Report) -> bytes:
    return files.office(files.docx_of(report), "docx", "pdf")


def word_doc(report: Report) -> bytes:
    return files.office(files.docx_of(report), "docx", "doc")


def xls(report: Report) -> bytes:
    return files.office(files.xlsx_of(report), "xlsx", "xls")


def web_doc(report: Report) -> bytes:
    return files.office(files.html_of(report).encode(), "html", "doc:MS Word 97")


def web_docx(report: Report) -> bytes:
    return files.office(files.html_of(report).encode(), "html", "docx:MS Word 2007 XML")


def word_rtf(report: Report) -> bytes:
    return files.office(files.docx_of(report), "docx", "rtf")


def web_rtf(report: Report) -> bytes:
    return files.office(files.html_of(report).encode(), "html", "rtf:Rich Text Format")


def office_odt(report: Report) -> bytes:
    return files.office(files.docx_of(report), "docx", "odt")


def office_docx(report: Report) -> bytes:
    return files.office(office_odt(report), "odt", "docx:MS Word 2007 XML")


def office_ods(report: Report) -> bytes:
    return files.office(files.xlsx_of(report), "xlsx", "ods")


def office_xlsx(report: Report) -> bytes:
    return files.office(office_ods(report), "ods", "xlsx:Calc MS Excel 2007 XML")


QUICK: dict[str, Producer] = {
    "docx": files.docx_of,
    "xlsx": files.xlsx_of,
    "pdf, reportlab": files.reportlab_pdf,
}
SLOW: dict[str, Producer] = {
    "pdf, LibreOffice": word_pdf,
    "pdf, Chromium": files.chromium_pdf,
    "doc": word_doc,
    "xls": xls,
    "doc of a web page": web_doc,
    "docx of a web page": web_docx,
    "rtf, LibreOffice": word_rtf,
    "rtf of a web page": web_rtf,
    "odt, LibreOffice": office_odt,
    "docx, LibreOffice": office_docx,
    "ods, LibreOffice": office_ods,
    "xlsx, LibreOffice": office_xlsx,
}
REPORTS = {
    **{f"published {n}": published(n) for n in range(5)},
    **{f"invented {f}": invented(f, paragraphs=2) for f in ("2021", "2019")},
}


def assert_same(data: bytes, report: Report) -> None:
    reading = parse_report(data)
    assert list(wrong_figures(reading, report.expected())) == []
    assert list(lost_locators(reading, data)) == []
    states = {f.key: f.state for f in reading.figures}
    assert {states[key] for key, text in report.printed.items() if not text} <= {"blank"}
    assert reading.issues == ()
    assert reading.is_report
    assert (reading.title, reading.report_year, reading.form) == (report.title, report.year, report.form)
    assert [s.number for s in reading.sections if s.key] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", thinned(REPORTS, 3))
@pytest.mark.parametrize("kind", QUICK)
def test_every_cell_of_a_file(kind: str, name: str) -> None:
    assert_same(QUICK[kind](REPORTS[name]), REPORTS[name])


@pytest.mark.parametrize("name", thinned(["published 0", "invented 2021", "invented 2019"]))
@pytest.mark.parametrize("kind", SLOW)
def test_every_cell_of_a_file_of_another_program(kind: str, name: str) -> None:
    assert_same(SLOW[kind](REPORTS[name]), REPORTS[name])
