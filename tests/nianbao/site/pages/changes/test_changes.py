"""Changes: each with its difference, by filter, on the report's page and as a feed."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import feedparser
import lxml.html
import pytest

from nianbao.site.told import change_list
from nianbao.site.told.atom import Addresses, atom
from nianbao.site.told.change_list import WordedChange
from nianbao.site.web.i18n import CHINESE
from tests.nianbao.site.building import REVISED, Built
from tests.nianbao.site.conftest import Get


def test_a_revision_shows_its_difference(get: Get, built: Built) -> None:
    for path in ("/changes?kind=revised_figures", f"/report/{built.revised}"):
        root = lxml.html.fromstring(get(path).text)
        row = root.xpath("//table[contains(@class, 'diff')]//tr[contains(., '总计')]")[0]
        assert [row.xpath("string(.//del)"), row.xpath("string(.//ins)")] == ["7", "9"]
        places = row.xpath(".//del/a/@href") + row.xpath(".//ins/a/@href")
        proofs = [lxml.html.fromstring(get(href).text) for href in places]
        assert ["outlined" in get(href + "&lang=en").text for href in places] == [True, True]
        assert len({proof.xpath("string(//a[@class='raw']/@href)") for proof in proofs}) == 2
    text = get("/changes?kind=revised_text").text
    assert "<del>收到申请7件。</del>" in text and "<ins>收到申请9件。</ins>" in text


def test_the_page_shows_the_newest_version(get: Get, built: Built) -> None:
    root = lxml.html.fromstring(get(f"/report/{built.revised}").text)
    assert root.xpath("string(//td[@data-field='t3.new_received.total'])") == "9"


def test_kinds_with_their_counts_lead_to_them(get: Get) -> None:
    root = lxml.html.fromstring(get("/changes").text)
    kinds = {a.get("href"): a.xpath("number(span)") for a in root.xpath("//ul[contains(@class, 'kinds')]//a")}
    assert kinds["/changes?kind=revised_figures"] == 1
    for href, n in kinds.items():
        assert get(href).text.count("line-title") == n


def test_filters(get: Get, built: Built) -> None:
    def reports(query: str) -> set[str]:
        root = lxml.html.fromstring(get("/changes" + query).text)
        return {href[-32:] for href in root.xpath("//a[@class='line-title']/@href")}

    assert reports("") == {built.whole, built.older, built.hostile, built.revised}
    assert reports("?year=2020") == {built.older}
    assert reports(f"?report={built.whole}") == {built.whole}
    assert reports("?kind=moved") == reports("?level=province") == reports("?body=department") == set()
    assert reports("?level=county&body=government") == reports("")
    assert reports("?province=河南省&year=2022") == {built.hostile, built.revised}
    everything = reports("")
    assert (
        reports("?region=410000") == reports("?region=411523") == reports("?since=2026-01-01") == everything
    )
    assert reports("?region=370000") == reports("?since=2030-01-01") == set()
    publisher = get(f"/report/{built.older}.json").json()["publisher"]
    rows = get(f"/nianbao/publishers.json?_shape=objects&name={publisher}").json()["rows"]
    assert reports(f"?publisher={rows[0]['key']}") == {built.older}


@pytest.mark.parametrize("query", ["?region=41", "?region='", "?publisher=x", "?since=yesterday", "?year=x"])
def test_what_is_no_filter_limits_nothing(get: Get, query: str) -> None:
    assert get("/changes" + query).text.count("line-title") == get("/changes").text.count("line-title")


def test_every_filter_has_its_feed(get: Get) -> None:
    root = lxml.html.fromstring(get("/changes?kind=new&region=410000&year=2021").text)
    (href,) = root.xpath("//a[@class='feed']/@href")
    assert href == "/changes.atom?kind=new&year=2021&region=410000"
    assert get(href).text.count("<entry>") == 1


def test_versions_of_one_address_stand_with_their_difference(get: Get, built: Built) -> None:
    root = lxml.html.fromstring(get(f"/report/{built.revised}").text)
    newest, oldest = root.xpath("//section[@id='history']//ol/li")
    assert newest.xpath("string(.//ins)") and "本页所示" in newest.text_content()
    assert not oldest.xpath(".//ins")
    captures = [li.xpath(".//a[@class='proof']/@href")[0] for li in (newest, oldest)]
    assert len(set(captures)) == 2 and all(get(href).status_code == 200 for href in captures)


def read_feed(get: Get, path: str) -> Any:
    feed = feedparser.parse(get(path).text)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_a_feed_reader_finds_each_difference(get: Get, built: Built) -> None:
    response = get("/changes.atom?year=2022&lang=en")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = read_feed(get, "/changes.atom?year=2022&lang=en")
    assert feed.version == "atom10" and feed.feed.id == "tag:nianbao.invalid,2026:changes?year=2022"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"].endswith("/changes.atom?year=2022&lang=en")
    assert links["alternate"] == "http://localhost/changes?year=2022"
    assert len({entry.id for entry in feed.entries}) == 4
    assert all(entry.id.startswith("tag:nianbao.invalid,2026:change:") for entry in feed.entries)
    by_kind = {entry.tags[0].term: entry for entry in feed.entries if built.revised in entry.link}
    figures = by_kind["revised_figures"]
    assert "7 → 9" in figures.summary and figures.updated_parsed >= figures.published_parsed
    cells = lxml.html.fromstring(figures.content[0].value).xpath("//td//a")
    assert [cell.text for cell in cells[:2]] == ["7", "9"]
    for href in [cell.get("href") for cell in cells[:2]] + [
        x.href for x in figures.links if x.rel == "related"
    ]:
        assert get(href.removeprefix("http://localhost")).status_code == 200
    assert "outlined" in get(cells[0].get("href").removeprefix("http://localhost") + "&lang=en").text
    text = by_kind["revised_text"].content[0].value
    assert "<del>收到申请7件。</del>" in text and "<ins>收到申请9件。</ins>" in text
    assert REVISED in by_kind["new"].content[0].value and "late: by" not in by_kind["new"].content[0].value
    titles = " ".join(entry.title for entry in feed.entries)
    assert "sample" in titles and "script" in titles, "markup in a title is text in the feed"
    assert get("/changes.atom?report=nothing").status_code == 200


def test_a_feed_has_pages(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_list, "PAGE", 2)
    whole, path, pages = [], "/changes.atom?kind=new", 0
    while path:
        feed = read_feed(get, path)
        whole += [entry.id for entry in feed.entries]
        links = {link.rel: link.href.removeprefix("http://localhost") for link in feed.feed.links}
        assert links["first"] == "/changes.atom?kind=new" and links["self"] == path
        path, pages = links.get("next", ""), pages + 1
    assert pages == 2 and len(whole) == len(set(whole)) == 4
    assert links["previous"] == "/changes.atom?kind=new"


def test_control_characters_do_not_break_the_feed() -> None:
    change = WordedChange(
        "k", "new", "2026-01-01T00:00:00Z", "r", "a\x00b\x0b\ud800", 2021, None, False, (), ()
    )
    at = Addresses("http://x/", "http://x/", "http://x/", {})
    assert ElementTree.fromstring(atom([change], at, CHINESE)) is not None
