"""A report that its portal cuts into pages: the others are asked for as its files, the article beside it never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import open_archive
from archive.crawl.books import LooseEnd
from archive.crawl.frontier import Candidate, Entry
from crawler.discovery.attachments import MOST_PAGES
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline
from tests.crawler import child
from tests.crawler.stage import Stage, column, home, report
from tests.crawler.stage import html as sound

HOST = "baiyan.example"
TITLE = "白岩县财政局2024年政府信息公开工作年度报告"
TEXT = "".join(f"<p>{heading}</p>" for heading in ("一、总体情况", "二、主动公开政府信息情况"))
TABLES = "<p>第二十条第（一）项</p><p>本年新收政府信息公开申请数量</p><p>结转下年度继续办理</p>"


def seen(body: str, url: str, **entry: object) -> tuple[list[Candidate], tuple[LooseEnd, ...]]:
    """What is asked for of a page of a report, and what is said of it."""
    made = Entry(1, url, "report", 95.0, 3, f"http://www.{HOST}/nb/", TITLE, False)
    of = Entry(**{**{name: getattr(made, name) for name in (*Entry.__slots__, "title", "form")}, **entry})
    data = f"<html><head><meta charset=utf-8></head><body><h1>{TITLE}</h1>{TEXT}{TABLES}{body}".encode()
    page = Page(url, of, data, outline(data, Context(url)))
    found = discover(page, Grounds(HOST), FAMILIES)
    return [c for c in found.candidates if c.kind == "attachment"], found.claims.loose


OWN = f"http://www.{HOST}/nb/202501/t20250118_7.html"
PAGERS = [
    (OWN, '<a href="t20250118_7_1.html">下一页</a>', ["/nb/202501/t20250118_7_1.html"]),
    (OWN, '<b>1</b> <a href="t20250118_7_2.html">2</a>', ["/nb/202501/t20250118_7_2.html"]),
    (OWN, '<script>createPageHTML(2,0,"t20250118_7","html");</script>', ["/nb/202501/t20250118_7_1.html"]),
    (f"http://www.{HOST}/show.do?id=7", '<a href="?id=7&amp;page=2">2</a>', ["/show.do?id=7&page=2"]),
    (f"http://www.{HOST}/nb/7", '<a href="/nb/7-2">下页</a>', ["/nb/7-2"]),
    (OWN, '<a href="t20250118_8.html">下一篇</a>', []),
    (OWN, '<a href="t20250118_8.html">下一页</a>', []),
    (OWN, '<a href="t20250118_7_1.html">下一篇</a>', []),
    (OWN, '<a href="/nb/202502/t20250118_7_1.html">2</a>', []),
    (f"http://www.{HOST}/show.do?id=7", '<a href="?id=8&amp;page=2">下一页</a>', []),
    (f"http://www.{HOST}/show.do?id=7", '<a href="?id=8">下一页</a>', []),
]


@pytest.mark.parametrize(("own", "pager", "pages"), PAGERS)
def test_the_pages_of_a_report_are_its_files(own: str, pager: str, pages: list[str]) -> None:
    asked, said = seen(pager, own)
    assert [c.url.partition(HOST)[2] for c in asked] == pages
    assert {(c.parent, c.anchor, c.title) for c in asked} <= {(own, TITLE, TITLE)}
    assert len(said) == len(pages)


def test_the_second_page_leads_to_the_third_as_a_file_of_the_first() -> None:
    second = OWN.replace("7.html", "7_1.html")
    pager = '<a href="t20250118_7.html">上一页</a><a href="t20250118_7_2.html">下一页</a>'
    asked, said = seen(pager, second, kind="attachment", parent=OWN, title=TITLE)
    assert [(c.url, c.parent, c.depth) for c in asked] == [(OWN.replace("7.html", "7_2.html"), OWN, 3)]
    assert not said


def test_not_every_page_of_an_article_without_an_end() -> None:
    links = "".join(f'<a href="t20250118_7_{n}.html">{n + 1}</a>' for n in range(1, 60))
    assert len(seen(links, OWN)[0]) == MOST_PAGES
    last = OWN.replace("7.html", f"7_{MOST_PAGES + 1}.html")
    on = f'<a href="t20250118_7_{MOST_PAGES + 2}.html">下一页</a>'
    assert seen(on, last, kind="attachment", parent=OWN, title=TITLE)[0] == []


def test_a_pager_without_an_address_is_said() -> None:
    asked, said = seen('<script>createPageHTML(3,0,here,"html");</script>', OWN)
    assert (asked, [end.sign for end in said]) == ([], ["link"])
    beside = '<script>createPageHTML(3,0,"news","html");</script>'
    assert seen(beside, OWN) == ([], ())


@pytest.mark.parametrize("cut", [True, False])
def test_a_portal_whose_reports_are_cut_is_not_called_complete(cut: bool, tmp_path: Path) -> None:
    years = range(2020, 2024)
    with Stage() as stage:
        stage.pages |= {"/": home(), "/gknb/": column(years)}
        for year in years:
            pager = f"<a href='{year}_1.html'>下一页</a>" if cut else ""
            beside = f"<p>下一篇：<a href='{min(year + 1, 2023)}.html'>白岩县财政局的另一份年度报告</a></p>"
            stage.pages[f"/{year}.html"] = report(year) + pager + beside
            stage.pages[f"/{year}_1.html"] = sound("第二页", f"<a href='{year}.html'>上一页</a>")
        (portal,) = child.run(tmp_path, [stage.url], {**child.FAST, "parse": False})["portals"]
        asked = stage.paths()
    assert portal["reports"] == len(years)
    assert portal["outcome"] == ("partial" if cut else "complete")
    assert sum("_1.html" in path for path in asked) == (len(years) if cut else 0)
    with open_archive(tmp_path, read_only=True) as archive:
        kept = archive.rows("select parent from captures where role = 'attachment' and grade = 'ok'")
        whys = " ".join(str(row["why"]) for row in archive.rows("select why from visit_claims"))
    assert ("further pages of a report, kept and not joined to it" in whys) is cut
    assert "not opened" not in whys
    assert len(kept) == (len(years) if cut else 0)
