"""What a name says of the place beside the body itself."""

from __future__ import annotations

import pytest

from nianbao.mcp.places import Meant, meant
from tests.nianbao.mcp.asking import Asking
from tests.nianbao.mcp.test_answers import NAME, figures, reason


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("河南省信阳市新县", Meant("新县", "4115")),
        ("河南信陽新縣財政局", Meant("新县财政局", "4115")),
        ("黑龙江桦川县", Meant("桦川县", "23")),
        ("信阳市南湾街道办事处", Meant("南湾街道办事处", "4115")),
        ("Xin County, Xinyang, Henan", Meant("xinxian", "4115")),
        ("Xin County (新县)", Meant("新县")),
    ],
)
def test_a_wider_place_is_told_apart_from_the_name(text: str, then: Meant) -> None:
    ways = list(meant(text))
    assert ways[0] == Meant(text) and then in ways


@pytest.mark.parametrize(
    "text",
    [
        "河南省人民政府",
        "河南省财政厅",
        "信阳市住房和城乡建设局",
        "吉林市",
        "新县",
        "Xin, Nowhere",
        "",
        ",",
    ],
)
def test_what_names_no_place_within_another_is_left_as_it_is(text: str) -> None:
    assert list(meant(text)) == [Meant(text)]


@pytest.mark.parametrize(
    "name",
    [
        "河南省信阳市白岩县",
        "河南白岩县人民政府",
        "白岩县政府",
        "Baiyan County, Henan",
        "Baiyan County (白岩县)",
    ],
)
def test_a_body_is_known_with_the_places_that_it_lies_in(asked: Asking, name: str) -> None:
    assert figures(asked, "新收申请", body=name, years=[2022])["rows"][0]["value"] == 9
    assert asked.call("find_bodies", name=name)["rows"][0]["name"] == NAME


@pytest.mark.parametrize(
    "name",
    [
        "湖北省白岩县",
        "Baiyan County, Hubei",
        "河南省人民政府",
        "Government of Henan",
        "Government, Henan",
        "Finance Bureau",
    ],
)
def test_a_body_elsewhere_is_not_taken_for_it(asked: Asking, name: str) -> None:
    assert reason(asked.call("find_bodies", name=name)) == "unknown_body"
    assert reason(figures(asked, "新收申请", body=name)) == "unknown_body"
