"""Whose portal a title says it is."""

from __future__ import annotations

import pytest

from crawler.registry.registry import portals
from crawler.registry.titles import titled

TITLES = {
    "新县人民政府门户网站": "411523",
    "河南省信阳市新县人民政府": "411523",
    "信阳新县政府网": "411523",
    "首页 - 新县人民政府": "411523",
    "新 县": "411523",
    "政务公开|河南省新县政务网": "411523",
    "东新县人民政府门户网站": None,
    "洛阳市新县人民政府": None,
    "欢迎访问新县人民政府": None,
    "新县城建设指挥部": None,
    "新县财政局": None,
    "鼓楼区人民政府": None,
    "南京市鼓楼区人民政府": "320106",
    "洛阳市栾川县人民政府": "410324",
    "洛阳市人民政府": "410300",
    "某网站": None,
    "": None,
}


@pytest.mark.parametrize(("title", "code"), TITLES.items())
def test_only_what_the_title_proves(title: str, code: str | None) -> None:
    entry = titled(title, portals())
    assert (entry.code if entry else None) == code


def test_every_government_is_told_by_its_whole_name() -> None:
    entries = [entry for entry in portals() if entry.body is None]
    assert all(titled(f"{entry.place}人民政府", entries) == entry for entry in entries[::40])
