"""The foreign farm itself is sound: each report is served, is one, and can be reached by what pages print."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.urls import canonicalize
from parsers import parse_report
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.server import ForeignServer
from tests.crawler.foreign.truth import TruePortal, TrueReport, truth

SEED = 3
CLASSES = set(range(1, 100))


@pytest.fixture(scope="module")
def server() -> Iterator[ForeignServer]:
    with ForeignServer(Farm(SEED, size=(10, 12))) as running:
        yield running


def test_every_report_is_reached_by_clicks(server: ForeignServer) -> None:
    missed = {}
    for portal, true in zip(server.farm.portals, truth(server.farm), strict=True):
        browser = Browser(server.port, portal.absolute("/"))
        reached = {canonicalize(url) for url in portal.clicks(browser)}
        if lost := {r.address for r in true.reports} - reached:
            missed[true.template] = sorted(lost)
    assert missed == {}


def test_every_report_is_served(server: ForeignServer) -> None:
    """Each with its title; the oldest and the newest of each portal are read in full."""
    wrong = []
    for portal, pages in _served(server):
        by_year = sorted(portal.reports, key=lambda r: r.year)
        for report, raw in pages:
            titled = any(report.title.encode(charset) in raw for charset in ("utf-8", "gb18030"))
            titled |= parse_report(raw).title == report.title if raw.startswith(b"PK") else False
            read = report in (by_year[0], by_year[-1])
            if not titled or (read and not _is_report(report, raw)):
                wrong.append((portal.template, report.title))
    assert wrong == []


@pytest.mark.accept
def test_every_report_is_readable(server: ForeignServer) -> None:
    pages = [(report, raw) for _, found in _served(server) for report, raw in found]
    assert [report.title for report, raw in pages if not _is_report(report, raw)] == []


def test_reports_are_many_and_of_several_years(server: ForeignServer) -> None:
    for portal in truth(server.farm):
        assert 8 <= len(portal.reports) <= 40, portal.template
        assert len({r.year for r in portal.reports}) > 1, portal.template
    assert {number for portal in truth(server.farm) for number in portal.classes} == CLASSES


def test_what_is_closed_is_named(server: ForeignServer) -> None:
    for portal in truth(server.farm):
        assert portal.needs_browser == any(r.needs_browser for r in portal.reports), portal.template
        assert portal.named or not portal.needs_browser, portal.template


def _served(server: ForeignServer) -> Iterator[tuple[TruePortal, list[tuple[TrueReport, bytes]]]]:
    """Each portal with the bytes of its reports."""
    for portal, true in zip(server.farm.portals, truth(server.farm), strict=True):
        browser = Browser(server.port, portal.absolute("/"))
        home = browser.home()
        address = f"http://{{}}:{server.port}{{}}".format
        yield true, [(r, browser.go(address(r.host, r.path), home).raw) for r in true.reports]


def _is_report(report: TrueReport, raw: bytes) -> bool:
    reading = parse_report(raw)
    return reading.is_report and reading.report_year == report.year
