"""The page of a report: every figure as published, in its place, with what fails marked."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest

from archive import open_archive
from archive.record import record
from archive.refresh import refresh_stale
from archive.store.response import Response
from nianbao.site.pages.report.report import Most
from nianbao.site.serve import application
from parsers import parse_report, resolve
from parsers.forms.layout import tables
from tests.capturing import captured
from tests.nianbao.site.building import BAIYAN, LIUWA, LIUWA_AGAIN, WHOLE, Built
from tests.nianbao.site.conftest import Get, run

SAMPLE = Path(__file__).parents[5] / "samples" / "report.html"


def filed(data: Path, body: bytes) -> str:
    """The key of the report that this page is."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with open_archive(data, clock=lambda: at) as archive:
        capture = captured(
            archive, Response("http://pingyin.sample.localhost/nb.html", at, 200, "OK", [], body)
        )
        record(archive, capture, parse_report(body))
        refresh_stale(archive)
        return str(archive.value("select key from reports"))


def cells(page: str) -> dict[str, Any]:
    root = lxml.html.fromstring(page)
    return {cell.get("data-field"): cell for cell in root.xpath("//td[@data-field]")}


def shown(cell: Any) -> str:
    """The text a reader sees, without what is for screen readers only."""
    for hidden in cell.xpath(".//span[@class='sr']"):
        hidden.drop_tree()
    return str(cell.text_content()).strip()


@pytest.fixture
def page(get: Get, built: Built) -> str:
    return str(get(f"/report/{built.whole}").text)


def test_every_figure_stands_as_published(page: str) -> None:
    found = {key: shown(cell) for key, cell in cells(page).items()}
    expected = {field: "0" for table in tables("2021") for field in table.fields()}
    expected |= {key: raw for key, (raw, _, _) in WHOLE.items()}
    assert found == expected


def test_every_figure_leads_to_its_cell(get: Get, built: Built, page: str) -> None:
    bytes_ = get(f"/-/raw/{built.capture[BAIYAN]}").content
    for key, cell in cells(page).items():
        (href,) = cell.xpath(".//a/@href")
        path, _, locator = href.partition("?at=")
        assert path == f"/-/snapshot/{built.capture[BAIYAN]}"
        assert resolve(bytes_, unquote(locator)) == WHOLE.get(key, ("0",))[0]


def test_states_have_their_class(page: str) -> None:
    found = cells(page)
    assert "blank" in found["t4.review.total"].get("class").split()
    assert "not_applicable" in found["t2.art20_6.coercion.decisions"].get("class").split()
    assert "rewritten" in found["t2.art20_5.licensing.decisions"].get("class").split()
    assert found["t4.review.total"].get("title").splitlines()[1].startswith("原文空白")


def test_failed_checks_are_marked_with_their_arithmetic(page: str) -> None:
    marked = {key for key, cell in cells(page).items() if "failed" in cell.get("class").split()}
    results = {
        f"t3.total_results.{c}"
        for c in (
            "natural_person",
            "business",
            "research",
            "public_welfare",
            "legal_service",
            "other_org",
            "total",
        )
    }
    assert results <= marked
    assert "t3.new_received.total" in marked and "t3.carried_out.total" in marked
    assert not any(key.startswith(("t2.", "t4.")) for key in marked)
    cell = cells(page)["t3.total_results.total"]
    assert "printed" in cell.get("class").split()
    assert "自然人 31 + 商业企业 2 = 33 ≠ 总计 34" in cell.get("title")
    assert "自然人 31 + 商业企业 2 = 33 ≠ 总计 34" in page


def test_facts_narrative_and_issues(page: str, built: Built) -> None:
    text = lxml.html.fromstring(page).text_content()
    for words in (
        "样例，非政府数据",
        "白岩县人民政府",
        "河南省 信阳市 白岩县",
        "411523",
        "2022-01-28",
        "一、总体情况",
        "主动公开各类信息1234条",
        "两个日期 <b>",
        "date_uncertain",
        "白岩县政府办",
    ):
        assert words in text, words
    assert f'href="{BAIYAN}"' in page
    assert "依据" in text


def test_a_report_at_two_addresses_shows_both(get: Get, built: Built) -> None:
    page = get(f"/report/{built.older}").text
    assert f'href="{LIUWA}"' in page and f'href="{LIUWA_AGAIN}"' in page
    assert shown(cells(page)["t2.art20_5.licensing.items_delta"]) == "-568"
    assert "t3.other_total.total" in cells(page)
    assert "t3.other_misc.total" not in cells(page)


