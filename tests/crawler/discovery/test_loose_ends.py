"""What of a column nobody followed or understood is a loose end, whatever made the page; what every page has, or what is understood, is none."""

from __future__ import annotations

import pytest

from archive.crawl.books import LooseEnd
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOST, page

REPORTS = "".join(
    f'<li><a href="/a/{n}.html">白岩县财政局202{n}年政府信息公开年报</a></li>' for n in range(3)
)
LIST = f'<div class="w"><div class="c"><ul>{REPORTS}</ul>{{}}</div></div>'


def loose(html: str, **entry: str) -> tuple[LooseEnd, ...]:
    column = page(html, **{"kind": "list", "anchor": "政府信息公开年报", **entry})
    return discover(column, Grounds(HOST), FAMILIES).claims.loose


def test_the_source_of_further_rows_is_none_where_no_more_rows_are() -> None:
    call = "<script>$('#r').fill({{ totalRecord: {}, perPage: 15, proxy: '/rows/more.jsp' }})</script>"
    asked = LooseEnd("address", "/rows/more.jsp")
    assert asked not in loose(LIST.format(call.format(3)))
    assert asked in loose(LIST.format(call.format(4)))


SIGNS = [
    ("pager", '<a href="javascript:;" class="nx">下一页</a>'),
    ("pager", '<span class="nx" data-p="2">下一页</span>'),
    ("pager", '<a onclick="turn(2)">尾页</a>'),
    ("pager", '<button type="button" class="ld">加载更多</button>'),
    ("pager", '<select class="pg"><option>1</option><option>2</option><option>3</option></select>'),
    ("pager", '<a href="#" class="page-next"></a>'),
    ("pager", '<p><a href="javascript:turn(2)">下一页</a> 第<input type="text" name="at">页</p>'),
    ("pager", '<span id="pv">上一页</span><span id="nx">下一页</span><script src="/js/nx.js"></script>'),
    ("pager", '<span id="pv">上一页</span><span id="nx">下一页</span><script>bind("#nx")</script>'),
    ("control", '<div class="b" role="button" tabindex="0">历年</div>'),
    ("control", '<span onclick="openAll()">全部年份</span>'),
    ("template", '<em @click="reach">其他</em>'),
    ("control", '<form action="/x.do" method="post"><input type="hidden" name="k" value="1"><button>往年</button></form>'),
    ("control", '<details><summary>2018年及以前</summary><div id="o"></div></details>'),
    ("name", '<ul class="y"><li>2019年</li><li>2018年</li></ul>'),
    ("name", '<select id="s"><option value="3">水利局</option><option value="4">民政局</option></select>'),
    ("name", '<label><input type="radio" name="d" value="5"></label><label>水利局</label><label>民政局</label>'),
    ("title", "<p>白岩县水利局2021年政府信息公开工作年度报告</p><p>白岩县水利局2020年政府信息公开工作年度报告</p>"),
    ("title", "<!-- 白岩县水利局2021年政府信息公开年报，白岩县水利局2020年政府信息公开年报 -->"),
    ("place", '<div id="rest"></div><script>fill("#rest")</script>'),
    ("place", '<div id="rest"></div><script src="/js/rest.js"></script>'),
    ("frame", '<object data="/older/list.html"></object>'),
    ("link", '<a href="/f/2019.zip">白岩县水利局2019年政府信息公开工作年度报告</a>'),
    ("link", '<a href="http://www.elsewhere.example/1.html">白岩县水利局2019年政府信息公开工作年度报告</a>'),
    ("address", '<div data-from="/rows/older.do?k=7"></div>'),
    ("address", '<script>var src = "/rows/older.do";</script>'),
    ("template", "<p v-for='r in rows'>{{{{ r.title }}}}</p>"),
    ("request", '<script>$(window).scroll(function(){{ $.get("/older.do", {{k: key()}}, function(t){{ put(t) }}) }})</script>'),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "html"), SIGNS)
def test_what_nobody_followed_is_a_loose_end(sign: str, html: str) -> None:
    assert sign in {end.sign for end in loose(LIST.format(html.format(host=HOST)))}, html


