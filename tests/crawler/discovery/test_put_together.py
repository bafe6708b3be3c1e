"""Ways to reports that a page puts together: pieces that it loads, drawn maps, the one 更多 of several tabs, years counted up to the clock, the
drawing of a report in its place."""

from __future__ import annotations

import json

import pytest

from archive.clock import day, system_clock
from archive.crawl.books import LooseEnd
from archive.crawl.frontier import Candidate, Entry
from crawler.discovery.discover import discover
from crawler.discovery.discovery import Discovery
from crawler.discovery.grounds import Grounds
from crawler.discovery.scoring import score_link
from crawler.families import FAMILIES
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.model import Context
from parsers.page.outline import outline
from tests.crawler.discovery.test_discover import HOME, HOST, kinds, page
from tests.crawler.discovery.test_loose_ends import loose
from tests.crawler.listdata.test_script_lists import HOME as SITE
from tests.crawler.listdata.test_script_lists import TITLES, further, lists, look, reports

NEWS = "".join(f"<li><a href='/xw/{n}.html'>全县召开春季防汛工作会议第{n}场</a></li>" for n in range(9))


def _at_home(html: str) -> dict[str, Candidate]:
    found = discover(page(html, kind="home", score=100.0), Grounds(HOST), FAMILIES)
    return {c.url: c for c in found.candidates if c.kind == "page"}


INCLUDES = [
    "<div id=top></div><script>$('#top').load('/inc/head.html');</script>",
    "<div id=top></div><script>$(function(){ $.get('/inc/head.html', function(d){ $('#top').html(d) }) });</script>",
    "<div id=top></div><script>fetch('/inc/head.html').then(r => r.text()).then(t => { top.innerHTML = t });</script>",
    "<object type='text/html' data='/inc/head.html'></object>",
]


@pytest.mark.parametrize("put", INCLUDES)
def test_the_menu_of_a_home_page_may_stand_in_a_file(put: str) -> None:
    assert list(_at_home(NEWS + put)) == [f"{HOME}inc/head.html"]
    assert f"{HOME}inc/head.html" not in _at_home(f"{NEWS}{put}<a href='/gk/'>政务公开</a>")


@pytest.mark.parametrize(
    "asks",
    [
        "$.get('/inc/hits.do?id=5')",
        "$.get('http://other.example/head.html', put)",
        "$.post('/so', {k: 1}, put)",
    ],
)
def test_what_is_no_piece_is_not_asked(asks: str) -> None:
    assert _at_home(f"{NEWS}<div id=top></div><script>{asks}</script>") == {}


def test_a_shape_of_a_drawing_is_a_link() -> None:
    shape = "<svg><a xlink:href='/czj/'>{}<path d='M0 0h9'/>{}</a></svg>"
    for drawn in (shape.format("<title>财政局</title>", ""), shape.format("", "<text x=1>财政局</text>")):
        assert kinds(drawn) == {f"{HOME}czj/": "page"}


AIMS = [
    "$('.t span').hover(function(){ var n = $(this).index(); $('#m').attr('href', u[n]) });",
    "$('.t span').mouseover(function(){ document.getElementById('m').href = u[$('.t span').index(this)] });",
]


@pytest.mark.parametrize("aim", AIMS)
def test_tabs_aim_one_link(aim: str) -> None:
    html = f"<div class=t><span>县政府</span><span>部门</span><a id=m href='/a/'>更多</a></div><script>var u=['/a/','/b/']; {aim}</script>"
    assert f"{HOME}b/" in kinds(html)


def test_years_are_counted_up_to_the_clock() -> None:
    last = day(system_clock()).year - 1
    script = f"for (var y = new Date().getFullYear() - 1; y >= {last - 1}; y--) document.write('<a href=\"/nb/'+y+'.html\">'+y+'年度</a>');"
    assert lists(look(f"<script>{script}</script>")) == [
        f"{SITE}/nb/{last}.html",
        f"{SITE}/nb/{last - 1}.html",
    ]


