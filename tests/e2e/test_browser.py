"""The site in headless Chromium: looked at in three widths, walked from a search to the proof of a figure."""

from __future__ import annotations

import sqlite3
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
import pytest

from archive.site.snapshot import CELL_ID
from tests.e2e.conftest import Watched
from tests.site.building import HOSTILE, Built

pytestmark = pytest.mark.e2e
WIDTHS = [400, 768, 1280]


def paths(data: Path) -> dict[str, str]:
    """One address of each kind of page: a county's report with figures, one that does not add up, and so on."""
    with sqlite3.connect(data / "nianbao.db") as db:

        def one(sql: str) -> str:
            return str(db.execute(sql).fetchone()[0])

        failing = "exists (select 1 from checks c where c.reading_id = r.reading_id and outcome = 'fail'"
        capture, locator = db.execute(
            """select c.key, l.locator from figures f join fields d on d.id = f.field_id
            join locators l on l.id = f.locator_id join readings g on g.id = f.reading_id
            join captures c on c.id = g.capture_id where d.key = 't3.granted.total' and f.value > 9 limit 1"""
        ).fetchone()
        return {
            "home": "/",
            "search": "/search?q=复议",
            "browse": "/search?year=2021",
            "report": "/report/" + one("select key from reports where form = '2021' and title like '%新县%' limit 1"),
            "report-blank": "/report/"
            + one("select r.key from reports r join figures f on f.reading_id = r.reading_id where f.state = 'blank' limit 1"),
            "report-2019": "/report/" + one("select key from reports where form = '2019' order by key limit 1"),
            "report-failing": "/report/" + one(f"select key from reports r where {failing} and severity = 'hard')"),
            "compare": "/compare/" + one(
                "select max(key) || '/' || min(key) from (select r.key, r.publisher_id from reports r"
                " where r.form = '2021') group by publisher_id having count(*) > 1 order by 1"),
            "changes": "/changes",
            "publisher": "/publisher/" + one(
                "select p.key from publishers p join reports r on r.publisher_id = p.id"
                " group by p.id order by count(*) desc, p.key limit 1"),
            "snapshot": f"/-/snapshot/{capture}?at={locator}",
            "missing": "/report/" + "0" * 32,
        }  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_fit_to_be_seen(chromium: Any, site: str, data: Path, width: int) -> None:
    for name, path in paths(data).items():
        seen = Watched(chromium, width)
        answer = seen.page.goto(site + path)
        if name == "missing":
            assert answer.status == 404
            seen.errors.clear()  # the browser itself logs the 404
        if name == "snapshot":
            seen.page.frame_locator("iframe").locator(f"#{CELL_ID}").wait_for()
        seen.check()
        seen.picture(f"{name}-{width}", whole=name != "snapshot")
        seen.page.close()


def test_dark(chromium: Any, site: str, data: Path) -> None:
    for name in ("home", "report-failing"):
        seen = Watched(chromium, 1280, "dark")
        seen.page.goto(site + paths(data)[name])
        seen.check()
        seen.picture(f"{name}-dark")
        seen.page.close()


def test_chinese_renders(chromium: Any, site: str) -> None:
    """Without a font every character is the same empty box."""
    seen = Watched(chromium, 1280)
    seen.page.goto(site)
    drawn = seen.page.evaluate(
        """() => [...'政府信息公开年报\\ue123'].map(c => {
            const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
            const pen = canvas.getContext('2d');
            pen.font = '32px ' + getComputedStyle(document.querySelector('h1')).fontFamily;
            pen.fillText(c, 2, 32);
            return canvas.toDataURL();
        })"""
    )
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_search_to_the_proof_of_a_figure(chromium: Any, site: str, width: int) -> None:
    seen = Watched(chromium, width)
    page = seen.page
    page.goto(site)
    page.fill(".hero input[name=q]", "复议")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator("mark", has_text="复议").count() > 0
    page.locator(".line-title").first.click()
    page.wait_for_url("**/report/*")
    figure = page.locator("td.value a", has_text="1").first
    text = figure.inner_text()
    figure.click()
    page.wait_for_url("**/-/snapshot/*")
    assert "SHA-256" in page.locator(".bar").inner_text()
    cell = page.frame_locator("iframe").locator(f"#{CELL_ID}")
    assert cell.inner_text().strip() == text
    assert cell.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    box, frame = cell.bounding_box(), page.locator("iframe").bounding_box()
    assert frame["y"] <= box["y"] < frame["y"] + frame["height"], "the cell is in view"
    seen.check()
    with page.expect_download() as download:
        page.locator("a", has_text="下载").click()
    assert download.value.suggested_filename.endswith(".bin")
    page.close()


