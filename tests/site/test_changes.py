"""Changes: each with its difference, by filter, on the report's page and as a feed."""

from __future__ import annotations

from xml.etree import ElementTree

import lxml.html

from archive.site.changes import ATOM, Change, atom
from archive.site.plot import columns
from tests.site.building import Built
from tests.site.conftest import Get


def test_a_revision_shows_its_difference(get: Get, built: Built) -> None:
    for path in ("/changes?kind=revised_figures", f"/report/{built.revised}"):
        root = lxml.html.fromstring(get(path).text)
        row = root.xpath("//table[contains(@class, 'diff')]//tr[contains(., '总计')]")[0]
        assert [row.xpath("string(.//del)"), row.xpath("string(.//ins)")] == ["7", "9"]
    text = get("/changes?kind=revised_text").text
    assert "<del>收到申请7件。</del>" in text and "<ins>收到申请9件。</ins>" in text


def test_the_page_shows_the_newest_version(get: Get, built: Built) -> None:
    root = lxml.html.fromstring(get(f"/report/{built.revised}").text)
    assert root.xpath("string(//td[@data-field='t3.new_received.total'])") == "9"


def test_filters(get: Get, built: Built) -> None:
    def reports(query: str) -> set[str]:
        root = lxml.html.fromstring(get("/changes" + query).text)
        return {href[-32:] for href in root.xpath("//a[@class='line-title']/@href")}

    assert reports("") == {built.whole, built.older, built.hostile, built.revised}
    assert reports("?year=2020") == {built.older}
    assert reports(f"?report={built.whole}") == {built.whole}
    assert reports("?kind=moved") == set()
    assert reports("?province=河南省&year=2022") == {built.hostile, built.revised}


def test_the_feed(get: Get, built: Built) -> None:
    response = get("/changes.atom?year=2022")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.text)
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 4
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    assert len(set(ids)) == 4 and all(i and i.startswith("urn:nianbao:change:") for i in ids)
    summaries = "".join(entry.findtext(f"{{{ATOM}}}summary") or "" for entry in entries)
    assert "7 → 9" in summaries
    links = {link.get("href") for entry in entries for link in entry.findall(f"{{{ATOM}}}link")}
    assert links == {f"http://localhost/report/{key}" for key in (built.hostile, built.revised)}
    titles = " ".join(entry.findtext(f"{{{ATOM}}}title") or "" for entry in entries)
    assert "样例" in titles and "<script>" in titles, "markup in a title is text in the feed"
    assert get("/changes.atom?report=nothing").status_code == 200


def test_control_characters_do_not_break_the_feed() -> None:
    change = Change("k", "new", "2026-01-01T00:00:00Z", "r", "a\x00b\x0b", 2021, None, False, (), ())
    assert ElementTree.fromstring(atom([change], "http://x/", "http://x/", "http://x/report/")) is not None


def test_a_plot_needs_two_years_and_keeps_gaps() -> None:
    assert columns("新收", "new", [(2021, 3), (2022, None)]) is None
    plot = columns("新收", "new", [(2019, 10), (2021, 0), (2022, 5)])
    assert plot is not None
    assert [(c.year, c.text) for c in plot.columns] == [(2019, "10"), (2020, ""), (2021, "0"), (2022, "5")]
    assert [c.height for c in plot.columns][1] == 0 and plot.columns[0].height == 2 * plot.columns[3].height
    assert all(c.x >= 0 and c.x + c.width <= plot.width and c.y >= 0 for c in plot.columns)


def test_a_publisher_of_two_years_has_plots(get: Get) -> None:
    key = get("/nianbao/publishers.json?_shape=objects&name=白岩县人民政府").json()["rows"][0]["key"]
    root = lxml.html.fromstring(get(f"/publisher/{key}").text)
    assert "2021 年 33，2022 年 9" in root.xpath("//*[name()='svg']/@aria-label")[0]
