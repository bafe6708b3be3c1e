"""Two reports side by side."""

from __future__ import annotations

from decimal import Decimal

import lxml.html
import pytest

from nianbao.site.tables import measures
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get

SEEN = ".//text()[not(ancestor::span[@class='sr'])]"
"""What a reader sees, without what is for screen readers only."""


def rows(page: str) -> dict[str, list[str]]:
    found = {}
    for row in lxml.html.fromstring(page).xpath("//table[contains(@class, 'compare')]//tbody/tr"):
        found[row.xpath("string(th)")] = ["".join(cell.xpath(SEEN)).strip() for cell in row.xpath("td")]
    return found


def test_years_of_one_publisher(get: Get, built: Built) -> None:
    page = get(f"/compare/{built.whole}/{built.revised}").text
    found = rows(page)
    assert found["一、本年新收政府信息公开申请数量 总计"] == ["33", "9", "-24"]
    assert found["第二十条第（五）项 行政许可 本年处理决定数量"] == ["45,391", "0", "-45391"]
    assert found["行政复议 总计"] == ["", "0", ""], "a blank is no nought: there is no change to tell"
    assert "（三）不予公开 1.属于国家秘密 总计" not in found
    assert rows(get(f"/compare/{built.revised}/{built.whole}").text) == found, "older first, however asked"


def test_reports_of_different_forms(get: Get, built: Built) -> None:
    page = get(f"/compare/{built.older}/{built.whole}").text
    assert "两份报告的统计表版本不同" in page
    heads = lxml.html.fromstring(page).xpath("//table[contains(@class, 'compare')][1]//th[@scope='col']")
    assert [" ".join(e.text_content().split()) for e in heads[1:4]] == [
        "柳洼镇人民政府 2020",
        "白岩县人民政府 2021",
        "差",
    ]
    assert rows(page)["第二十条第（五）项 行政许可 本年增/减"] == ["-568", "", ""]


def test_an_unknown_report_is_a_404(get: Get, built: Built) -> None:
    assert get(f"/compare/{built.whole}/{'0' * 32}").status_code == 404


def test_last_year_stands_beside_this_year(get: Get, built: Built) -> None:
    root = lxml.html.fromstring(get(f"/report/{built.revised}").text)
    (section,) = root.xpath("//section[@id='last-year']")
    row = section.xpath(".//tr[th = '一、本年新收政府信息公开申请数量 总计']")[0]
    assert ["".join(cell.xpath(SEEN)).strip() for cell in row.xpath("td")] == ["33", "9", "-24"]
    assert not lxml.html.fromstring(get(f"/report/{built.older}").text).xpath("//section[@id='last-year']")


def test_too_few_peers_are_said(get: Get, built: Built) -> None:
    assert "没有可比的机关" in get(f"/compare/{built.older}").text
    assert get(f"/compare/{'0' * 32}").status_code == 404


def test_any_other_report_can_be_found_to_stand_beside(get: Get, built: Built) -> None:
    page = lxml.html.fromstring(get(f"/compare/{built.whole}?q=柳洼").text)
    assert page.xpath("//section[@id='another']//li/a/@href") == [f"/compare/{built.whole}/{built.older}"]
    own = lxml.html.fromstring(get(f"/compare/{built.whole}?q=白岩县人民政府&year=2021").text)
    assert not own.xpath("//section[@id='another']//li/a"), "not beside itself"


def test_the_median_is_of_what_is_known() -> None:
    assert measures.middle([1, None, 2]) == Decimal("1.5") and measures.middle([None]) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [(None, ""), (1234567, "1,234,567"), (Decimal("1.50"), "1.5"), (Decimal("100"), "100"), (0, "0")],
)
def test_numbers_for_people(number: object, text: str) -> None:
    assert measures.text(number) == text
