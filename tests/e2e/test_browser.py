"""The site in headless Chromium: looked at in three widths, walked from a search to the proof of a figure."""

from __future__ import annotations

import sqlite3
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import lxml.html
import pypdfium2
import pytest

from archive.clock import day
from nianbao.site.proof.sanitize import CELL_ID
from nianbao.site.told.digest import week_of
from parsers import Resolver
from tests.e2e.conftest import Watched
from tests.nianbao.site.building import HOSTILE, Built
from tests.thinned import thinned

pytestmark = pytest.mark.e2e
WIDTHS = [390, 768, 1280]


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
        county = one("select key from reports where form = '2021' and title like '%新县%' limit 1")
        return {
            "home": "/",
            "search": "/search?q=复议",
            "browse": "/search?year=2021",
            "report": "/report/" + county,
            "report-blank": "/report/"
            + one("select r.key from reports r join figures f on f.reading_id = r.reading_id where f.state = 'blank' limit 1"),
            "report-2019": "/report/" + one("select key from reports where form = '2019' order by key limit 1"),
            "report-failing": "/report/" + one(f"select key from reports r where {failing} and severity = 'hard')"),
            "compare": "/compare/" + one(
                "select max(key) || '/' || min(key) from (select r.key, r.publisher_id from reports r"
                " where r.form = '2021') group by publisher_id having count(*) > 1 order by 1"),
            "medians": "/compare/" + county,
            "changes": "/changes",
            "digests": "/digest",
            "digest": "/digest/" + week_of(day(datetime.fromisoformat(one("select max(at) from changes where kind = 'new'")))).slug,
            "publisher": "/publisher/" + one(
                "select p.key from publishers p join reports r on r.publisher_id = p.id"
                " group by p.id order by count(*) desc, p.key limit 1"),
            "country": "/region/000000",
            "province": "/region/410000",
            "county": "/region/" + one(
                "select region_code from publishers where region_code is not null group by 1 order by count(*) desc limit 1"),
            "ranking": "/ranking?year=2021&kind=&level=",
            "coverage": "/coverage?year=2022",
            "quality": "/quality",
            "status": "/status",
            "gaps": "/gaps",
            "data": "/data",
            "trust": "/trust",
            "chart": "/chart?measure=new_received&measure=disclosure&" + "&".join(
                "body=" + row[0] for row in db.execute("select p.key from publishers p join reports r on r.publisher_id = p.id"
                " group by p.id order by count(*) desc, p.key limit 2")),
            "wrong": f"/wrong/{county}?field=t3.granted.total",
            "snapshot": f"/-/snapshot/{capture}?at={locator}",
            "snapshot-title": f"/-/snapshot/{capture}?fact=title",
            "missing": "/report/" + "0" * 32,
            "datasette": "/nianbao",
            "datasette-table": f"/nianbao/report_figures?report={county}",
            "datasette-sql": "/nianbao?sql=select+*+from+regions+limit+5",
            "datasette-row": "/nianbao/regions/1",
        }  # fmt: skip


LOOKS = [(390, "light", "zh"), (1280, "dark", "en")]
MORE = [
    *(
        (390, "dark", "en"),
        (768, "light", "zh"),
        (768, "dark", "en"),
        (1280, "light", "zh"),
        (1280, "dark", "zh"),
    ),
    *((1280, "light", "en"), (1920, "light", "en"), (1920, "dark", "zh")),
]
"""With `make accept-scripted` alone: each width in both colours and both languages."""


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [*LOOKS, *(pytest.param(*look, marks=pytest.mark.accept) for look in MORE)],
)
def test_every_page_is_fit_to_be_seen(
    chromium: Any, site: str, data: Path, width: int, scheme: str, language: str
) -> None:
    seen = Watched(chromium, width, scheme)
    seen.page.goto(f"{site}/?lang={language}")
    for name, path in paths(data).items():
        answer = seen.page.goto(site + path)
        if name == "missing":
            assert answer.status == 404
            seen.errors.clear()  # the browser itself logs the 404
        else:
            assert answer.status == 200, path
        if name.startswith("snapshot"):
            seen.page.frame_locator("iframe").locator(f"#{CELL_ID}").wait_for()
        seen.check()
        seen.picture(f"{name}-{width}-{scheme}-{language}", whole=not name.startswith("snapshot"))
        seen.check_access(ours=not name.startswith("datasette"))
    seen.page.close()


@pytest.mark.parametrize("width", [360, pytest.param(1920, marks=pytest.mark.accept)])
def test_the_narrowest_and_the_widest(chromium: Any, site: str, data: Path, width: int) -> None:
    seen = Watched(chromium, width)
    for name, path in paths(data).items():
        seen.page.goto(site + path)
        if name == "missing":
            seen.errors.clear()
        seen.check()
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


