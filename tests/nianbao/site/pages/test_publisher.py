"""A publisher's page: plots over the years, the figures behind them, and what leads on from there."""

from __future__ import annotations

import lxml.html
import pytest

from nianbao.site.tables.plot import stacked
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get


def test_a_plot_needs_two_years_and_keeps_gaps() -> None:
    assert stacked("requests", {"received": {2021: 3, 2022: None}}) is None
    plot = stacked("requests", {"received": {2019: 10, 2021: 0, 2022: 5}})
    assert plot is not None
    assert [(c.year, c.text) for c in plot.columns] == [(2019, "10"), (2020, ""), (2021, "0"), (2022, "5")]
    heights = [sum(part.height for part in c.parts) for c in plot.columns]
    assert heights[1] == heights[2] == 0 and heights[0] == 2 * heights[3]
    assert all(c.x >= 0 and c.x + c.width <= plot.width and c.top >= 0 for c in plot.columns)


def test_parts_stand_on_each_other_and_empty_series_are_left_out() -> None:
    series = {"granted": {2020: 3, 2021: 1}, "refused": {2020: 1, 2021: 1}, "unable": {2020: 0, 2021: None}}
    plot = stacked("outcomes", series)
    assert plot is not None and plot.series == ("granted", "refused")
    lower, upper = plot.columns[0].parts
    assert lower.y == pytest.approx(upper.y + upper.height, abs=0.2)
    assert [c.text for c in plot.columns] == ["4", "2"]


@pytest.fixture
def page(get: Get) -> lxml.html.HtmlElement:
    key = get("/nianbao/publishers.json?_shape=objects&name=白岩县人民政府").json()["rows"][0]["key"]
    return lxml.html.fromstring(get(f"/publisher/{key}").text)


def test_two_years_make_plots_with_their_figures(page: lxml.html.HtmlElement) -> None:
    figure = page.xpath("//figure[figcaption[@id='plot-requests']]")[0]
    assert [title.text for title in figure.iter("{*}title")] == ["2021 新收申请: 33", "2022 新收申请: 9"]
    behind = figure.xpath(".//details//td[contains(@class, 'num')]")
    assert [cell.text_content() for cell in behind] == ["33", "9"]
    assert figure.xpath("string(figcaption/span)") == "件"


def test_figures_lead_to_their_cells(get: Get, page: lxml.html.HtmlElement) -> None:
    (behind,) = page.xpath("//figure[figcaption[@id='plot-requests']]//td/a[text() = '33']/@href")
    listed = page.xpath(
        "//table[contains(@class, 'years')]/tbody/tr[th//text() = '2021']/td/a[text() = '33']/@href"
    )
    assert behind in listed and "一、本年新收" in get(behind).text


def test_slivers_are_drawn_as_one() -> None:
    reasons = {f"r{at}": {2020: at, 2021: None if at else 1} for at in range(8)}
    plot = stacked("reasons", reasons)
    assert plot is not None
    assert plot.series == ("r4", "r5", "r6", "r7", "rest") and len(plot.behind) == 8
    assert [c.text for c in plot.columns] == [str(sum(range(8))), "1"]


def test_any_two_years_can_be_compared(get: Get, built: Built, page: lxml.html.HtmlElement) -> None:
    (form,) = page.xpath("//form[@action='/compare']")
    chosen = {
        s.get("name"): s.xpath(
            "string(option[@selected]/@value | option[not(../option[@selected])][1]/@value)"
        )
        for s in form.xpath(".//select")
    }
    assert chosen == {"first": built.whole, "second": built.revised}
    answer = get("/compare", params=chosen)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/compare/{built.whole}/{built.revised}"
    assert get("/compare?first=x&second=y").status_code == 404


def test_a_feed_of_its_own(get: Get, page: lxml.html.HtmlElement) -> None:
    (feed,) = page.xpath("//link[@type='application/atom+xml']/@href")
    assert get(feed).text.count("<entry>") >= 2
