"""The addresses of real reports and lists: each is taken for what it is, by words and address alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.crawl.frontier import Entry
from archive.urls import canonicalize, host
from crawler.discovery.grounds import inside
from crawler.discovery.scoring import score_link
from crawler.page.page import Found, Page
from crawler.page.vocabulary import WORTH_ASKING
from parsers.model import Context
from parsers.page.outline import outline


def _rows(shared: Path, marks: tuple[str, ...]) -> list[dict[str, Any]]:
    head, *lines = (shared / "research" / "real_urls.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(head.split("\t"), line.split("\t"), strict=False)) for line in lines]
    return [row for row in rows if row["notes"].startswith(marks)]


def _column(url: str) -> Page:
    """A page of a column of reports on the host of `url`."""
    body = b"<html><body></body></html>"
    entry = Entry(1, url, "list", 90.0, 2, None, "政府信息公开年报", False)
    return Page(f"http://{host(url)}/nb/", entry, body, outline(body, Context(url)))


def test_every_report_is_asked_for(shared: Path) -> None:
    rows = _rows(shared, ("[report]", "[list+report]"))
    missed = [
        (row["url"], row["title"])
        for row in rows
        if score_link(_column(row["url"]), Found(row["url"], row["title"].lstrip("~")))[1] < WORTH_ASKING
        or inside(row["url"], host(row["url"])) != canonicalize(row["url"])
    ]
    assert len(rows) > 70 and missed == []


def test_every_list_is_asked_for_by_the_name_of_its_column(shared: Path) -> None:
    rows = _rows(shared, ("[list]",))
    for row in rows:
        kind, score = score_link(_column(row["url"]), Found(row["url"], "政府信息公开年报"))
        assert (kind, score >= WORTH_ASKING) == ("list", True), row["url"]
    assert len(rows) >= 5


def test_negatives_are_not_taken_for_reports(shared: Path) -> None:
    rows = _rows(shared, ("[NEGATIVE]",))
    assert len(rows) >= 5
    for row in rows:
        assert score_link(_column(row["url"]), Found(row["url"], row["title"].lstrip("~")))[0] != "report", (
            row
        )


@pytest.mark.parametrize(
    ("url", "inside_of"),
    [("http://xxgk.a.gov.cn/x", "a.gov.cn"), ("https://www.a.gov.cn:443/x", "a.gov.cn")],
)
def test_sub_hosts_are_inside(url: str, inside_of: str) -> None:
    assert inside(url, inside_of) == canonicalize(url)


def test_other_hosts_are_not() -> None:
    assert inside("http://a.gov.cn.example/x", "a.gov.cn") is None
    assert inside("http://ba.gov.cn/x", "a.gov.cn") is None
