"""How many reports a tree says that a body or a year has: a claim on the list that it leads to, where that is one of reports."""

from __future__ import annotations

import pytest

from archive.crawl.books import PageClaims
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOST, kinds, page

REPORTS = "".join(
    f'<li><a href="/a/{n}.html">白岩县统计局202{n}年政府信息公开工作年度报告</a></li>' for n in range(3)
)
OTHERS = "".join(
    f'<li><a href="/b/{n}.html">白岩县统计局关于印发第{n}号文件的通知</a></li>' for n in range(9)
)


def claims(html: str, anchor: str, kind: str = "list") -> PageClaims:
    column = page(f"<ul>{html}</ul>", kind=kind, anchor=anchor, url=f"http://www.{HOST}/gk/tjj/")  # type: ignore[arg-type]
    return discover(column, Grounds(HOST), FAMILIES).claims


@pytest.mark.parametrize("anchor", ["统计局(9)", "统计局（9）", "2022年(9)", "统计局 (9)"])
def test_the_count_of_a_tree_is_a_claim(anchor: str) -> None:
    found = claims(REPORTS, anchor)
    assert (found.rows, found.total) == (3, 9)


@pytest.mark.parametrize(
    ("html", "anchor", "total"),
    [
        (REPORTS, "统计局", 0),
        (REPORTS, "统计局(1280)", 0),
        (REPORTS, "政府信息公开年报(9)", 0),
        (REPORTS + OTHERS, "统计局(40)", 0),
        (OTHERS, "统计局(9)", 0),
        (f"{REPORTS}<p>共3条</p>", "统计局(9)", 3),
    ],
)
def test_what_may_count_something_else_is_none(html: str, anchor: str, total: int) -> None:
    assert claims(html, anchor).total == total


def test_a_count_takes_nothing_from_a_name() -> None:
    names = ("统计局(9)", "财政局（3）", "2022年(5)")
    tree = "".join(f'<a href="/gk/nb/{n}/">{name}</a>' for n, name in enumerate(names))
    found = kinds(tree, kind="list", anchor="政府信息公开年报", url=f"http://www.{HOST}/gk/nb/")
    assert list(found.values()) == ["list"] * len(names)
