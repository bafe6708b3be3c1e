"""What a list leads to where no link bears its address: keys, sentences, selects, marks, rows behind a row, neighbours."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive.crawl.frontier import Candidate, Entry, Kind
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.neighbours import BEHIND, SCORE
from crawler.families import FAMILIES
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline
from tests.crawler.discovery.test_boxes import REPORTS
from tests.crawler.discovery.test_discover import HOME, HOST

LIST = f"{HOME}nb/"
PROSE = f"<div>{'本栏目公开本级政府和各部门的报告。' * 30}</div>"
TURN = "<script>document.onkeydown = function (e) {{ if (e.keyCode == 39) location = {}; }};</script>"


@pytest.mark.parametrize(
    ("printed", "following"),
    [
        (TURN.format("'/nb/list_2.html'"), "list_2.html"),
        ("<input type=hidden id=n value='/nb/index_1.html'><script>keys('n')</script>", "index_1.html"),
        (TURN.format("'/nb/list_4.html'"), None),
        (TURN.format("'/other/list_2.html'"), None),
        ("<script>$('.box_2').show(); $('#tab.t2').hide()</script>", None),
    ],
)
def test_the_next_page_is_asked_where_it_is_printed(printed: str, following: str | None) -> None:
    found = _kind(_look(printed), "more")
    assert found == ([f"{LIST}{following}"] if following else [])


@pytest.mark.parametrize(
    "words",
    [
        "<p>2019年以前的年报请访问{}。</p>",
        "<p>复制网址（{}）到地址栏</p>",
        "<div>往年：<br>{}</div>",
        "<input type=text readonly value='{}'>",
    ],
)
@pytest.mark.parametrize("address", [f"{HOME}old/nb/", f"www.{HOST}/old/nb/"])
def test_an_address_in_a_sentence_is_asked(words: str, address: str) -> None:
    assert f"{HOME}old/nb/" in _kind(_look(words.format(address)), "list")
    other = words.format("http://www.elsewhere.example/old/nb/")
    assert not any("old" in c.url for c in _look(other))


_SELECTS = (
    "<select onchange='go(this)'>{options}</select><script>function go(s){{ location.href='/nb/'+s.options[s.selectedIndex].value+'/' }}</script>",
    "<select id=s>{options}</select><script>document.getElementById('s').onchange=function(){{ if (this.value != '') location.href='/nb/'+this.value+'/' }}</script>",
    "<select id=s>{options}</select><script>$('#s').change(function(){{ var y=parseInt($(this).find('option:selected').text(),10); location='/nb/'+y+'/' }})</script>",
    "<select id=s>{options}</select><script>var d=['2023','2022']; $('#s').on('change',function(){{ location.href='/nb/'+d[this.selectedIndex]+'/' }})</script>",
    "<select onchange='go(this)'><script>for(var y=2023;y>=2022;y--) document.write('<option value=\"'+y+'\">'+y+'年</option>'); function go(s){{ location.href='/nb/'+s.value+'/' }}</script></select>",
)


@pytest.mark.parametrize("select", _SELECTS)
def test_a_select_without_a_form_leads_to_each_year(select: str) -> None:
    options = "<option value=2023>2023年</option><option value=2022>2022年</option>"
    found = _kind(_look(select.format(options=options)), "list")
    assert {f"{LIST}2023/", f"{LIST}2022/"} <= set(found)


@pytest.mark.parametrize(
    "script",
    [
        "function show(){ var h=location.hash.replace('#',''); if (h != '') document.getElementById('f').src='/nb/p/'+h+'.html' } window.onhashchange=show; show();",
        "$(window).on('hashchange', function(){ var h=window.location.hash.substr(1) || 'a1'; $('#f').attr('src', ['/nb/p/',h,'.html'].join('')) }).trigger('hashchange');",
    ],
)
@pytest.mark.parametrize("at", ["", "/nb/"])
def test_a_mark_of_the_address_sets_a_frame(script: str, at: str) -> None:
    tabs = (
        f"<a href='{at}#a1'>2023年</a><a href='{at}#a2'>2022年</a><iframe id=f src='/nb/p/a1.html'></iframe>"
    )
    assert f"{LIST}p/a2.html" in {c.url for c in _look(f"{tabs}<script>{script}</script>")}


def test_rows_behind_the_last_row() -> None:
    rows = "".join(
        f"<li data-zk='{n}'><a href='/a/{n}.html'>白岩县财政局2023年政府信息公开年报</a></li>"
        for n in (71, 72)
    )
    script = "$('#m').click(function(){ $.getJSON('/r.do', {c: '5', after: $('#b li:last').attr('data-zk')}, function(d){ $('#b').append(d.x) }) })"
    (more,) = [
        c for c in _look(f"<ul id=b>{rows}</ul><span id=m>展开</span><script>{script}</script>") if c.further
    ]
    assert more.url == f"{HOME}r.do?c=5&after=72"
    answer = {
        "rows": [{"zk": 73, "bt": "白岩县财政局2022年政府信息公开年报", "dz": "/a/73.html"}],
        "left": True,
    }
    assert [c.url for c in _answered(more, answer) if c.further] == [f"{HOME}r.do?c=5&after=73"]
    failed = {**answer, "error": False, "isLast": False}
    assert [c.url for c in _answered(more, failed) if c.further] == [f"{HOME}r.do?c=5&after=73"]
    assert [c.url for c in _answered(more, {**answer, "left": False}) if c.further] == []
    assert [c.url for c in _answered(more, {"rows": [], "left": True}) if c.further] == []


@pytest.mark.parametrize(
    "beside",
    [
        "<p>下一篇：<a href='/a/8.html'>{}</a></p>",
        "<a href='/a/8.html' title='{}'>下一条</a>",
        "<li><span>上一篇</span><a href='/a/8.html'>{}</a></li>",
    ],
)
@pytest.mark.parametrize(
    ("title", "kind"), [("白岩县财政局2022年政府信息公开年报", "report"), ("白岩县财政局20…", "page")]
)
def test_neighbours_of_a_report_are_asked_however_long_the_chain_is(
    beside: str, title: str, kind: Kind
) -> None:
    text = "<h1>白岩县财政局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    body = f"<html><body>{text * 3}{beside.format(title)}</body></html>".encode()
    url = f"{HOME}a/9.html"
    page = Page(url, Entry(1, url, "report", 90.0, 8, None, None, False), body, outline(body, Context(url)))
    assert page.outline.kind == "report"
    assert [(c.url, c.kind) for c in discover(page, Grounds(HOST), FAMILIES).candidates] == [
        (f"{HOME}a/8.html", kind)
    ]


@pytest.mark.parametrize(("score", "following"), [(SCORE, True), (BEHIND, False), (60.0, False)])
def test_a_chain_of_neighbours_goes_on_behind_one_other_paper(score: float, following: bool) -> None:
    url, report = f"{HOME}a/8.html", f"{HOME}a/9.html"
    links = f"<p>上一篇：<a href='{report}'>年报</a></p><p>下一篇：<a href='/a/7.html'>关于防汛的通知</a></p>"
    body = f"<html><body><h1>春季防汛工作会议召开</h1>{PROSE}{links}</body></html>".encode()
    entry = Entry(1, url, "page", score - 0.3, 3, report, "春季防汛工作会议召开", False)
    page = Page(url, entry, body, outline(body, Context(url)))
    found = [c.url for c in discover(page, Grounds(HOST), FAMILIES).candidates if c.kind == "page"]
    assert found == ([f"{HOME}a/7.html"] if following else [])


def _look(html: str) -> list[Candidate]:
    body = (
        f"<html><head><meta charset=utf-8></head><body><ul>{REPORTS}</ul>{html}{PROSE}</body></html>".encode()
    )
    entry = Entry(1, LIST, "list", 88.0, 1, None, "政府信息公开年报", False)
    page = Page(LIST, entry, body, outline(body, Context(LIST)))
    return discover(page, Grounds(HOST), FAMILIES).candidates


def _answered(asked: Candidate, value: object) -> list[Candidate]:
    entry = Entry(2, asked.url, asked.kind, 87.0, 1, LIST, None, False, None, asked.title, True)
    body = json.dumps(value).encode()
    page = Page(asked.url, replace(entry), body, outline(body, Context(asked.url)))
    return discover(page, Grounds(HOST), FAMILIES).candidates


def _kind(found: list[Candidate], kind: Kind) -> list[str]:
    return [c.url for c in found if c.kind == kind]
