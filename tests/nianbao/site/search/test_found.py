"""Bodies are found as people type them: traditional, pinyin, initials, what they are called, and with an error of typing."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import open_archive
from archive.record import record
from archive.refresh import refresh_stale
from archive.romanise import sound
from nianbao.site.search import results
from nianbao.site.search.query import Query
from nianbao.site.search.results import search
from nianbao.site.search.typed import typed
from parsers.lexicon.traditional import traditional
from parsers.model import Reading, Section
from parsers.regions import counties
from tests.nianbao.site.building import PROSE, capture, plain

BODIES = {
    "教育局": "教育局",
    "卫生健康委员会": "卫健委",
    "市场监督管理局": "市监局",
    "住房和城乡建设局": "住建局",
    "人力资源和社会保障局": "人社局",
    "发展和改革委员会": "发改委",
}
COUNTIES = 40
YEARS = (2022, 2023)
SEED = 5


def _readings() -> Iterator[tuple[str, Reading]]:
    """An address and a report of each body and year."""
    like = next(reading for _, _, reading in plain())
    known = [entry.region for province in ("13", "41", "44", "52") for entry in counties(province)]
    for number, region in enumerate(known[:: len(known) // COUNTIES][:COUNTIES]):
        for body in BODIES:
            for year in YEARS:
                name = f"{region.county}{body}"
                yield (
                    f"http://c{number}.sample.localhost/{list(BODIES).index(body)}/{year}.html",
                    replace(
                        like, title=f"{name}{year}年政府信息公开工作年度报告", publisher=name, publisher_printed=name,
                        publisher_kind="department", region=region, report_year=year, figures=(), checks=(), narrative=(),
                        issues=(), evidence={}, sections=(Section(1, "s1_overview", "一、总体情况", PROSE[0]),),
                        content_sha256=f"{number:032d}{list(BODIES).index(body):02d}{year:030d}",
                    ),
                )  # fmt: skip


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    data: Path = tmp_path_factory.mktemp("found")
    with open_archive(data, lambda: datetime(2026, 1, 31, tzinfo=UTC)) as archive:
        for url, reading in _readings():
            record(archive, capture(archive, url, url.encode()), reading)
        refresh_stale(archive)
        yield archive.conn


def _misspelt(name: str, rng: random.Random) -> str:
    """A name with one character lost, doubled, changed or exchanged with its neighbour."""
    at = rng.randrange(len(name) - 1)
    return rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + rng.choice("aeimt" if name.isascii() else "天地人和") + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def _called(name: str) -> str:
    body = next(body for body in BODIES if name.endswith(body))
    return name.removesuffix(body) + BODIES[body]


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "traditional": lambda name, _: traditional(name),
    "pinyin": lambda name, _: sound(name).pinyin,
    "initials": lambda name, _: sound(name).initials,
    "called": lambda name, _: _called(name),
    "misspelt": _misspelt,
    "pinyin misspelt": lambda name, rng: _misspelt(sound(name).pinyin, rng),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_among_the_first_five(conn: sqlite3.Connection, way: str) -> None:
    rng = random.Random(f"{SEED} {way}")
    reports = conn.execute(
        "select r.key, r.year, p.name, p.county from reports r join publishers p on p.id = r.publisher_id"
        " order by r.key"
    ).fetchall()
    lost = []
    for row in rng.sample(reports, 84):
        query = f"{WAYS[way](row['name'], rng)} {row['year']}"
        results = search(conn, Query(query))
        found = (results.leading + results.reports)[:5]
        if row["key"] not in [line.key for line in found]:
            lost.append((query, row["name"], [line.title for line in found]))
    assert len(lost) <= 0.05 * 84, lost


def test_a_plain_word_finds_what_it_found(conn: sqlite3.Connection) -> None:
    """The first pages of a word that is there hold the reports that have it, and no others."""
    for word in ("教育局", "行政复议", "公众号"):
        for page in (1, 2):
            texts = conn.execute(
                "select title || body from report_texts where key in (select value from json_each(?))",
                [json.dumps([line.key for line in search(conn, Query(word, page=page)).reports])],
            ).fetchall()
            assert texts
            assert all(word in text for (text,) in texts)


def test_each_hit_says_why(conn: sqlite3.Connection) -> None:
    name = conn.execute("select name from publishers where name like '%卫生健康委员会' limit 1").fetchone()[0]
    for query, way, why in (
        (name, "exact", "title"),
        (sound(name).initials, "sound", "sound"),
        (name.replace("卫生健康委员会", "卫健委"), "called", "called"),
        (name[:-1] + "们", "near", "near"),
    ):
        found = search(conn, Query(query))
        assert found.way == way, query
        assert why in found.reports[0].why, query


def test_other_words_are_offered_and_taken_where_nothing_has_the_word(conn: sqlite3.Connection) -> None:
    offered = search(conn, Query("复议"))
    assert "行政复议" in offered.others
    taken = search(conn, Query("红头文件 官网"))
    assert taken.reports == []
    assert taken.alone == [("红头文件", 0), ("官网", 0)]
    related = search(conn, Query("复核"))
    assert (related.way, related.reports[0].why) == ("related", ["text"])


def test_filters(conn: sqlite3.Connection) -> None:
    region = conn.execute("select region_code from publishers order by region_code limit 1").fetchone()[0]
    assert len(search(conn, Query(region=region)).reports) == len(BODIES) * len(YEARS)
    assert search(conn, Query("教育局", kind="township")).reports == []
    assert search(conn, Query("教育局", kind="department", year=2022)).total == COUNTIES
    assert search(conn, Query(status="withdrawn")).reports == []
    assert search(conn, Query(status="no_tables")).total == 0


@pytest.mark.parametrize("text", ["教育局", "办公室", "政府信息公开", "局 2023", "2022年", "", "局政"])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_of_many_hits_the_newest_come_first_whichever_way_they_are_found(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, text: str, page: int
) -> None:
    query = Query(text, page=page)
    whole = search(conn, query)
    assert not whole.beyond
    monkeypatch.setattr(results, "COUNTED", 5)
    listed, few = whole.reports, (0, 1, 60)
    for before, behind in itertools.product(few, few):
        monkeypatch.setattr(results, "BEFORE", before)
        monkeypatch.setattr(results, "BEHIND", behind)
        found = search(conn, query)
        assert [hit.key for hit in found.reports] == [hit.key for hit in listed], (before, behind)
        assert found.more == whole.more


def test_words_are_parted_by_blanks_and_chinese_commas() -> None:
    assert [w.text for w in typed("白岩县、教育局，2023年；信访").words] == [
        "白岩县",
        "教育局",
        "2023年",
        "信访",
    ]
    assert typed("白岩县教育局2023年度报告").year == 2023
    assert typed("2023年报").named == ()


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("蔚县教育局", "yuxianjiaoyuju", "yxjyj"),
        ("重慶市渝中區", "chongqingshiyuzhongqu", "cqsyzq"),
        ("六安市", "luanshi", "las"),
    ],
)
def test_sounds(name: str, pinyin: str, initials: str) -> None:
    assert sound(name) == (pinyin, initials)