def test_a_change_with_its_difference_and_feed(chromium: Any, hostile_site: str, hostile: Built) -> None:
    seen = Watched(chromium, 1280)
    page = seen.page
    page.goto(f"{hostile_site}/changes")
    page.select_option("select[name=kind]", "revised_figures")
    page.locator(".filters button").click()
    page.wait_for_url("**kind=revised_figures**")
    assert page.locator("ins", has_text="9").count() > 0
    seen.check()
    seen.picture("changes-revised-1280")
    with urllib.request.urlopen(urljoin(page.url, page.locator("a.feed").get_attribute("href"))) as feed:
        assert b"<entry>" in feed.read()
    page.locator(".line-title").first.click()
    page.wait_for_url("**/report/*")
    page.goto(hostile_site + page.locator(".crumbs a[href^='/publisher/']").get_attribute("href"))
    assert page.locator("svg rect").count() >= 2
    seen.check()
    seen.picture("publisher-plots-1280")
    page.close()


def test_english_and_keyboard(chromium: Any, site: str, data: Path) -> None:
    seen = Watched(chromium, 1280)
    page = seen.page
    page.goto(site + paths(data)["report"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("a", has_text="Tables in English").click()
    page.wait_for_url("**lang=en")
    assert page.locator("th", has_text="New requests received this year").count() == 1
    seen.check()
    seen.picture("report-english-1280")
    page.close()


def test_every_figure_of_three_reports_leads_to_its_cell(site: str, data: Path) -> None:
    """By HTTP: the outlined element of the served copy says what the report page says."""
    known = paths(data)
    checked = 0
    for name in ("report", "report-2019", "report-failing"):
        page = _tree(site + known[name])
        for cell in page.xpath("//td[@data-field]/a"):
            shown = "".join(t for t in cell.xpath("text()")).strip()
            outer = _tree(urljoin(site, cell.get("href")))
            inner = _tree(urljoin(site, outer.xpath("//iframe/@src")[0].partition("#")[0]))
            (outlined,) = inner.xpath(f"//*[@id='{CELL_ID}']")
            assert "".join(outlined.text_content().split()) == "".join(shown.split()), (
                name,
                cell.get("href"),
            )
            checked += 1
    assert checked > 500


def _tree(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as response:
        return lxml.html.fromstring(response.read().decode())


@pytest.mark.parametrize("width", [400, 1280])
def test_a_hostile_capture_runs_nothing_and_cannot_cover_the_bar(
    chromium: Any, hostile_site: str, hostile: Built, width: int
) -> None:
    seen = Watched(chromium, width)
    seen.page.goto(f"{hostile_site}/-/snapshot/{hostile.capture[HOSTILE]}")
    seen.page.wait_for_timeout(500)
    seen.check()
    assert "采集的网页" in seen.page.title()
    assert seen.page.evaluate(
        """() => { const box = document.querySelector('.bar-title').getBoundingClientRect();
        return document.elementFromPoint(box.x + 20, box.y + box.height / 2).closest('.bar') !== null }"""
    )
    assert seen.page.frame_locator("iframe").locator("body").inner_text().count("主动公开各类信息1234条") == 1
    seen.picture(f"hostile-{width}", whole=False)
    seen.page.goto(f"{hostile_site}/report/{hostile.hostile}")
    seen.check()
    seen.page.close()