OUTLINE_COLOUR = (0xD4, 0x38, 0x0D)


def printed_colours(page: Any) -> set[tuple[int, ...]]:
    """The colours of the first sheet, as the browser prints the page."""
    sheet = pypdfium2.PdfDocument(page.pdf(format="A4"))[0].render(scale=2).to_pil().convert("RGB")
    return {colour for _, colour in sheet.getcolors(sheet.width * sheet.height)}


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_search_to_the_proof_of_a_figure(chromium: Any, site: str, width: int) -> None:
    seen = Watched(chromium, width)
    page = seen.page
    page.goto(site)
    page.fill(".hero input[name=q]", "平阴")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator(".chips strong", has_text="平阴").count() > 0
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
    page.wait_for_url("**/-/snapshot/**")
    assert "SHA-256" in page.locator(".bar").inner_text()
    cell = page.frame_locator("iframe").locator(f"#{CELL_ID}")
    assert cell.inner_text().strip() == text
    assert cell.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    box, frame = cell.bounding_box(), page.locator("iframe").bounding_box()
    assert frame["y"] <= box["y"] < frame["y"] + frame["height"], "the cell is in view"
    seen.check()
    assert OUTLINE_COLOUR in printed_colours(page), "the outlined cell is on the first sheet"
    with page.expect_download() as download:
        page.locator("a.raw").click()
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


def test_a_revision_with_its_evidence_in_three_actions(chromium: Any, site: str) -> None:
    """On the demonstration: the changes, those of figures, the cell as it stood before."""
    seen = Watched(chromium, 390)
    seen.page.goto(site)
    seen.page.locator(".doors a[href='/changes']").click()
    seen.page.locator(".kinds a", has_text="数据更正").click()
    seen.check()
    before = seen.page.locator("del a").first
    text = before.inner_text()
    before.click()
    seen.page.wait_for_url("**/-/snapshot/**")
    assert seen.page.frame_locator("iframe").locator(f"#{CELL_ID}").inner_text().strip() == text
    seen.check()
    seen.page.close()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (1280, "dark")])
def test_a_region_over_the_years(chromium: Any, hostile_site: str, width: int, scheme: str) -> None:
    seen = Watched(chromium, width, scheme)
    seen.page.goto(f"{hostile_site}/region/411523")
    assert seen.page.locator("figure svg rect").count() >= 2
    seen.page.locator("figure summary").first.click()
    assert seen.page.locator("figure details[open] td").first.is_visible()
    seen.check()
    seen.picture(f"region-plots-{width}-{scheme}")
    seen.check_access()
    seen.page.close()


