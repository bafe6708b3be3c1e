"""The regions: today's, former ones, and the file that holds them."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

from parsers import regions

ROWS = [
    line.split("\t")
    for line in (resources.files("parsers") / "data" / "regions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_file_has_every_region_once_with_those_above_it() -> None:
    named = {(code, name) for code, name, *_ in ROWS}
    assert len(named) == len(ROWS)
    names = {name for _, name in named}
    for code, name, province, prefecture, years in ROWS:
        assert len(code) == 6
        assert code.isdecimal()
        assert province in names
        assert not prefecture or prefecture in names
        assert not years or "2008" <= years[:4] <= years[5:] <= "2019"
        assert name not in ("市辖区", "县")
    assert sum(not years for *_, years in ROWS) > 3200
    assert sum(bool(years) for *_, years in ROWS) > 390


def test_the_34_provinces_are_there() -> None:
    today = [code for code, *_, years in ROWS if not years]
    assert len([code for code in today if code.endswith("0000")]) == 34
    assert {code[:2] for code in today} == {code[:2] for code in today if code.endswith("0000")}


@pytest.mark.parametrize(
    ("code", "name", "level", "prefecture"),
    [
        ("410000", "河南省", "province", None),
        ("411500", "信阳市", "prefecture", "信阳市"),
        ("411523", "新县", "county", "信阳市"),
        ("110101", "东城区", "county", None),  # a district of a municipality
        ("419001", "济源市", "county", None),  # directly below its province
        ("441900", "东莞市", "county", None),  # a city without counties
        ("710000", "台湾省", "province", None),
        ("530121", "呈贡县", "county", "昆明市"),  # a district since 2011, under another code
        ("522428", "赫章县", "county", "毕节地区"),  # its prefecture became a city, with another code
    ],
)
def test_a_code_is_a_region(code: str, name: str, level: str, prefecture: str | None) -> None:
    entry = regions.by_code(code)
    assert entry is not None
    assert (entry.name, entry.level, entry.prefecture) == (name, level, prefecture)


def test_today_goes_before_former_lists() -> None:
    again = [entry.code for entry in regions.named("赫章县")]
    assert again[0] == "520527"
    assert [e.name for e in regions.counties("52")].count("赫章县") == 1
    assert regions.by_code("999999") is None
    assert regions.by_code(None) is None


def test_a_name_leads_to_all_that_bear_it() -> None:
    assert {entry.province for entry in regions.named("朝阳区")} == {"北京市", "吉林省"}
    assert [entry.code for entry in regions.named("信阳")] == ["411500"]
    assert regions.named("无此县") == []


def test_the_list_is_read_when_it_is_asked_for() -> None:
    code = "import parsers, parsers.regions as r; print(r._entries.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "0"
