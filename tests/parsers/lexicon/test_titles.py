"""Titles: reports accepted with their year and publisher, everything that only speaks about one refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.facts.publishers import read_publisher
from parsers.lexicon.titles import read_title
from tests.conftest import SHARED, load

TITLES = load(SHARED / "research" / "titles.json") if SHARED.is_dir() else []


@pytest.mark.parametrize("case", TITLES, ids=lambda c: c["title"][:20])
def test_known_titles(case: dict[str, object]) -> None:
    facts = read_title(str(case["title"]))
    assert facts.is_report is case["is_report"]
    assert facts.year == case["report_year"]
    if case["publisher"]:
        assert facts.head is not None
        publisher = read_publisher(facts.head)
        got = {
            "publisher": publisher.name,
            "publisher_kind": publisher.kind,
            "level": publisher.level,
            "county": publisher.region.county,
        }
        assert got == {k: case.get(k, got[k]) for k in got}


def test_titles_of_real_addresses(shared: Path) -> None:
    """Every [report] title with its year, no [NEGATIVE] one."""
    lines = (shared / "research" / "real_urls.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for line in lines:
        columns = line.split("\t")
        title, year, notes = columns[3].lstrip("~"), columns[5], columns[7]
        facts = read_title(title)
        if "[report]" in notes or "[list+report]" in notes:
            if facts.is_report is not True or str(facts.year) != year:
                wrong.append((title, facts))
        elif "[NEGATIVE]" in notes and facts.is_report is True:
            wrong.append((title, facts))
    assert wrong == []


@pytest.mark.parametrize(
    "title",
    [
        "白岩县2022年政府网站工作年度报表",
        "白岩县2022年法治政府建设年度报告",
        "关于报送2022年政府信息公开工作年度报告的通知",
        "白岩县发布2022年政府信息公开工作年度报告",
        "一图读懂白岩县2022年政府信息公开工作年度报告",
        "白岩县第一中学2022年信息公开年度报告解读",
        "政府信息公开指南",
        "首页政务公开政府信息公开年报搜索",
    ],
)
def test_refused(title: str) -> None:
    assert read_title(title).is_report is not True


@pytest.mark.parametrize("column", ["政府信息公开年报", "政府信息公开年度报告", "白岩县政府信息公开年报"])
def test_the_name_of_a_column_decides_nothing(column: str) -> None:
    assert read_title(column).is_report is None


@pytest.mark.parametrize(
    ("printed", "name", "kind"),
    [
        ("洛阳市栾川县人民政府", "栾川县人民政府", "government"),
        ("临夏回族自治州永靖县", "永靖县人民政府", "government"),
        ("上海市黄浦区人民政府", "上海市黄浦区人民政府", "government"),
        ("福州市晋安区", "福州市晋安区人民政府", "government"),
        ("忠县人民政府办公室", "忠县人民政府办公室", "government_office"),
        ("柳洼镇", "柳洼镇人民政府", "township"),
        ("北京市城市管理委员会", "北京市城市管理委员会", "department"),
        ("白岩县经济开发区管理委员会", "白岩县经济开发区管理委员会", "development_zone"),
        ("大庆市住房公积金管理中心", "大庆市住房公积金管理中心", "institution"),
    ],
)
def test_publishers(printed: str, name: str, kind: str) -> None:
    publisher = read_publisher(printed)
    assert (publisher.name, publisher.kind) == (name, kind)


def test_old_counties_are_known() -> None:
    """浑江区 and the like: a county abolished since is still found by its name."""
    region = read_publisher("大兴安岭地区塔河县人民政府").region
    assert region.county == "塔河县"
    assert read_publisher("铜陵县人民政府").region.code == "340721"


def test_a_name_that_several_places_bear_gets_no_code() -> None:
    assert read_publisher("鼓楼区人民政府").region.code is None
    assert read_publisher("鼓楼区人民政府", near="320100").region.code == "320106"
