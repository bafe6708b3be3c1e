"""Whose report a file is: its page's, unless the file itself says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive import Archive
from archive.record import record
from archive.reports import query
from archive.store import captures
from archive.store.response import Response
from parsers.facts.report_facts import FROM_PAGE
from parsers.model import Attachment, Context, Evidence, Reading, Source
from tests.capturing import captured

PAGE = "http://a.example/1.html"
FILE = "http://a.example/1.pdf"
SAID = Evidence("printed", "x")
HINTED = Evidence(FROM_PAGE, "x")


def capture(archive: Archive, url: str, role: captures.Role, parent: str | None = None) -> str:
    response = Response(url, archive.clock(), 200, "OK", [], url.encode())
    return captured(archive, response, role, context=Context(url=url, parent=parent))


def filed(archive: Archive, page: Reading, file: Reading) -> list[dict[str, Any]]:
    """The reports after a page and the file it links were recorded."""
    record(archive, capture(archive, PAGE, "report"), page)
    source = Source(None, FILE, "1" * 64, "application/pdf")
    file = replace(file, source=source, content_sha256="f" * 64)
    record(archive, capture(archive, FILE, "attachment", PAGE), file)
    return query.reports(archive)


@pytest.mark.parametrize(
    ("publisher", "year", "evidence"),
    [
        (None, None, {}),
        ("白岩县人民政府", 2021, {"publisher": SAID, "report_year": SAID}),
        ("白岩县人民政府", None, {"publisher": SAID}),
        ("白岩县", 2020, {"publisher": HINTED, "report_year": HINTED}),
    ],
)
def test_a_file_that_does_not_contradict_its_page(
    archive: Archive, reading: Reading, publisher: str | None, year: int | None, evidence: dict[str, Evidence]
) -> None:
    file = replace(reading, publisher=publisher, report_year=year, evidence=evidence)
    (report,) = filed(archive, reading, file)
    assert report["addresses"] == [PAGE, FILE]


@pytest.mark.parametrize(("publisher", "year"), [("白岩县财政局", 2021), ("白岩县人民政府", 2020)])
def test_a_file_that_names_another_body_or_year(
    archive: Archive, reading: Reading, publisher: str, year: int
) -> None:
    evidence = {"publisher": SAID, "report_year": SAID}
    file = replace(reading, publisher=publisher, report_year=year, evidence=evidence)
    assert sorted(r["addresses"] for r in filed(archive, reading, file)) == [[PAGE], [FILE]]


def test_a_file_alone(archive: Archive, reading: Reading) -> None:
    file = replace(reading, publisher=None, report_year=None)
    record(archive, capture(archive, FILE, "attachment", PAGE), file)
    assert archive.value("select provisional from reports") == 1


def test_tables_of_the_file_and_the_day_of_the_page(archive: Archive, reading: Reading) -> None:
    bare = replace(reading, form=None, figures=(), checks=())
    (report,) = filed(archive, bare, replace(reading, published_on=None))
    assert report["form"] == "2021"
    assert report["figures"]["t3.new_received.total"] == 12
    assert report["published_on"] == "2022-01-28"


def test_a_file_that_was_read_before_its_page_belongs_to_it_all_the_same(
    archive: Archive, reading: Reading
) -> None:
    page_key = capture(archive, PAGE, "report")
    source = Source(None, FILE, "1" * 64, "application/pdf")
    file = replace(reading, publisher=None, report_year=None, source=source, content_sha256="f" * 64)
    record(archive, capture(archive, FILE, "attachment", PAGE), file)
    page = replace(reading, attachments=(Attachment(FILE, "1.pdf", "report"),))
    record(archive, page_key, page)
    (report,) = query.reports(archive)
    assert report["addresses"] == [PAGE, FILE]
    assert (
        archive.value("select count(*) from reports")
        == archive.value("select count(*) from reports_fts_docsize")
        == 1
    )
