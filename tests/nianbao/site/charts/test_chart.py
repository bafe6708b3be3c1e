"""Charts: the figures of the archive, linked to their proof, as SVG, PNG and CSV, and in the frames of others."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree

import lxml.html
import pytest

from nianbao.site.charts.work import DRAWN, FEW, MOST_TICKS, Series, Task, draw, whole_ticks
from tests.nianbao.site.building import EVIL, Built
from tests.nianbao.site.conftest import Get

TASK = Task(
    "新收申请",
    "件",
    "年度（n = 3）\n来源",
    (2021, 2022),
    (Series("甲", (1.0, None)), Series("乙", (3.0, 4.5))),
)


@pytest.fixture(scope="module")
def bodies(built: Built) -> dict[str, str]:
    with sqlite3.connect(built.data / "nianbao.db") as db:
        return dict(db.execute("select name, key from publishers"))


def test_a_chart_has_its_figures_linked_to_their_proof(
    get: Get, built: Built, bodies: dict[str, str]
) -> None:
    query = f"body={bodies['白岩县人民政府']}&body={bodies['柳洼镇人民政府']}&measure=new_received"
    page = lxml.html.fromstring(get(f"/chart?{query}").text)
    links = {a.text: a.get("href") for a in page.xpath("//table[contains(@class,'years')]//td/a")}
    assert {"33", "9", "0"} <= set(links)
    proof = get(links["33"]).text
    assert "一、本年新收" in proof
    rows = list(csv.DictReader(io.StringIO(get(f"/chart.csv?{query}").content.decode("utf-8-sig"))))
    assert {(row["publisher"], row["year"], row["value"], row["unit"]) for row in rows} >= {
        ("白岩县人民政府", "2021", "33", "件"), ("白岩县人民政府", "2022", "9", "件")}  # fmt: skip
    assert all(query.split("&")[0] in row["source"] and row["proof"].startswith("http://") for row in rows)
    svg = get(f"/chart.svg?{query}")
    texts = "".join(ElementTree.fromstring(svg.content).itertext())
    assert "白岩县人民政府" in texts and "件" in texts and "n = 3" in texts and "年报 nianbao" in texts
    assert b"<script" not in svg.content and "script-src" not in svg.headers["content-security-policy"]
    png = get(f"/chart.png?{query}&dl=1")
    assert png.content.startswith(b"\x89PNG") and "attachment" in png.headers["content-disposition"]


def test_another_body_is_found_by_a_part_of_its_name(get: Get, bodies: dict[str, str]) -> None:
    first = bodies["白岩县人民政府"]
    answer = get(f"/chart?body={first}&q=柳洼")
    assert answer.status_code == 302 and bodies["柳洼镇人民政府"] in answer.headers["location"]
    assert "没有找到这个机关" in get(f"/chart?body={first}&q=%25").text
    assert get("/chart").status_code == 200 and get("/chart.svg").status_code == 404
    assert get("/chart?body=x&measure=evil&body=" + "0" * 32).status_code == 200


def test_only_the_embedded_view_may_stand_in_frames(get: Get, bodies: dict[str, str]) -> None:
    query = f"body={bodies['白岩县人民政府']}"
    policy = get(f"/chart/embed?{query}").headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy and "script" not in policy
    for path in (f"/chart?{query}", f"/chart.svg?{query}"):
        assert "frame-ancestors 'none'" in get(path).headers["content-security-policy"]


def test_names_of_strangers_are_text(get: Get, bodies: dict[str, str]) -> None:
    key = bodies[EVIL]
    for path in ("/chart", "/chart/embed"):
        assert "<script>alert" not in get(f"{path}?body={key}").text
    assert b"<script" not in get(f"/chart.svg?body={key}").content


def test_counts_of_few_things_have_whole_ticks() -> None:
    for highest in range(FEW + 1):
        ticks = whole_ticks([0.0, float(highest)])
        assert ticks[0] == 0 and ticks[-1] >= highest and len(ticks) <= MOST_TICKS + 2
    assert whole_ticks([]) == whole_ticks([0.5]) == whole_ticks([1000.0]) == whole_ticks([-1.0]) == []
    _, svg = draw(replace(TASK, series=(Series("甲", (1.0, 3.0)),)))
    assert isinstance(svg, bytes)
    axis = svg.decode().split('class="axis y', 1)[1].split('class="axis x', 1)[0]
    assert re.findall(r">([\d.]+)</text>", axis) == ["0", "1", "2", "3"]


def test_without_a_body_it_suggests_some(get: Get) -> None:
    page = lxml.html.fromstring(get("/chart").text)
    links = page.xpath("//ul[contains(@class, 'plain-list')]//a/@href")
    assert links and all('<img class="chart"' in get(href).text for href in links)


def test_what_cannot_be_drawn_is_an_outcome() -> None:
    assert draw(TASK)[0] == DRAWN
    assert draw(replace(TASK, series=()))[0] == DRAWN
    odd = replace(TASK, series=(Series("</text><script>x</script>", (float("nan"), 1e308)),))
    _, made = draw(odd)
    assert not re.search("<script", made.decode() if isinstance(made, bytes) else made)
    most = replace(TASK, series=tuple(Series(f"机关{at}", (at, at + 1.0)) for at in range(6)))
    _, svg = draw(most)
    assert isinstance(svg, bytes) and all(f"机关{at}" in svg.decode() for at in range(6))
