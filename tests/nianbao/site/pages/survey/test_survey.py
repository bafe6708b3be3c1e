"""Pages over many reports: regions, rankings, coverage, quality, data."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from archive import open_archive
from archive.custody import takedown
from archive.review import items
from nianbao.site.pages.survey import quality
from nianbao.site.serve import application
from nianbao.site.tables import progress
from nianbao.site.web import regions
from tests.nianbao.site.building import BAIYAN, Built, build
from tests.nianbao.site.conftest import Get, run


def texts(page: str, xpath: str) -> list[str]:
    return [" ".join(" ".join(e.itertext()).split()) for e in lxml.html.fromstring(page).xpath(xpath)]


def test_from_the_country_to_the_report_of_an_organ(get: Get, built: Built) -> None:
    path = "/region/000000"
    for step in ("410000", "411500", "411523"):
        links = lxml.html.fromstring(get(path).text).xpath("//table[@class='grid']//th/a/@href")
        path = f"/region/{step}"
        assert path in links
    page = get(path).text
    assert texts(page, "//nav[@class='crumbs']/a") == ["全国", "河南省", "信阳市"]
    root = lxml.html.fromstring(page)
    row = root.xpath("//tr[th//a[text()='白岩县人民政府']]")[0]
    cells = {a.get("href")[-32:]: a.text for a in row.xpath("td/a")}
    assert cells == {built.whole: "≠", built.revised: "✓"}


def test_a_region_counts_its_reports(get: Get) -> None:
    row = lxml.html.fromstring(get("/region/000000").text).xpath("//tr[th/a[text()='河南省']]")[0]
    assert row.xpath("string(td[1])") == "4"


@pytest.mark.parametrize("code", ["000000", "410000", "411500", "411523"])
def test_a_region_shows_medians_over_the_years(get: Get, code: str) -> None:
    root = lxml.html.fromstring(get(f"/region/{code}").text)
    (figure,) = root.xpath("//figure[figcaption[@id='plot-new_received']]")
    rows = {row.xpath("string(th)"): row.xpath("td/text()") for row in figure.xpath(".//tbody/tr")}
    assert rows["n"] == ["1", "1", "2"]
    assert rows["本年新收申请"] == ["0", "33", "4.5"], "2022: 9 of one, 0 of the other"
    assert len(figure.xpath(".//*[name()='rect']")) == 2


@pytest.mark.parametrize("path", ["/region/999999", "/region/990000"])
def test_a_code_of_no_region_is_a_404(get: Get, path: str) -> None:
    assert get(path).status_code == 404


@pytest.mark.parametrize(
    ("code", "level", "parent", "low", "high"),
    [("000000", "country", "000000", "", ":"), ("410000", "province", "000000", "41", "41:"),
     ("410300", "prefecture", "410000", "4103", "4103:"), ("410324", "county", "410300", "410324", "410324:")],
)  # fmt: skip
def test_codes_say_what_lies_in_what(code: str, level: str, parent: str, low: str, high: str) -> None:
    assert (regions.level(code), regions.parent(code), regions.bounds(code)) == (level, parent, (low, high))


def test_every_province_has_a_tile_of_its_own() -> None:
    tiles = regions.tiles()
    assert len(tiles) == len({t.code for t in tiles}) == len({(t.row, t.column) for t in tiles}) == 31
    assert all(regions.name(t.code) == t.zh for t in tiles)
    assert all(1 <= t.row <= 8 and 1 <= t.column <= 8 for t in tiles)


@pytest.mark.parametrize(
    ("seen", "expected", "step"), [(0, 9, 0), (0, 0, 0), (1, 9, 1), (8, 9, 4), (9, 9, 5)]
)
def test_a_full_tile_is_a_full_province(seen: int, expected: int, step: int) -> None:
    assert progress.Share(seen, expected).step == step


def test_the_year_that_is_due() -> None:
    assert progress.due_year(date(2026, 1, 2), [2024, 2023]) == 2024
    assert progress.due_year(date(2026, 1, 2), [2025]) == 2025
    assert progress.due_year(date(2026, 1, 2), [2030]) == 2025, "a year misread does not push the site ahead"
    assert progress.due_year(date(2026, 1, 2), []) == 2025


def test_the_tiles_are_of_a_year_that_fills_some() -> None:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    conn.execute("create table expected (year, region_code)")
    assert progress.placed_year(conn, 2025) == 2025, "nothing is known: the year that is due"
    conn.executemany("insert into expected values (?, ?)", [(2021, "411523"), (2024, None), (2026, "411523")])
    assert [progress.placed_year(conn, due) for due in (2025, 2026)] == [2021, 2026]


def test_a_ranking_is_in_order_with_n(get: Get, built: Built) -> None:
    page = get("/ranking?year=2022&measure=new_received&level=&kind=").text
    rows = texts(page, "//table[contains(@class, 'ranking')]/tbody/tr")
    assert [row.split()[0] for row in rows] == ["1", "2"]
    assert "白岩县人民政府" in rows[0] and rows[0].endswith("9")
    assert "共 2 个机关有此数字" in page and "中位数 4.5" in page
    lines = (
        get("/ranking.csv?year=2022&measure=new_received&level=&kind=")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert [line.split(",")[0] for line in lines] == ["rank", "1", "2"] and "白岩县人民政府" in lines[1]
    assert "/coverage.csv?year=2021&status=overdue" in get("/coverage?year=2021").text.replace("&amp;", "&")
    leads = lxml.html.fromstring(page).xpath("//table[contains(@class, 'ranking')]//td[@class='num']/a")
    assert len(leads) == len(rows) and all("一、本年新收" in get(a.get("href")).text for a in leads)
    failing = get("/ranking?year=2021&level=&kind=").text
    assert "不符" in texts(failing, "//table[contains(@class, 'ranking')]/tbody/tr")[0]


def test_a_rate_is_that_of_the_view(get: Get, built: Built) -> None:
    page = get("/ranking?year=2021&measure=disclosure").text
    row = texts(page, "//table[contains(@class, 'ranking')]/tbody/tr")[0]
    assert row.split()[-2] == "97.1", "33 of 34"
    view = get("/nianbao/measures.json?_shape=objects&year=2021&measure=disclosure").json()["rows"]
    assert [(v["report"], v["numerator"], v["denominator"]) for v in view] == [(built.whole, 33, 34)]


def test_a_rate_of_few_cases_is_not_ranked(get: Get) -> None:
    page = get("/ranking?year=2022&measure=disclosure&level=&kind=").text
    assert not texts(page, "//table[contains(@class, 'ranking')]/tbody/tr")
    assert "另有 1 个机关的比率所依据不足十件" in page, "9 of 9"


@pytest.mark.parametrize(
    "query", ["measure=nothing", "year=x", "level=x&kind=x", "region=41", "page=999", "year=1066"]
)
def test_no_ranking_is_an_error(get: Get, query: str) -> None:
    assert get(f"/ranking?{query}").status_code == 200


def test_coverage_names_who_was_seen(get: Get, built: Built) -> None:
    page = get("/coverage?year=2021").text
    bodies = {
        row.xpath("string(th/a)"): row
        for row in lxml.html.fromstring(page).xpath("//table[@class='plain']/tbody/tr")
    }
    row = bodies["白岩县人民政府"]
    assert row.xpath("td[1]/span/@class") == ["status on_time"]
    assert row.xpath("td[2]/text()") == ["2022-03-31"]
    assert row.xpath("string(td[2]/small)").endswith("第四十九条"), "the ground of the day stands beside it"
    assert row.xpath("td[3]/a/@href") == [f"/report/{built.whole}"]
    cells = lxml.html.fromstring(page).xpath("//table[@class='grid']//tr[th/a[text()='河南省']]/td/a")
    by_year = {cell.xpath("string(span)").strip(): cell.text for cell in cells}
    assert by_year["2021"].startswith("1/")


def test_coverage_by_status_and_region(get: Get) -> None:
    on_time = get("/coverage?year=2021&status=on_time&region=410000").text
    assert "白岩县人民政府" in on_time
    assert "没有符合条件的机关" in get("/coverage?year=2021&region=370000").text
    assert get("/coverage?year=x&region=x&status=x&kind=x&page=0").status_code == 200


def test_a_publisher_shows_its_deadlines(get: Get) -> None:
    key = get("/nianbao/publishers.json?_shape=objects&name=白岩县人民政府").json()["rows"][0]["key"]
    rows = texts(get(f"/publisher/{key}").text, "//h2[text()='按期发布情况']/following::table[1]/tbody/tr")
    assert any(row.startswith("2021 2022-03-31 2022-01-28 按期") for row in rows)


def test_quality_counts_what_fails(get: Get, built: Built) -> None:
    page = get("/quality").text
    rows = texts(page, "//table[@class='grid'][1]//tr[th]")
    flow = next(row for row in rows if row.startswith("新收 + 上年结转"))
    assert flow.endswith("1")
    issues = texts(page, "//section[@id='issues']//tbody/tr")
    assert issues[0].startswith("date_uncertain")


@pytest.mark.parametrize(
    ("key", "family"),
    [("t3.flow.total", "t3.flow"), ("t4.sum.review", "t4.sum"), ("s1.rules", "s1."), ("s2014.requests", "s2014."),
     ("narr.review", "narr.")],
)  # fmt: skip
def test_families_of_identities(key: str, family: str) -> None:
    sql = f"select {quality.FAMILY} from (select ? as check_key)"
    assert sqlite3.connect(":memory:").execute(sql, [key]).fetchone()[0] == family


def test_the_data_page_names_every_table_and_query(get: Get) -> None:
    page = get("/data").text
    for href in re.findall(r'href="(/nianbao[^"]*)"', page):
        if ".csv" not in href:
            assert get(href.replace("&amp;", "&")).status_code == 200, href
    assert "reports_wide" in page and "勾稽关系不符的报告" in page


def test_home_shows_how_complete_the_year_is(get: Get) -> None:
    tile = lxml.html.fromstring(get("/").text).xpath("//li[a[@href='/region/410000']]")[0]
    assert re.search(r"\d/\d", tile.text_content())


def test_what_a_person_said_stands_beside_what_fails(tmp_path: Path) -> None:
    made = build(tmp_path / "data")
    with open_archive(made.data) as archive:
        (item,) = items.find_items(archive.conn, made.whole, "t3.leaves.total")
        items.say(archive, item, "confirmed", note="打电话问过", by="王")
    pages = fetched(made.data, f"/report/{made.whole}", "/quality")
    assert all("属实" in page and "打电话问过" in page for page in pages)


def test_what_was_taken_down_is_said_and_not_served(tmp_path: Path) -> None:
    made = build(tmp_path / "data")
    gone = made.capture[BAIYAN]
    with open_archive(made.data) as archive:
        takedown.take_down(archive, gone, "含个人信息")
    page, frame, raw = fetched(
        made.data, *(f"/-/{x}" for x in (f"snapshot/{gone}", f"snapshot/{gone}/page", f"raw/{gone}"))
    )
    assert "内容已下架：含个人信息" in page and "<iframe" not in page
    assert "主动公开各类信息1234条" not in frame + raw


def fetched(data: Path, *paths: str) -> list[str]:
    """The pages of an archive of its own."""
    datasette = application(data)

    async def look() -> list[str]:
        await datasette.invoke_startup()
        return [str((await datasette.client.get(path)).text) for path in paths]

    return run(look())