def test_a_button_that_binds_itself_anew_leads_to_the_next_page() -> None:
    rows = "<li><a href='/a/1.html'>柳洼县财政局2023年政府信息公开工作年度报告</a></li>"
    script = "function show(p){ axios.get('/d/' + p + '.json').then(r => { more.onclick = () => show(p + 1) }) } show(1);"
    found = look(
        f"{rows}<button id=more>加载更多</button><script>var more = document.getElementById('more'); {script}</script>"
    )
    assert further(found) == [f"{SITE}/d/2.json"]


# -- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["财政局", "财政局网站", "生态环境分局门户网站", "教育局信息公开"])
def test_the_site_of_a_body_is_asked_wherever_bodies_stand(said: str) -> None:
    link = Found(f"{HOME}x/", said)
    assert words.body_of(said)
    assert score_link(page("", kind="guess", score=18.0), link)[1] >= words.SITE_OF_BODY_SCORE
    assert score_link(page(""), link) >= ("page", words.ORGAN_SCORE)


# -- drawings -------------------------------------------------------------------------------------------------------

REPORT = "白岩县财政局2023年政府信息公开工作年度报告"
DRAWINGS = ["一图读懂：{}", "【图解】{}", "{}解读", "《{}》图文解读", "图解丨{}"]


@pytest.mark.parametrize("said", DRAWINGS)
def test_the_drawing_of_a_report_is_asked_last(said: str) -> None:
    link = Found(f"{HOME}t/1.html", said.format(REPORT))
    assert score_link(page("", kind="list", score=88.0), link) == ("page", words.DRAWN_SCORE)
    assert words.drawn(said.format(REPORT)) == REPORT
    assert not words.drawn(REPORT)


@pytest.mark.parametrize("said", ["查看全文", "原文链接", "相关文件", "报告全文"])
def test_the_page_of_a_drawing_leads_to_the_report(said: str) -> None:
    html = f"<p><img src=/t/1.jpg></p>{said}：<a href='/a/1.html'>{said}</a><a href='/'>首页</a>"
    assert reports(look(html, kind="page", anchor=f"图解：{REPORT}", score=32.5)) == [f"{SITE}/a/1.html"]
    assert reports(look(html, kind="page", anchor="一图读懂：防汛知识", score=60.0)) == []


def test_a_column_of_drawings_lacks_the_reports_until_they_are_found() -> None:
    drawing = f'<a href="/t/1.html">一图读懂：{REPORT}</a>'
    assert LooseEnd("title", REPORT) in loose(f"<ul><li>{drawing}</li></ul>")


@pytest.mark.parametrize("takes", ["document.getElementById(i).firstChild.nodeValue", "e.childNodes[0].data"])
def test_rows_in_comments_that_a_script_opens(takes: str) -> None:
    hidden = (
        f"<h3 onclick='open(this)'>2023年</h3><div id=y hidden><!--<a href='/a/1.html'>{REPORT}</a>--></div>"
    )
    assert reports(look(f"{hidden}<script>function open(e){{ $(e).html({takes}) }}</script>")) == [
        f"{SITE}/a/1.html"
    ]
    assert reports(look(f"{hidden}<script>function open(e){{ $(e).toggle() }}</script>")) == []


@pytest.mark.parametrize("ext", ["json", "txt"])
def test_numbered_files_of_data_are_counted_up(ext: str) -> None:
    at = f"{SITE}/d/page-2.{ext}"
    rows = json.dumps({"k": [{"zq": TITLES[0], "ux": "/a/1.html"}]}, ensure_ascii=False)
    found = _answer(at, rows)
    assert reports(found) == [f"{SITE}/a/1.html"]
    assert further(found) == [f"{SITE}/d/page-3.{ext}"]
    assert further(_answer(at, '{"k": []}')) == []
    assert _answer(f"{SITE}/d/page-2.act", rows).unread  # nothing says what it is: no end of a list


