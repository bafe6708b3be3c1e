"""Two reports side by side."""

from __future__ import annotations

import lxml.html

from tests.site.building import Built
from tests.site.conftest import Get


def rows(page: str) -> dict[str, list[str]]:
    found = {}
    for row in lxml.html.fromstring(page).xpath("//table[contains(@class, 'compare')]//tbody/tr"):
        found[row.xpath("string(th)")] = [cell.text_content().strip() for cell in row.xpath("td")]
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
    assert "两份报告的表式不同" in page
    assert rows(page)["第二十条第（五）项 行政许可 本年增/减"] == ["-568", "", ""]


def test_an_unknown_report_is_a_404(get: Get, built: Built) -> None:
    assert get(f"/compare/{built.whole}/{'0' * 32}").status_code == 404
