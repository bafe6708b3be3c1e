"""Years that an address asks for, and dates in addresses that say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import Context, parse_report
from parsers.lexicon.urls import Base, year_asked
from parsers.page.outline import outline


@pytest.mark.parametrize(
    ("path", "year"),
    [
        ("/module/xxgk/xxgkAnnualReport.jsp?fbtime=2021&area=001", 2021),
        ("/module/xxgk/xxgkAnnualReport.jsp?area=001&fbtime=2010", 2010),
        ("/openness/OpennessAnnualReport/year/6/2022.html", 2022),
        ("/public/column/6600681?type=3&action=detail&title=2018", 2018),
        ("/public/column/6600681?type=4&action=detail&title=2018", None),
        ("/zt/gknbxq/pnidpv196pntypepvnbpnnfpv2022.html", 2022),
        ("/zwgk/zfxxgknb/2023n_5974964/202501/t20250124_86679119.html", None),
        ("/art/2024/1/16/art_1229779591_86714.html", None),
        ("/nb/?year=20219", None),
    ],
)
def test_years_in_addresses(path: str, year: int | None) -> None:
    assert year_asked("http://www.baiyan.example" + path) == year


def test_the_address_counts_where_the_page_names_no_year() -> None:
    url = "http://www.baiyan.example/module/xxgk/xxgkAnnualReport.jsp?fbtime=2019&area=001"
    silent = parse_report("<h1>白岩县财政局政府信息公开工作年度报告</h1>", context=Context(url=url))
    assert (silent.report_year, silent.evidence["report_year"].source) == (2019, "address")
    says = parse_report("<h1>白岩县财政局2018年政府信息公开工作年度报告</h1>", context=Context(url=url))
    assert says.report_year == 2018


def test_no_real_address_asks_for_another_year(shared: Path) -> None:
    rows = (shared / "research" / "real_urls.tsv").read_text(encoding="utf-8").splitlines()[1:]
    named = [(cells[0], cells[5]) for cells in (row.split("\t") for row in rows) if cells[5].isdigit()]
    asked = {url: (year_asked(url), int(year)) for url, year in named if year_asked(url)}
    assert len(asked) >= 6
    assert [url for url, (asks, year) in asked.items() if asks != year] == []


@pytest.mark.parametrize(("encoding", "query"), [("gb18030", "d=%B2%C6%D5%FE&p=2"), ("utf-8", "d=财政&p=2")])
def test_a_query_is_sent_in_the_encoding_of_its_page(encoding: str, query: str) -> None:
    html = "<meta charset=gb2312><p>财政局的年度报告</p><a href='/局/l.asp?d=财政&amp;p=2'>财政局</a>"
    found = outline(html.encode(encoding), Context(url="http://a.example/x/")).links
    assert [link.url for link in found] == [f"http://a.example/局/l.asp?{query}"]


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("\\xxgk\\1.htm", "http://a.example/xxgk/1.htm"),
        ("..\\nb\\1.htm", "http://a.example/nb/1.htm"),
        ("\n  /nb/\n1.htm", "http://a.example/nb/1.htm"),
        ("http:/nb/1.htm", "http://a.example/nb/1.htm"),
        ("http:1.htm", "http://a.example/x/1.htm"),
        ("http:\\\\b.example\\1.htm", "http://b.example/1.htm"),
        ("l.asp?d=a\\b", "http://a.example/x/l.asp?d=a\\b"),
    ],
)
def test_a_careless_address_is_read_as_a_browser_reads_it(target: str, url: str) -> None:
    assert Base("http://a.example/x/y.htm").join(target) == url