def _answer(at: str, text: str) -> Discovery:
    entry = Entry(2, at, "more", 87.0, 1, f"{SITE}/gk/nb/", None, False, None, None, True)
    answer = Page(at, entry, text.encode(), outline(text.encode(), Context(at)))
    return discover(answer, Grounds("liuwa.example"), FAMILIES)


@pytest.mark.parametrize(
    ("said", "url", "named"),
    [
        ("旧版网站", "http://old.elsewhere.example/", True),
        ("政府信息公开年报", f"http://{HOST}:8081/nb/", True),
        ("政府信息公开年报", f"http://{HOST}:80/nb/", False),
        ("国务院旧版网站", "http://old.elsewhere.example/", False),
    ],
)
def test_the_old_site_and_another_port_are_named(said: str, url: str, named: bool) -> None:
    home = page(f"{NEWS}<a href='{url}'>{said}</a>", kind="home", score=100.0)
    claims = discover(home, Grounds(HOST), FAMILIES).claims
    assert claims.elsewhere == (((said, url),) if named else ())


def test_frames_that_wait_for_their_tab_are_lists() -> None:
    tabs = "<ul id=t><li>2023年</li><li>2022年</li></ul><iframe src='/a/2023/'></iframe><iframe data-url='/a/2022/'></iframe>"
    assert {f"{SITE}/a/2023/", f"{SITE}/a/2022/"} <= set(lists(look(tabs)))


@pytest.mark.parametrize(
    "box", ["<span class=m>︾</span>", "<div id=m>其余年份</div>", "<button id=m>展开</button>"]
)
def test_a_box_that_may_show_more_of_a_list_has_its_script_read(box: str) -> None:
    rows = "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))
    script = "<script src='/js/list.js'></script>"
    assert look(f"<div><ul>{rows}</ul></div>{script}").files == ()
    if "︾" in box or "展开" in box:
        assert look(f"<div><ul>{rows}</ul>{box}</div>{script}").files == (f"{SITE}/js/list.js",)
    assert look(f"<div>{rows}{box}</div>{script}").files == (f"{SITE}/js/list.js",)


@pytest.mark.parametrize("body", ["统计局", "审计局", "财政局", "财政和金融工作局", "生态环境分局"])
@pytest.mark.parametrize("said", ["二〇二三年度·{}", "{}（2023年度）", "2023年{}"])
def test_a_row_may_name_a_body_that_is_called_like_another_paper(body: str, said: str) -> None:
    named = [said.format(one) for one in ("人民政府", body, "民政局")]
    rows = "".join(f"<p><a href='/a/{n}.html'>{text}</a> (2024-03-02)</p>" for n, text in enumerate(named))
    assert f"{SITE}/a/1.html" in [
        c.url for c in look(f"<div>{rows}</div>").candidates if c.kind in ("report", "list")
    ]


@pytest.mark.parametrize("said", ["财政预决算", "统计公报", "审计报告", "环境质量", "财政局部门预算"])
def test_another_paper_is_no_column(said: str) -> None:
    assert words.NOT_COLUMNS.search(said)


@pytest.mark.parametrize(
    ("pager", "led"),
    [
        ("<span data-u='/p/2.txt'>下一页</span>", [f"{SITE}/p/2.txt"]),
        ("<span class='a/b' style='x:/y'>下一页</span>", []),
    ],
)
def test_an_attribute_of_a_pager_is_followed_where_it_is_an_address(pager: str, led: list[str]) -> None:
    rows = "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))
    assert further(look(f"<ul>{rows}</ul>{pager}")) == led


@pytest.mark.parametrize(
    "anchor", ["部门信息公开", "各乡镇（街道）信息公开", "县直部门政务公开", "县直单位政府信息公开"]
)
def test_the_page_of_all_bodies_asks_for_its_tree(anchor: str) -> None:
    html = "<div id=t></div><iframe id=f></iframe><script>var t = new Tree('t'); t.loadXML('/d/tree.jspx');</script>"
    found = look(html, kind="page", anchor=anchor, score=61.8)
    asked = "/d/tree.jspx" in "".join(c.url for c in found.candidates)
    assert asked == ("信息公开" in anchor)