def test_english_labels(get: Get, built: Built) -> None:
    page = get(f"/report/{built.whole}?lang=en").text
    assert "1 New requests received this year" in page
    assert 'title="一、本年新收政府信息公开申请数量"' in page
    assert "Natural persons 31 + Businesses 2 = 33 ≠ Total 34" in page
    assert "数字不符" not in page


def test_json(get: Get, built: Built) -> None:
    response = get(f"/report/{built.whole}.json")
    report = response.json()
    figures = {f["key"]: f for f in report["figures"]}
    assert response.headers["content-type"].startswith("application/json")
    assert report["publisher"] == "白岩县人民政府" and report["sample"] is True
    assert figures["t2.art20_8.fees.amount_wan"]["value"] == 46.2697
    assert figures["t2.art20_5.licensing.decisions"] | {"locator": ""} == {
        "key": "t2.art20_5.licensing.decisions",
        "value": 45391,
        "state": "value",
        "text": "45,391",
        "unit": "件",
        "note": None,
        "flags": ["thousands"],
        "locator": "",
    }
    assert figures["t4.review.total"]["value"] is None and figures["t4.review.total"]["state"] == "blank"
    assert {c["key"] for c in report["failed_checks"]} == {
        "t3.flow.total",
        "t3.leaves.total",
        "t3.rowsum.total_results",
    }
    assert report["addresses"] == [BAIYAN]


def test_wide_view(get: Get, built: Built) -> None:
    rows = get(f"/nianbao/reports_wide.json?_shape=objects&key={built.whole}").json()["rows"]
    assert len(rows) == 1
    row = rows[0]
    assert (row["publisher"], row["year"], row["new_received"], row["fees_wan"]) == (
        "白岩县人民政府",
        2021,
        33,
        46.2697,
    )
    assert (row["review"], row["failed_checks"], row["sample"], row["addresses"]) == (None, 3, 1, 1)


def test_publisher_page(get: Get, built: Built) -> None:
    key = get("/nianbao/publishers.json?_shape=objects&name=白岩县人民政府").json()["rows"][0]["key"]
    page = get(f"/publisher/{key}").text
    assert f"/report/{built.whole}" in page and "45,391" in page and "46.2697" in page


def test_rows_of_every_table_have_the_same_width() -> None:
    """A layout whose spans do not fill its rows would be drawn askew."""
    for table in (*tables("2021"), *tables("2019"), *tables("2014")):
        widths: list[int] = []
        carried: dict[int, int] = {}
        for row in (*table.head, *table.body):
            width = sum(1 for left in carried.values() if left)
            carried = {at: left - 1 for at, left in carried.items() if left > 1}
            for slot in row:
                width += slot.colspan
                for _ in range(slot.colspan if slot.rowspan > 1 else 0):
                    carried[max(carried, default=0) + 1] = slot.rowspan - 1
            widths.append(width)
        assert len(set(widths)) == 1, (table.key, widths)


def test_tables_of_mixed_forms() -> None:
    mixed = tables("2021", "2019", "2021")
    assert "t2.art20_9.procurement.projects" in mixed[0].fields()
    assert "t3.other_misc.total" in mixed[1].fields()
    assert [t.key for t in tables(None)] == ["t2", "t3", "t4"]
    assert "t3.other_total.total" in tables("2019")[1].fields()
    assert [t.key for t in tables("2014")] == ["s2014"]


def test_the_site_answers_while_a_page_is_asked_again(site: Any, built: Built) -> None:
    async def many() -> list[int]:
        responses = await asyncio.gather(*(site.client.get(f"/report/{built.whole}") for _ in range(8)))
        return [r.status_code for r in responses]

    assert run(many()) == [200] * 8


def test_no_form_markup_is_left_open(page: str) -> None:
    assert len(re.findall("<table", page)) == len(re.findall("</table>", page))


def test_a_page_of_very_many_issues_shows_the_first_and_says_so(tmp_path: Path) -> None:
    """A published page can have as many strange rows as it likes; the JSON has them all."""
    rows = "".join(f"<tr><td>自设项目{n}</td>{'<td>1</td>' * 7}</tr>" for n in range(1000))
    whole = SAMPLE.read_text()
    before = whole.index("</tr>", whole.index("结转下年度继续办理"))
    key = filed(tmp_path, f"{whole[:before]}</tr>{rows}{whole[before:]}".encode())
    datasette = application(tmp_path)
    text = str(run(datasette.client.get(f"/report/{key}?lang=en")).text)
    assert text.count("<code>unknown_row</code>") == Most().lines
    assert f"{1000 - Most().lines} more stand in the whole list; the first {Most().lines} are shown." in text
    issues = run(datasette.client.get(f"/report/{key}.json")).json()["issues"]
    assert len([i for i in issues if i["code"] == "unknown_row"]) == 1000
