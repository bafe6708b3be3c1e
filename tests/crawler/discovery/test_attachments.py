"""Files of report pages: which are asked for, what they are called, and whose report they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import open_archive
from archive.crawl.frontier import Entry, Kind
from archive.store.response import Response
from crawler.discovery.attachments import MOST, attachments
from crawler.page.page import Page
from crawler.visit.context import context_of, file_name
from parsers.model import Context
from parsers.page.outline import outline
from samples import truth
from tests.crawler.conftest import Crawled

URL = "http://www.baiyan.example/zfxxgk/nb/1.html"
TITLE = "白岩县人民政府2021年政府信息公开工作年度报告"
TABLES = "<p>第二十条第（一）项</p><p>本年新收政府信息公开申请数量</p><p>结转下年度继续办理</p>"


def asked(links: str, body: str = "") -> list[str]:
    """Names of the files that a report page with these links makes us ask for."""
    html = f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}{links}"
    entry = Entry(1, URL, "report", 95.0, 3, None, TITLE, False)
    page = Page(URL, entry, html.encode(), outline(html.encode(), Context(URL)))
    found = list(attachments(page))
    assert all((c.kind, c.parent, c.title) == ("attachment", URL, TITLE) for c in found)
    return [c.anchor or "" for c in found]


def link(href: str, text: str) -> str:
    return f'<a href="{href}">{text}</a>'


@pytest.mark.parametrize(
    "one",
    [
        link("P020220128.pdf", "附件"),
        link("/module/download/downfile.jsp?showname=2021.wps&filename=0a59.wps", "点击下载"),
        link("a.ofd", "附件：2021年年度报告统计表"),
        link("a.xlsx", "附表"),
        link("a.zip", "打包下载"),
        '<img src="W020220128.png" alt="统计表">',
    ],
)
def test_a_page_without_tables_asks_for_its_files(one: str) -> None:
    assert len(asked(link("r.doc", TITLE + ".doc") + one)) == 2


def test_a_page_with_tables_asks_for_the_report_only() -> None:
    files = link("r.docx", TITLE + ".docx") + link("b.pdf", "附件") + '<img src="a.png">'
    assert asked(files, TABLES) == [TITLE + ".docx"]


@pytest.mark.parametrize(
    "name", ["政府信息公开指南.pdf", "一图读懂2021年度报告.pdf", "2020年政府信息公开年报.pdf"]
)
def test_what_is_called_something_else_is_left(name: str) -> None:
    assert asked(link("r.pdf", TITLE) + link("x.pdf", name)) == [TITLE]


def test_not_every_picture_of_a_page() -> None:
    assert len(asked(link("r.pdf", TITLE) + "".join(f'<img src="{n}.png">' for n in range(100)))) == MOST


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename*=UTF-8''%E6%96%B0%E5%8E%BF.pdf", "新县.pdf"),
        ("attachment; filename=%E6%96%B0%E5%8E%BF.doc", "新县.doc"),
        ('attachment;filename="新县.pdf"'.encode().decode("latin-1"), "新县.pdf"),
        ("attachment;filename=新县.pdf".encode("gbk").decode("latin-1"), "新县.pdf"),
        ('attachment; filename="../../x/y.pdf"', "y.pdf"),
        ("inline", None),
        ("=?", None),
        (None, None),
    ],
)
def test_names_in_headers(header: str | None, name: str | None) -> None:
    assert file_name(header) == name


@pytest.mark.parametrize(
    ("kind", "anchor", "known_as", "page"),
    [
        ("attachment", "附件：点击下载", "2021年报.pdf", TITLE),
        ("attachment", TITLE, TITLE, TITLE),
        ("report", "附件：点击下载", "附件：点击下载", None),
    ],
)
def test_what_is_kept_with_a_file(kind: Kind, anchor: str, known_as: str, page: str | None) -> None:
    headers = [("Content-Disposition", "attachment; filename=2021年报.pdf".encode().decode("latin-1"))]
    response = Response(URL, datetime(2022, 1, 28, tzinfo=UTC), 200, "OK", headers, b"%PDF-")
    context = context_of(response, Entry(1, URL, kind, 92.0, 3, None, anchor, False, title=TITLE), "411523")
    assert (context.anchor, context.page_title, context.region) == (known_as, page, "411523")


def test_files_are_renditions_of_their_pages_report(crawled: Crawled) -> None:
    with open_archive(crawled.data, read_only=True) as archive:
        for report in [r for r in truth()["reports"] if r["file"]]:
            file = archive.row(
                "select report_id, format from renditions where url like '%' || ?",
                report["file"]["address"].split("/", 3)[3],
            )
            page = archive.row("select report_id from renditions where address = ?", report["addresses"][0])
            assert file is not None and page is not None
            assert file["report_id"] == page["report_id"]
            assert file["format"] != "text/html"
