"""The foreign farm itself is sound: each report is served, is one, and can be reached by what pages print."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.urls import canonicalize
from parsers import parse_report
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.server import ForeignServer
from tests.crawler.foreign.truth import TruePortal, truth

SEED = 3


@pytest.fixture(scope="module")
def server() -> Iterator[ForeignServer]:
    with ForeignServer(Farm(SEED, size=(8, 14))) as running:
        yield running


def _portals(server: ForeignServer) -> list[TruePortal]:
    return truth(server.farm)


def test_every_report_is_reached_by_clicks(server: ForeignServer) -> None:
    missed = {}
    for portal, true in zip(server.farm.portals, _portals(server), strict=True):
        browser = Browser(server.port, portal.absolute("/"))
        reached = {canonicalize(url) for url in portal.clicks(browser)}
        if lost := {r.address for r in true.reports} - reached:
            missed[true.template] = sorted(lost)
    assert missed == {}


def test_every_report_is_served_and_is_one(server: ForeignServer) -> None:
    wrong = []
    for portal, true in zip(server.farm.portals, _portals(server), strict=True):
        browser = Browser(server.port, portal.absolute("/"))
        home = browser.home()
        for report in true.reports:
            page = browser.go(f"http://{report.host}:{server.port}{report.path}", home)
            reading = parse_report(page.raw)
            if not reading.is_report or reading.report_year != report.year:
                wrong.append((true.template, report.title, reading.report_year))
    assert wrong == []


def test_reports_are_many_and_of_several_years(server: ForeignServer) -> None:
    farm = Farm(SEED)
    for portal in truth(farm):
        assert 8 <= len(portal.reports) <= 40, portal.template
        assert len({r.year for r in portal.reports}) > 1, portal.template
        assert portal.reports, portal.template
