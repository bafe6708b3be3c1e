"""English names of bodies, places and figures."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import nianbao.mcp
from nianbao.mcp import english
from nianbao.mcp.places import region
from tests.nianbao.mcp.asking import Asking
from tests.nianbao.mcp.test_answers import NAME, figures, reason

FILE = Path(nianbao.mcp.__file__).parent / "english.toml"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Baiyan County", "baiyanxian"),
        ("the Baiyan County People's Government", "baiyanxianrenminzhengfu"),
        ("Finance Bureau of Baiyan County", "baiyanxiancaizhengju"),
        ("Baiyan County Bureau of Finance", "baiyanxiancaizhengju"),
        ("Xinxian County", "xinxian"),
        ("Luyuan town government", "luyuanzhenrenminzhengfu"),
        ("Wangjin Subdistrict Office", "wangjinjiedaobanshichu"),
        ("Baiyan County Water Bureau", "baiyanxianshuiliju"),
    ],
)
def test_an_english_name_has_the_sound_of_the_chinese_one(text: str, heard: str) -> None:
    assert heard in english.sounds(text)


@pytest.mark.parametrize("text", ["baiyan", "白岩县", "Finance Bureau", "", "of", "budget of the year"])
def test_what_is_no_english_name_has_no_sound(text: str) -> None:
    assert english.sounds(text) == []


def test_every_phrase_is_in_small_letters_without_signs() -> None:
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert set(file) == {"places", "bodies", "regions"}
    for phrase in (phrase for group in file.values() for phrase in group):
        assert phrase.isascii() and phrase.replace(" ", "").isalpha() and phrase == phrase.lower()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Henan", "41"),
        ("henan province", "41"),
        ("Shaanxi", "61"),
        ("Shanxi", "14"),
        ("Inner Mongolia", "15"),
        ("Xinyang City", "4115"),
        ("Luanchuan County", "410324"),
        ("河南", "41"),
    ],
)
def test_a_region_is_known_by_its_english_name(text: str, code: str) -> None:
    assert region(text) == code


@pytest.mark.parametrize(
    "name", ["Baiyan County", "Baiyan County People's Government", "government of Baiyan county"]
)
def test_a_body_is_known_by_its_english_name(asked: Asking, name: str) -> None:
    assert asked.call("find_bodies", name=name)["rows"][0]["name"] == NAME
    assert figures(asked, "new requests", body=name, years=[2022])["rows"][0]["value"] == 9


@pytest.mark.parametrize("name", ["Heiyan County", "Baiyan County Police Bureau", "Baiyan City"])
def test_another_english_name_is_not_taken_for_it(asked: Asking, name: str) -> None:
    assert reason(figures(asked, "new requests", body=name)) == "unknown_body"


def test_another_county_of_the_list_is_no_error_of_typing(asked: Asking) -> None:
    (row,) = asked.call("find_bodies", name="白严县人民政府")["rows"][:1]
    assert row["name"] == NAME and row["why"] == "near"
    assert "near" in asked.call("find_bodies", name="白严县人民政府")["note"]
    assert "note" not in asked.call("find_bodies", name=NAME)
    assert reason(asked.call("find_bodies", name="白水县人民政府")) == "unknown_body"
