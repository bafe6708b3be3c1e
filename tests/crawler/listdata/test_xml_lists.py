"""Lists in XML that a style sheet makes a page of."""

from __future__ import annotations

import pytest

from archive.crawl.frontier import Entry
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline
from tests.crawler.discovery.test_discover import HOME, HOST

SHEET = '<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href="/s.xsl"?>'
TITLES = [f"白岩县财政局{year}年政府信息公开年报" for year in (2022, 2023)]


@pytest.mark.parametrize(
    "row",
    [
        "<r><t><![CDATA[{title}]]></t><d>2024-01-09</d><u>/a/{n}.htm</u></r>",
        '<r u="/a/{n}.htm"><t>{title}</t><d>2024-01-09</d></r>',
        '<r t="{title}" u="/a/{n}.htm"/>',
    ],
)
@pytest.mark.parametrize("further", ["", "nb_2.xml"])
def test_rows_and_the_next_file(row: str, further: str) -> None:
    rows = "".join(row.format(title=title, n=n) for n, title in enumerate(TITLES))
    found = _found(f'{SHEET}<l name="年报" next="{further}">{rows}</l>')
    assert [url for url, kind in found if kind == "report"] == [f"{HOME}a/{n}.htm" for n in range(2)]
    assert [url for url, kind in found if kind == "more"] == ([f"{HOME}x/nb_2.xml"] if further else [])


@pytest.mark.parametrize(
    "torn",
    [
        f'{SHEET}<l><r u="/a/1.htm"><t>{TITLES[0]}',
        f'{SHEET}<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]><l><r><t>&e;</t><u>/a/1.htm</u></r></l>',
        SHEET,
        f"{SHEET}<l/>",
    ],
)
def test_what_is_torn_or_hostile_costs_nothing(torn: str) -> None:
    assert all(url.startswith(HOME) for url, _ in _found(torn))


def _found(text: str) -> list[tuple[str, str]]:
    url = f"{HOME}x/nb.xml"
    entry = Entry(1, url, "list", 88.0, 1, None, "政府信息公开年报", False)
    shown = Page(url, entry, text.encode(), outline(text.encode(), Context(url)))
    return [(c.url, c.kind) for c in discover(shown, Grounds(HOST), FAMILIES).candidates]


def test_a_spreadsheet_of_addresses() -> None:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    head = f"<Row>{cell.format('单位')}{cell.format('年报地址')}</Row>"
    rows = "".join(
        f'<Row>{cell.format("财政局")}<Cell ss:HRef="{HOME}a/{n}.htm"><Data>{title}</Data></Cell></Row>'
        for n, title in enumerate(TITLES)
    )
    sheet = f'<Workbook xmlns="u" xmlns:ss="u"><Worksheet><Table>{head}{rows}</Table></Worksheet></Workbook>'
    found = _found(f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>{sheet}')
    assert found == [(f"{HOME}a/{n}.htm", "report") for n in range(2)]


def test_feeds_are_lists() -> None:
    for feed in (
        f"<rss version='2.0'><channel><title>年报</title><item><title>{TITLES[0]}</title><link>/a/1.htm</link></item></channel></rss>",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{TITLES[0]}</title><link href='/a/1.htm'/></entry></feed>",
    ):
        assert (f"{HOME}a/1.htm", "report") in _found(feed), feed


NODES = [
    '<item text="{}" id="7"><userdata name="at">{}</userdata></item>',
    '<node name="{}" no="7" at="{}"/>',
]


@pytest.mark.parametrize("node", NODES)
def test_a_tree_of_bodies_without_a_style_sheet(node: str) -> None:
    nodes = "".join(node.format(*body) for body in (("财政局", "/czj/"), ("水利局", "/slj/")))
    found = _found(f'<?xml version="1.0"?><tree id="0"><item text="公开主体" id="1">{nodes}</item></tree>')
    assert {(f"{HOME}czj/", "list"), (f"{HOME}slj/", "list")} <= set(found)