FURNITURE = [
    '<details><summary>2022年度</summary><ul><li><a href="/a/9.html">白岩县水利局2022年政府信息公开年报</a></ul></details>',
    '<input name="q"><button type="submit">搜索</button>',
    '<a href="javascript:window.print()">打印</a><a href="#top">返回顶部</a><a href="javascript:;" class="bds_weixin"></a>',
    '<span onclick="doZoom(16)">大</span><span onclick="doZoom(12)">小</span>',
    '<li><a href="javascript:void(0)">政府信息公开</a><ul><li><a href="/zn/">指南</a></li></ul></li>',
    '<ul class="tab"><li onclick="show(1)">文件</li></ul><script>function show(n){$("#t"+n).show()}</script>',
    '<div class="pages"><a href="#">上一页</a><a href="#">下一页</a></div>',
    '<div class="pages"><span>首页</span><span>上一页</span><span>下一页</span><span>尾页</span></div>',
    '<a class="nx layui-disabled">下一页</a><ul><li class="disabled"><a href="#" data-p="2">尾页</a></li></ul><button disabled>下一页</button>',
    '<a href="/">首页</a> <span>&gt;</span> <span>政府信息公开年报</span>',
    '<input type="hidden" name="state" value="/wEPDwUK/aa.do">',
    '<script src="/js/jquery.min.js"></script><script>document.write("<img src=/c.gif>")</script><div id="ad"></div>',
    '<select onchange="window.open(this.value)"><option value="http://www.gov.cn/">中国政府网</option></select>',
    "<table><tr><th>单位</th><th>2023年</th><th>2022年</th></tr></table>",
    '<h3>2023年</h3><ul><li><a href="/a/9.html">白岩县教育局2023年政府信息公开年报</a></li></ul>',
    '<video src="/v/1.mp4"></video><iframe src="/v/1.swf"></iframe>',
    '<a href="?p=2">下一页</a><a href="javascript:;">尾页</a><div id="pager"></div><script>draw("#pager")</script>',
]  # fmt: skip


@pytest.mark.parametrize("html", FURNITURE)
def test_what_every_page_has_is_none(html: str) -> None:
    assert loose(LIST.replace("{}", html)) == ()


def test_a_row_whose_click_is_not_known_is_a_title_without_a_link() -> None:
    said = "白岩县水利局2021年政府信息公开工作年度报告"
    alone = LIST.format(f"<ul>{REPORTS}<li onclick='see(7)'><span>{said}</span></li></ul>")
    assert [e for e in loose(alone) if e.sign == "title"] == [LooseEnd("title", said)]
    half = LIST.format(f"<a href=\"javascript:see('a/7.html')\">{said}</a>")
    assert loose(half) == (LooseEnd("title", said),), "what the call prints may be half of an address"
    known = f"{half}<script>function see(p){{ window.open('/store/' + p) }}</script>"
    assert [e for e in loose(known) if e.sign == "title"] == []


def test_the_headings_of_boxes_that_were_asked_are_none() -> None:
    boxes = "".join(
        f'<h3>{said}</h3><div class="b" data-src="/b/{n}.inc"></div>'
        for n, said in enumerate(("县政府", "部门", "乡镇"))
    )
    fills = "<script>$('.b').each(function(){ $(this).load($(this).data('src')) })</script>"
    assert [end for end in loose(f"{boxes}{fills}") if end.sign == "name"] == []
    assert [end for end in loose(boxes.replace("data-src", "data-key")) if end.sign == "name"] != []


def test_a_form_around_the_whole_page_hides_none() -> None:
    menu = "".join(f'<a href="/m/{n}/">栏目</a>' for n in range(12))
    numbers = "<a href=\"javascript:__doPostBack('gv','Page$2')\">2</a><a href=\"javascript:__doPostBack('y','')\">2019年</a>"
    form = f'<form><input type="hidden" name="__VIEWSTATE" value="x">{menu}<input name="word">{LIST}</form>'
    assert {(e.sign, e.words) for e in loose(form.replace("{}", numbers))} == {
        ("pager", "2"),
        ("name", "2019年"),
    }


def test_a_click_that_is_understood_is_none() -> None:
    script = '<script>function turn(n){location.href="/l.do?p="+n}</script>'
    understood = loose(LIST.replace("{}", f'<a onclick="turn(2)">下一页</a>{script}'))
    assert {end.sign for end in understood} <= {"address"}, "the visit knows at its end that it was asked"
    assert loose(LIST.replace("{}", f'<a onclick="turn(code(2))">下一页</a>{script}'))[0].sign == "pager"


def test_a_row_of_years_that_is_told_which_is_clicked_is_judged_year_by_year() -> None:
    script = "<script>document.querySelector('.t').onclick = function(e){{ f[at(e)].src = p(e) }};</script>"
    found = loose(LIST.format("<ul class=t><li>2019年</li><li>2018年</li></ul>" + script.format()))
    assert [end for end in found if end.sign == "control"] == []
    assert {end.words for end in found if end.sign == "name"} == {"2019年", "2018年"}
