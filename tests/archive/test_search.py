"""The contract of the search: exactly the rows that Python's `in` finds in the normalised text."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search import (
    TOKENIZER,
    alternatives,
    bigrams,
    cn_snippet,
    hits,
    marked,
    match_pairs,
    match_query,
    normalise,
    tokens,
    words,
)

TEXTS = [
    "收到行政复议申请 5 件，结果纠正 2 件。",
    "平阴县人民政府办公室2021年政府信息公开工作年度报告",
    "卫 辉\n市 财政局：行政，复议；诉讼 3 件",
    "新县 WeChat 公众号 zwgk-2021 发布 1,234 条",
    "水利局 年报",
    "行政复\u200b议",
    "",
]

alphabet = st.sampled_from("复议行政水平阴县〇々aAbＡ1２ \n\u3000\u200b，。|\"*()-^:'\x00é㈠")
text = st.one_of(st.text(alphabet, max_size=40), st.text(max_size=30))


def by_python(query: str, texts: list[str]) -> list[int]:
    found = words(query)
    return [i for i, t in enumerate(texts) if found and all(w in normalise(t) for w in found)]


def by_fts(
    query: str, texts: list[str], tokenizer: str = TOKENIZER, expression: Callable[[str], str] = match_query
) -> list[int]:
    db = sqlite3.connect(":memory:")
    try:
        db.execute(f"create virtual table fts using fts5(body, content='', tokenize='{tokenizer}')")
        db.executemany(
            "insert into fts(rowid, body) values (?, ?)", [(i, bigrams(t)) for i, t in enumerate(texts)]
        )
        rows = db.execute("select rowid from fts where fts match ? order by rowid", [expression(query)])
        return [row[0] for row in rows]
    finally:
        db.close()


QUERIES = [
    "复议",
    "行政复议",
    "平阴",
    "卫辉",
    "水",
    "县",
    "2021年",
    "2021",
    "wechat",
    "１，２３４",
    "复议 新县",
    "行政 复议",
]


@pytest.mark.parametrize("tokenizer", [TOKENIZER, "unicode61 remove_diacritics 0"])
@pytest.mark.parametrize(
    "query", [*QUERIES, "收到行政复议申请5件", "行政复议诉讼", "不在", "", "，", '"', "*"]
)
def test_finds_what_in_finds(query: str, tokenizer: str) -> None:
    assert by_fts(query, TEXTS, tokenizer) == by_python(query, TEXTS)


def test_finds_something_in_the_examples() -> None:
    assert by_fts("复议", TEXTS) == [0, 2, 5]
    assert by_fts("卫辉", TEXTS) == [2]
    assert by_fts("平阴 年度", TEXTS) == [1]


def test_tokens_are_pairs_closed_by_a_single() -> None:
    assert list(tokens("行政复议，a1")) == ["行政", "政复", "复议", "议", "a1", "1"]


@given(text, st.integers(0, 40), st.integers(1, 12), st.lists(text, max_size=4))
@example("复 议", 0, 3, ["复议", "复，议"])
def test_any_part_of_any_text_is_found_and_nothing_else(
    whole: str, at: int, size: int, others: list[str]
) -> None:
    part = whole[at : at + size]
    texts = [whole, *others]
    found = by_fts(part, texts)
    assert found == by_python(part, texts)
    assert not words(part) or 0 in found


@given(text, st.integers(0, 40), st.integers(1, 12), st.lists(text, max_size=4))
@example("收到行政复议5件", 2, 6, [])
def test_what_has_the_words_has_their_pairs(whole: str, start: int, length: int, others: list[str]) -> None:
    query, texts = whole[start : start + length], [whole, *others]
    assert set(by_fts(query, texts)) <= set(
        by_fts(query, texts, expression=lambda q: match_pairs(alternatives(q)))
    )


@given(text, st.lists(text, max_size=3))
def test_no_query_is_an_error(query: str, texts: list[str]) -> None:
    assert by_fts(query, texts) == by_python(query, texts)


@given(text)
def test_normalising_twice_changes_nothing(whole: str) -> None:
    assert normalise(normalise(whole)) == normalise(whole)


@given(text, text)
@example("¼", "1")
def test_hits_stand_where_the_word_stands(whole: str, query: str) -> None:
    spans = hits(whole, query)
    assert all(0 <= left < right <= len(whole) for left, right in spans)
    assert bool(spans) == any(w in normalise(whole) for w in words(query))
    # A character may stand for several (¼ is 1⁄4): a hit is the least text of the page that holds the word.
    for left, right in spans:
        held = [w for w in words(query) if w in normalise(whole[left:right])]
        assert any(w not in normalise(whole[left + 1 : right]) for w in held)
        assert any(w not in normalise(whole[left : right - 1]) for w in held)


@given(text, text, st.integers(1, 60))
def test_a_passage_is_made_of_the_text(whole: str, query: str, length: int) -> None:
    passage = "".join(t for t, _ in marked(whole, query, length)).strip("…")
    assert passage in whole or passage == ""


def test_snippet_marks_hits_and_stays_on_one_line() -> None:
    long = "前" * 300 + "\n收到行政\n复议 5 件" + "后" * 300
    snippet = cn_snippet(long, "政复议", 40)
    assert "\n" not in snippet
    assert "收到行【政 复议】 5 件" in snippet
    assert snippet.startswith("…") and snippet.endswith("…")
    assert cn_snippet(None, None, 10) == ""
    assert cn_snippet("没有这个词", "复议", 3) == "没有这…"