def test_english_and_keyboard(chromium: Any, site: str, data: Path) -> None:
    seen = Watched(chromium, 1280)
    page = seen.page
    page.goto(site + paths(data)["report"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("a.switch").click()
    page.wait_for_url("**lang=en")
    assert page.locator("th", has_text="New requests received this year").count() >= 1
    page.locator("nav a", has_text="Rankings").click()
    page.wait_for_url("**/ranking")
    assert page.locator("h1").inner_text().startswith("Rankings"), "the choice is kept from page to page"
    seen.check()
    page.close()


def test_from_a_province_to_the_report_of_an_organ(chromium: Any, site: str) -> None:
    seen = Watched(chromium, 1280)
    page = seen.page
    page.goto(site)
    page.locator(".tile a", has_text="豫").click()
    page.wait_for_url("**/region/410000")
    for level in ("*00", "*"):
        page.locator(".grid tbody th a").first.click()
        page.wait_for_url(f"**/region/{level}")
    page.locator(".grid td a").first.click()
    page.wait_for_url("**/report/*")
    assert page.locator(".crumbs a").count() == 5
    page.locator("a", has_text="与上年相比").first.click() if page.locator("#last-year").count() else None
    seen.check()
    page.close()


def test_plots_and_two_years(chromium: Any, site: str, data: Path) -> None:
    seen = Watched(chromium, 1280)
    page = seen.page
    page.goto(site + paths(data)["publisher"])
    columns = page.locator("figure svg rect")
    assert columns.count() > 10
    assert columns.first.bounding_box()["height"] > 1, "drawn, not only there"
    assert page.locator("figure svg rect").first.evaluate("e => getComputedStyle(e).fill") != "rgb(0, 0, 0)"
    page.locator("figure summary").first.click()
    assert page.locator("figure details[open] td").first.is_visible()
    page.locator("form[action='/compare'] button").click()
    page.wait_for_url("**/compare/*/*")
    assert page.locator(".compare tbody tr").count() > 5
    seen.check()
    page.close()


def test_on_a_phone_the_total_is_in_sight_and_labels_stay(chromium: Any, site: str, data: Path) -> None:
    seen = Watched(chromium, 390)
    seen.page.goto(site + paths(data)["report"])
    box = seen.page.locator(".wide", has=seen.page.locator(".t3"))
    label = box.locator("th[scope=row]", has_text="本年新收").first
    total = box.locator("td[data-field='t3.new_received.total']")
    for moved in (0, 1000):
        box.evaluate(f"e => {{ e.scrollLeft = {moved} }}")
        for cell in (label, total):
            place = cell.bounding_box()
            assert place["x"] >= 0 and place["x"] + place["width"] <= 390
    assert box.evaluate("e => e.scrollLeft") > 0, "there was something to move"
    seen.check()
    seen.page.close()


def test_print_leaves_the_tables_whole(chromium: Any, site: str, data: Path) -> None:
    seen = Watched(chromium, 794)
    seen.page.emulate_media(media="print")
    seen.page.goto(site + paths(data)["report"])
    assert not seen.page.locator(".top").is_visible()
    cut = "e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible'"
    assert not any(box.evaluate(cut) for box in seen.page.locator(".wide").all())
    seen.picture("report-print")
    seen.page.close()


OUTLINED = """async links => {
    const found = [];
    for (const link of links) {
        const outer = new DOMParser().parseFromString(await (await fetch(link)).text(), 'text/html');
        const frame = outer.querySelector('iframe').getAttribute('src').split('#')[0];
        const inner = new DOMParser().parseFromString(await (await fetch(frame)).text(), 'text/html');
        const cells = inner.querySelectorAll('#%s');
        found.push(cells.length === 1 ? cells[0].textContent : null);
    }
    return found;
}"""


@pytest.mark.parametrize("name", thinned(["report", "report-2019", "report-failing"], 3))
def test_the_browser_finds_every_figure_in_its_cell(chromium: Any, site: str, data: Path, name: str) -> None:
    """All figures of a report: the one outlined element of the served copy says what the report page says."""
    seen = Watched(chromium, 1280)
    seen.page.goto(site + paths(data)[name])
    figures = seen.page.evaluate(
        """() => [...document.querySelectorAll('td[data-field] a')].map(a => [a.getAttribute('href'),
        [...a.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('')])"""
    )
    assert len(figures) > 150
    # From a page without a policy, since ours lets no script ask for anything.
    seen.page.goto(f"{site}/robots.txt")
    found = seen.page.evaluate(OUTLINED % CELL_ID, [href for href, _ in figures])
    wrong = [(href, text, cell) for (href, text), cell in zip(figures, found, strict=True)
             if cell is None or "".join(cell.split()) != "".join(text.split())]  # fmt: skip
    assert wrong == []
    seen.page.close()


def test_every_figure_of_the_other_reports_leads_to_its_cell(site: str, data: Path) -> None:
    """By HTTP, for each report the page and its captured copy once: every link's place is there and says the figure."""
    with sqlite3.connect(data / "nianbao.db") as db:
        keys = [row[0] for row in db.execute("select key from reports where reading_id is not null")]
    bodies: dict[str, Resolver] = {}
    checked = 0
    for key in keys:
        for cell in _tree(f"{site}/report/{key}").xpath("//td[@data-field]/a"):
            shown = "".join(cell.xpath("text()"))
            path, _, at = cell.get("href").partition("?at=")
            if path not in bodies:
                with urllib.request.urlopen(site + path.replace("snapshot", "raw"), timeout=10) as raw:
                    bodies[path] = Resolver(raw.read())
            there = bodies[path].text(unquote(at))
            assert there is not None, (key, at)
            assert "".join(shown.split()) in "".join(there.split()), (key, at, shown, there)
            checked += 1
    assert checked > 10_000


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
    seen.page.locator("td[data-field='t3.granted.total'] a").click()
    cell = seen.page.frame_locator("iframe").locator(f"#{CELL_ID}")
    cell.wait_for(state="visible")
    box, frame = cell.bounding_box(), seen.page.locator("iframe").bounding_box()
    assert frame["y"] <= box["y"] < frame["y"] + frame["height"], "its styles cannot take the cell away"
    assert frame["x"] <= box["x"] < frame["x"] + frame["width"]
    assert cell.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert (
        cell.evaluate("e => getComputedStyle(e.closest('body').querySelector('h1 ~ p')).color")
        == "rgb(1, 2, 3)"
    )
    bar = seen.page.locator(".bar").bounding_box()
    assert bar["y"] + bar["height"] <= frame["y"] and bar["height"] > 60
    seen.check()
    seen.picture(f"hostile-cell-{width}", whole=False)
    seen.page.close()
