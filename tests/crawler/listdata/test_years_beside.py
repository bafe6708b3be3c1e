"""A body's page may be its newest report, with the other years in boxes beside it."""

from __future__ import annotations

import pytest

from archive.crawl.books import LooseEnd
from crawler.discovery.discover import discover
from crawler.discovery.discovery import Discovery
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOME, HOST, page
from tests.crawler.stage import report

AT = f"{HOME}czj/nb/"
OPENS = "<script>$('.w').on('click','li',function(){ location.href = '/czj/' + $(this).data('k') + '.html' })</script>"


def look(beside: str) -> Discovery:
    return discover(page(report(2023) + beside, AT, "list", 80.0, "财政局"), Grounds(HOST), FAMILIES)


@pytest.mark.parametrize(
    "beside",
    [
        f"<ul class=w><li data-k=a22>2022年</li><li data-k=a21>2021年</li></ul>{OPENS}",
        "<a onclick=\"window.open('/czj/a22.html')\">2022年</a><a onclick=\"window.open('/czj/a21.html')\">2021年</a>",
    ],
)
def test_years_to_click_beside_a_report_lead_to_the_other_reports(beside: str) -> None:
    found = look(beside)
    led = {c.url: c.kind for c in found.candidates}
    assert led == {f"{HOME}czj/a22.html": "list", f"{HOME}czj/a21.html": "list"}
    assert found.claims.loose == ()


def test_years_that_are_links_lead_there_whatever_their_addresses_are() -> None:
    html = report(2023) + "<a href=/old/a/x.html>2022年</a><a href=/old/b/y.html>2021年</a>"
    found = discover(
        page(html, f"{HOME}czj/n1.html", "report", 90.0, "白岩县财政局2023年年报"), Grounds(HOST), FAMILIES
    )
    assert {c.url: c.kind for c in found.candidates} == {
        f"{HOME}old/a/x.html": "list",
        f"{HOME}old/b/y.html": "list",
    }


def test_a_year_of_which_nobody_knows_where_it_leads_is_named_as_the_report_that_it_would_be() -> None:
    found = look("<ul><li>2023年</li><li>2022年</li><li>2021年</li></ul>")
    assert found.claims.loose == tuple(
        LooseEnd("title", f"白岩县财政局{year}年政府信息公开工作年度报告") for year in (2022, 2021)
    )


@pytest.mark.parametrize(
    "beside",
    ["<p><span>2022年</span>共公开<span>7</span>条", "<table><tr><td>2022年</td><td>2021年</td></tr></table>", "<i>2022年</i>"],
)  # fmt: skip
def test_years_in_the_words_of_a_report_are_none(beside: str) -> None:
    assert look(beside).claims.loose == ()


def test_their_handler_may_stand_in_a_file() -> None:
    assert look("<ul><li>2022年</li><li>2021年</li></ul><script src=/js/nav.js></script>").files == (
        f"{HOME}js/nav.js",
    )
