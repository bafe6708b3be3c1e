"""What stands among links of its kind and is none is named; where the reader is, is not."""

from __future__ import annotations

import pytest

from archive.crawl.books import LooseEnd
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOST, page

BODIES = ("财政局", "教育局", "民政局", "司法局", "审计局", "统计局")
YEARS = (2025, 2024, 2023, 2022)
DEAD = "审计局"


def loose(html: str, anchor: str = "政府信息公开年报") -> list[LooseEnd]:
    column = page(html, kind="list", anchor=anchor, url=f"http://www.{HOST}/gk/nb/")
    return list(discover(column, Grounds(HOST), FAMILIES).claims.loose)


def title(body: str, year: int) -> str:
    return f"白岩县{body}{year}年政府信息公开工作年度报告"


def rows(year: int, more: str = "", *, of: str = "", day: int = 0) -> str:
    found = "".join(
        f'<li><a href="/v/{n}{year}.html">{title(of or body, year + (n if of else 0))}</a><span>{day or year + 1}-01-18</span></li>'
        for n, body in enumerate(BODIES)
    )
    return f"<ul>{found}{more}</ul>"


def tabs(dead: str, alone: int = 2022) -> str:
    return "".join(dead if y == alone else f'<a href="/gk/nb/{y}/">{y}年</a>' for y in YEARS)


def directory(dead: str) -> str:
    found = (dead if body == DEAD else f'<a href="/gk/nb/{body}/">{body}</a>' for body in BODIES)
    return f"<ul>{''.join(f'<li>{one}</li>' for one in found)}</ul>"


def matrix(dead: str) -> str:
    lines = ""
    for n, body in enumerate(BODIES):
        cells = (dead if (body, y) == (DEAD, 2023) else f'<a href="/v/{n}/{y}.html">查看</a>' for y in YEARS)
        lines += f"<tr><td>{body}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    heads = "".join(f"<th>{y}年</th>" for y in YEARS)
    return f"<table><tr><th>单位</th>{heads}</tr>{lines}</table>"


@pytest.mark.parametrize("dead", ["<a>2022年</a>", '<a href="#">2022年</a>', "<span>2022年</span>"])
def test_a_year_among_links_to_years(dead: str) -> None:
    assert loose(f"<div>{tabs(dead)}</div>{rows(2025)}") == [LooseEnd("name", "2022年")]


@pytest.mark.parametrize("dead", ["<a>审计局</a>", '<a href="#">审计局</a>', "审计局", "<span>审计局</span>"])
def test_a_body_among_links_to_bodies(dead: str) -> None:
    assert loose(directory(dead)) == [LooseEnd("name", DEAD)]
    of_another = f"{directory(dead)}{rows(2019, of='财政局')}"
    assert loose(of_another) == [LooseEnd("name", DEAD)]


HERE = [
    (f"<div>{tabs('<span class=tab-on>2022年</span>')}</div>{rows(2025)}", "政府信息公开年报"),
    (f"<ul>{directory('<b class=current>审计局</b>')}</ul>", "政府信息公开年报"),
    (f"<div>{tabs('<span>2022年</span>')}</div>{rows(2022)}", "政府信息公开年报"),
    (f"<div>{tabs('<span>2022年</span>')}</div>{rows(2021, day=2022)}", "政府信息公开年报"),
    (f"<div>{tabs('<span>2022年</span>')}</div>{rows(2025)}", "2022年"),
    (f"{directory('审计局')}{rows(2019, of=DEAD)}", "政府信息公开年报"),
    (directory("审计局"), "审计局信息公开年报"),
    (f'<a href="/">首页</a> &gt; <a href="/gk/">财政局</a> &gt; <span>审计局</span>{rows(2025)}', "年报"),
    (f'<h3>2022年</h3>{rows(2022)}<h3><a href="/gk/nb/2021/">2021年</a></h3>', "政府信息公开年报"),
    (matrix("—"), "政府信息公开年报"),
    (matrix(""), "政府信息公开年报"),
]


@pytest.mark.parametrize(("html", "anchor"), HERE)
def test_where_the_reader_is(html: str, anchor: str) -> None:
    assert [end for end in loose(html, anchor) if end.sign in ("name", "title")] == []


@pytest.mark.parametrize(
    "dead",
    ['<a href="#">查看</a>', "<a>查看</a>", '<a href="javascript:;">查看</a>', '<a href="">查看</a>', "查看"],
)
def test_a_cell_worded_like_those_that_link(dead: str) -> None:
    assert LooseEnd("title", f"{DEAD}2023年政府信息公开工作年度报告") in loose(matrix(dead))


@pytest.mark.parametrize(
    "row", ["{}<span>2023-01-20</span>", "<span>2023-01-20</span>{}", '<i></i>{}<a href="#">查看</a>', "{}"]
)
def test_a_title_as_text_with_something_beside_it(row: str) -> None:
    said = title("水利局", 2022)
    assert loose(rows(2025, f"<li>{row.format(said)}</li>")) == [LooseEnd("title", said)]


def test_a_title_as_text_that_is_linked_beside_is_none() -> None:
    said = title("水利局", 2022)
    assert loose(rows(2025, f'<li>{said}<a href="/v/7.html">查看</a></li>')) == []
