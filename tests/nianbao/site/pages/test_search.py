"""`_search` in Datasette and `/search` give the rows that Python's `in` finds in the indexed text."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from urllib.parse import quote

import pytest

from archive.search import normalise, words
from nianbao.site.search import lines
from nianbao.site.search import results as found_by
from nianbao.site.search.query import Query
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get

QUERIES = [
    "复议",
    "行政复议",
    "白岩",
    "柳洼",
    "柳洼 2020",
    "年",
    "公众号",
    "script",
    "1234",
    "不在这里",
    "平阴",
]


def by_python(built: Built, query: str) -> set[str]:
    """Keys of the reports whose indexed title or text has every word."""
    with sqlite3.connect(built.data / "nianbao.db") as db:
        texts = db.execute("select key, title, body from report_texts").fetchall()
    return {
        key
        for key, title, body in texts
        if all(w in normalise(title) or w in normalise(body) for w in words(query))
    }


@pytest.mark.parametrize("table", ["reports", "reports_wide"])
@pytest.mark.parametrize("query", QUERIES)
def test_datasette_search_is_exact(get: Get, built: Built, query: str, table: str) -> None:
    """Leans on Datasette calling `escape_fts` for `_search` and on our function winning over its own."""
    rows = get(f"/nianbao/{table}.json?_shape=objects&_size=max&_search={quote(query)}").json()["rows"]
    assert {row["key"] for row in rows} == by_python(built, query)


def test_the_queries_find_something(built: Built) -> None:
    assert by_python(built, "复议") == {built.whole, built.older, built.hostile}
    assert by_python(built, "柳洼 2020") == {built.older}


@pytest.mark.parametrize("query", QUERIES)
def test_search_page_is_exact(get: Get, built: Built, query: str) -> None:
    page = get(f"/search?q={quote(query)}").text.rpartition("<section>")[
        2
    ]  # not the reports of bodies that are meant
    assert set(re.findall(r'class="line-title" lang="zh" href="/report/(\w{32})"', page)) == by_python(
        built, query
    )


@pytest.mark.parametrize(
    "query", ['"', "*", "，", "a OR", "(", "\x00", "'; drop table reports", "^", "NEAR("]
)
def test_no_query_is_an_error(get: Get, query: str) -> None:
    assert get(f"/search?q={quote(query)}").status_code == 200
    assert get(f"/nianbao/reports.json?_search={quote(query)}").status_code == 200


@pytest.mark.parametrize("query", [query for query in QUERIES if query not in ("不在这里", "平阴")])
def test_many_hits_are_not_counted_to_the_end_and_none_is_lost(
    built: Built, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(found_by, "COUNTED", 0)
    monkeypatch.setattr(found_by, "PAGE", 1)
    monkeypatch.setattr(lines, "PAGE", 1)
    found: list[str] = []
    with sqlite3.connect(built.data / "nianbao.db") as db:
        db.row_factory = sqlite3.Row
        years = dict(db.execute("select key, year from reports").fetchall())
        while True:
            results = found_by.search(db, Query(query, page=len(found) + 1))
            assert results.total == 0 and results.beyond
            found += [line.key for line in results.reports]
            if not results.more:
                break
    assert set(found) == by_python(built, query) and len(found) == len(set(found))
    assert [years[key] for key in found] == sorted((years[key] for key in found), reverse=True)


def test_the_page_says_that_there_are_more(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found_by, "COUNTED", 2)
    assert "2 以上" in get("/search?q=复议&lang=zh").text
    assert "more than 2" in get("/search?q=复议&lang=en").text


def test_hits_are_marked_and_publishers_listed(get: Get) -> None:
    page = get("/search?q=复议").text
    assert "行政<mark>复议</mark>申请2件" in page
    page = get("/search?q=白岩").text
    assert "<mark>白岩</mark>县人民政府2021年" in page
    assert '<strong lang="zh">白岩县人民政府</strong>' in page


def test_filters(get: Get, built: Built) -> None:
    def found(path: str) -> set[str]:
        return set(re.findall(r'class="line-title" lang="zh" href="/report/(\w{32})"', get(path).text))

    everything = {built.whole, built.older, built.hostile, built.revised}
    assert found("/search?year=2020") == {built.older}
    assert found("/search?q=复议&year=2021") == {built.whole}
    assert found("/search?province=河南省") == everything
    assert found("/search?province=不存在") == set()
    assert found("/search?year=abc&page=x") == everything
    assert get("/search?page=99").status_code == 200


def test_sql_functions(get: Get) -> None:
    sql = quote("select cn_snippet('收到行政复议申请', '复议', 20) as s, bigrams('复议') as b")
    rows: Any = get(f"/nianbao.json?_shape=objects&sql={sql}").json()["rows"]
    assert rows == [{"s": "收到行政【复议】申请", "b": "复议 议"}]
