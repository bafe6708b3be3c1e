"""Lists that scripts make, page by page: what is asked for next, and what is said where nothing can be."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

import pytest

from archive.crawl.frontier import Entry, Kind
from crawler.discovery.discover import Discovery, discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.unread_lists import CUT_SHORT, FILLED, UNANSWERED
from crawler.families import FAMILIES
from crawler.listdata.script_choices import chosen
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline

HOST = "liuwa.example"
HOME = f"http://www.{HOST}"
COLUMN = f"{HOME}/gk/nb/"
TITLES = [f"柳洼县{organ}2023年政府信息公开工作年度报告" for organ in ("财政局", "水利局", "民政局")]


def look(
    body: str,
    at: str = COLUMN,
    kind: Kind = "list",
    anchor: str = "政府信息公开年报",
    files: Mapping[str, str] | None = None,
    title: str | None = None,
    score: float = 80.0,
) -> Discovery:
    data = f"<html><head><meta charset=utf-8></head><body>{body}".encode()
    parent = COLUMN if title is not None else None
    entry = Entry(1, at, kind, score, 1, parent, anchor, False, title=title)
    page = Page(at, entry, data, outline(data, Context(at)), files or {})
    return discover(page, Grounds(HOST), FAMILIES)


def reports(found: Discovery) -> list[str]:
    return [c.url for c in found.candidates if c.kind == "report"]


def further(found: Discovery) -> list[str]:
    return [c.url + (f" {c.form}" if c.form else "") for c in found.candidates if c.kind == "more"]


def lists(found: Discovery) -> list[str]:
    return [c.url + (f" {c.form}" if c.form else "") for c in found.candidates if c.kind == "list"]


ROWS = "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("var sheet=@rows; paint(sheet)", {"w": 0, "at": 1}),
        ("Grid.fill('#g', @rows)", {"bt_1": 0, "dz": 1, "pic": "/i/a.png"}),
        ("const d={list: @rows, total: 3}", {"x": 0, "y": 1, "z": "2024-01-20"}),
        ("window.rows=@rows", {"headline": 0, "page": 1, "dept": "信息科"}),
        ("var pack='@packed'; paint(JSON.parse(atob(pack)))", {"t": 0, "u": 1}),
        ("var text='@text'", {"t": 0, "u": 1}),
    ],
)
@pytest.mark.parametrize("address", ["/a/{}.html", "show.act?id={}", "view/{};jsessionid=0A1B"])
def test_rows_of_any_keys(text: str, row: dict[str, object], address: str) -> None:
    made = [
        {k: title if v == 0 else address.format(n) if v == 1 else v for k, v in row.items()}
        for n, title in enumerate(TITLES)
    ]
    plain = json.dumps(made, ensure_ascii=True)
    packed = base64.b64encode(json.dumps(made, ensure_ascii=False).encode()).decode()
    forms = {"@rows": plain, "@packed": packed, "@text": plain.replace("\\", "\\\\")}
    script = text
    for mark, value in forms.items():
        script = script.replace(mark, value)
    found = reports(look(f"<ul id=g></ul><script>{script}</script>"))
    assert len(found) == len(TITLES)
    assert found[1].endswith(address.format(1).lstrip("/"))


@pytest.mark.parametrize(
    "script",
    [
        "var t=new dTree('t'); t.add(3,0,'财政局','unit.act;jsessionid=0A1B?id=3','','main');",
        "zNodes=[{id:3,pId:0,name:'财政局',page:'unit.act?id=3'},{id:4,pId:0,name:'水利局',page:'unit.act?id=4'}];",
        "tree.insert(new Node('3','财政局','unit.zf?id=3'))",
        "var data=[[3,0,'财政局','unit.psp?id=3']];",
    ],
)
def test_nodes_of_a_tree_lead_to_bodies_whatever_their_extension(script: str) -> None:
    found = look(f"<div id=t></div><script>{script}</script>", kind="page", anchor="部门信息公开")
    assert any("unit." in c.url and c.anchor == "财政局" for c in found.candidates)


@pytest.mark.parametrize(
    "pager",
    [
        '<script>var c=0,k=4; if(k>1&&c<k-1) document.write("<a href=\\"index"+"_"+(c+1)+".html\\">下一页</a>")</script>',
        "<script>for(var i=1;i<2;i++){ document.write('<a href=\"index_'+i+'.html\">'+(i+1)+'</a>') }</script>",
        "<script>var b='index'; function t(n){ location.href=b+'_'+(n-1)+'.html' }</script><a href='javascript:t(2)'>下一页</a>",
        "<script>function t(n){ window.location='index_'+(n-1)+'.html' }</script><span onclick='t(2)'>下页</span>",
        "<a id=x>下一页</a><script>document.getElementById('x').onclick=function(){ location.replace('index_1.html') }</script>",
    ],
)
def test_pagers_that_scripts_make(pager: str) -> None:
    found = look(ROWS + pager)
    assert further(found) == [COLUMN + "index_1.html"]
    assert found.unread is None


def test_a_sum_is_no_link() -> None:
    script = 'document.write("<a href=\\"index"+"_"+nobody+".html\\">下一页</a>")'
    assert further(look(f"{ROWS}<script>{script}</script>共3页")) == []
    assert look(f"{ROWS}<script>{script}</script>共3页").unread == CUT_SHORT


@pytest.mark.parametrize("name", ["page.currentPage", "p[page]", "blatt"])
def test_a_form_with_any_counter(name: str) -> None:
    form = f"<form name=f action=/r.act method=post><input type=hidden name='{name}' value=1><input type=hidden name=org value=7></form>"
    script = f"<script>function g(n){{ document.f['{name}'].value=n; document.f.submit() }}</script>"
    found = look(f"{ROWS}{form}{script}<a href='javascript:g(2)'>下一页</a>")
    sent = f"{name}=2&org=7".replace("[", "%5B").replace("]", "%5D")
    assert further(found) == [f"{HOME}/r.act {sent}"]


def test_a_server_state_is_no_pager_and_is_said() -> None:
    form = "<form name=f method=post><input type=hidden name=__VIEWSTATE value=dD><input type=hidden name=__EVENTTARGET></form>"
    script = (
        "<script>function __doPostBack(t){ document.f.__EVENTTARGET.value=t; document.f.submit() }</script>"
    )
    found = look(f"{ROWS}{form}{script}<a href=\"javascript:__doPostBack('n')\">下一页</a>")
    assert further(found) == []
    assert found.unread == CUT_SHORT


SHELL = "<meta name=kanal content=c77><ul id=l></ul><script src=/js/jquery.min.js></script><script src=/js/k.js></script><script src=/js/l.js></script>"
CONF, LIST = (
    "var conf={nr:'9f31',root:'/front'};",
    (
        "var k=$('meta[name=kanal]').attr('content'); function zeig(s){$.post(conf.root+'/r.act',{k:k,nr:conf.nr,seite:s},function(d){"
        "for(var i=0;i<d.z.length;i++) $('#l').append('<a href=\"/v/'+d.z[i].guid+'.html\">'+d.z[i].bt+'</a>')})} zeig(1);"
    ),
)


def test_scripts_of_the_portal_are_wanted_where_a_list_is_empty_and_then_read() -> None:
    first = look(SHELL)
    assert first.files == (f"{HOME}/js/k.js", f"{HOME}/js/l.js")
    assert first.unread == FILLED
    read = look(SHELL, files={f"{HOME}/js/k.js": CONF, f"{HOME}/js/l.js": LIST})
    assert lists(read) == [f"{HOME}/front/r.act k=c77&nr=9f31&seite=1"]
    assert read.unread is None
    hint = next(c.title for c in read.candidates if c.kind == "list")
    answer = json.dumps({"z": [{"bt": title, "guid": f"g{n}"} for n, title in enumerate(TITLES)], "total": 9})
    data = answer.encode()
    entry = Entry(
        1, f"{HOME}/front/r.act", "list", 80, 1, COLUMN, "年报", False, "k=c77&nr=9f31&seite=1", hint
    )
    page = Page(entry.url, entry, data, outline(data, Context(entry.url)))
    found = discover(page, Grounds(HOST), FAMILIES)
    assert reports(found) == [f"{HOME}/v/g{n}.html" for n in range(3)]
    assert further(found) == [f"{HOME}/front/r.act k=c77&nr=9f31&seite=2"]


def test_scripts_of_other_hosts_and_of_pages_that_list_are_not_wanted() -> None:
    assert look(ROWS + "<script src=/js/k.js></script>").files == ()
    assert look("<ul></ul><script src=http://cdn.example/k.js></script>").files == ()


@pytest.mark.parametrize(
    "box",
    [
        "<div class=yr data-url=/nb/2024/><a href='javascript:;'>2024年</a></div><script>$('.yr').click(function(){location.href=$(this).data('url')})</script>",
        "<p class=k data-weg=/nb/2024/><a href=#>2024年</a></p><script>$('.k').on('click',function(){window.open($(this).attr('data-weg'))})</script>",
        "<li class=z onclick='g(this)' data-q=/nb/2024/>2024年</li><script>function g(x){location.href=x.dataset.q}</script>",
    ],
)
def test_boxes_whose_anchors_lead_nowhere(box: str) -> None:
    assert lists(look(box)) == [f"{HOME}/nb/2024/"]


def test_a_platform_below_the_path_of_a_department() -> None:
    tree = '<script>window._CONFIG={SID:"7012",TREE:[{"id":31,"name":"政府信息公开年报","post_count":3}]}</script>'
    found = look(tree, at=f"{HOME}/jyj/gkmlpt/index", kind="page", anchor="政府信息公开")
    assert f"{HOME}/jyj/gkmlpt/api/all/31?page=1&sid=7012" in [c.url for c in found.candidates]


def test_jpage_with_any_proxy_and_xml_within_json() -> None:
    call = "$('#m').jpage({totalRecord:45,perPage:10,groupSize:3,proxyUrl:'/f/rowsOf.act',ajaxParam:{kanal:'c7'}});"
    found = look(f"<div id=m></div><script>{call}</script>")
    address = f"{HOME}/f/rowsOf.act?startrecord=1&endrecord=30&perpage=10"
    assert lists(found) == [f"{address} kanal=c7"]
    record = f"<record><![CDATA[<a href='/a/1.html'>{TITLES[0]}</a>]]></record>"
    data = json.dumps({"x": f"<totalrecord>45</totalrecord><recordset>{record}</recordset>"}).encode()
    entry = Entry(1, address, "list", 80, 1, COLUMN, "年报", False, "kanal=c7")
    answer = discover(Page(address, entry, data, outline(data, Context(address))), Grounds(HOST), FAMILIES)
    assert reports(answer) == [f"{HOME}/a/1.html"]
    assert len(further(answer)) == 1


@pytest.mark.parametrize(
    ("line", "dated", "in_column", "in_a_mixed_list"),
    [
        ("柳洼县水利局2023年政府信…", "2024-01-22", True, True),
        ("柳洼县水利局2023年政府信息", "2024-01-22", True, True),
        ("柳洼县水利局二〇二三年政府...", "2024-02-02", True, True),
        ("柳洼县水利局关于2023年度…", "2024-02-02", True, True),
        ("关于柳洼县水利局2023年度…", "2024-02-02", True, True),
        ("柳洼县人民政府办公室政府信息公开工…", "2024-02-02", True, True),
        ("柳洼县人民政府办公室政府信息公开工…", "2024-08-02", True, False),
        ("柳洼县水利局2023年政府信…", "2023-09-22", True, False),
        ("柳洼县水利局2023年部门预算…", "2024-01-22", False, False),
        ("关于2023年防汛工作方案的…", "2024-01-22", False, False),
    ],
)
def test_titles_cut_before_their_end(line: str, dated: str, in_column: bool, in_a_mixed_list: bool) -> None:
    row = f"<ul><li><a href=/a/7.html>{line}</a><i>{dated}</i></li></ul>"
    others = "".join(
        f"<li><a href=/b/{n}.html>关于停水的通告</a><i>2024-01-0{n}</i></li>" for n in range(1, 7)
    )
    assert (reports(look(row + others)) == [f"{HOME}/a/7.html"]) is in_column
    mixed = look(row + others, kind="page", anchor="水利局", score=46.0)
    assert (reports(mixed) == [f"{HOME}/a/7.html"]) is in_a_mixed_list


@pytest.mark.parametrize(
    "script", ["new dTree('t')", "$.fn.zTree.init($('#t'), setting)", "layui.tree.render({elem: '#t'})"]
)
def test_a_tree_of_which_nothing_became_a_link_is_unread(script: str) -> None:
    drawn = f"<div id=t>目录</div><script>{script}</script>"
    assert look(drawn, kind="page", anchor="部门信息公开").unread == FILLED
    nodes = "<script>var n=[{name:'财政局',page:'unit.act?id=3'}]</script>"
    assert look(drawn + nodes, kind="page", anchor="部门信息公开").unread is None


def test_rows_whose_address_is_joined_of_several_values() -> None:
    rows = json.dumps([{"bt": title, "nf": 2024, "bh": f"x{n}"} for n, title in enumerate(TITLES)])
    script = f"var z={rows}; function draw(d){{ $.each(d, function(i, r){{ $('#l').append('<a href=/v/'+r.nf+'/'+r.bh+'.html>'+r.bt+'</a>') }}) }}"
    found = reports(look(f"<ul id=l></ul><script>{script}</script>"))
    assert found == [f"{HOME}/v/2024/x{n}.html" for n in range(3)]


@pytest.mark.parametrize(
    ("hidden", "value"),
    [
        ("<textarea id='y1' style='display:none'>@rows</textarea>", "$('#' + $(e).attr('data-k')).val()"),
        ("<script type='text/html' id='y1'>@rows</script>", "$('#' + $(e).attr('data-k')).html()"),
        ("<script>var kept = @json;</script>", "kept[$(e).attr('data-k')]"),
    ],
)
def test_what_a_click_writes_is_read(hidden: str, value: str) -> None:
    text = json.dumps({"y1": ROWS}).replace("<", "\\u003c").replace("/", "\\/")
    box = hidden.replace("@rows", ROWS.replace("<", "&lt;") if "textarea" in hidden else ROWS)
    script = f"<script>function turn(e){{ $(e).next().html({value}) }}</script>"
    heading = "<h3 data-k='y1' onclick='turn(this)'>2023年</h3><div></div>"
    found = look(heading + box.replace("@json", text) + script)
    assert len(reports(found)) == len(TITLES)


def test_rows_that_a_further_page_of_data_holds_are_read_as_the_first_ones_are() -> None:
    draw = "function draw(a){ a.map(r => `<li><a href='/d/${r.no}'>${r.t}</a></li>`) }"
    more = "var p = 1; function more(){ p++; fetch('/data/' + p + '.json').then(r => r.json()).then(d => draw(d.rows)) }"
    drawn = json.dumps([{"no": n, "t": t} for n, t in enumerate(TITLES)], ensure_ascii=False)
    found = look(
        f"<ul></ul><b onclick='more()'>查看更多</b><script>{draw}draw({drawn});{more}</script>", score=90.0
    )
    asked = next(c for c in found.candidates if c.url.endswith("/data/2.json"))
    rows = json.dumps({"rows": [{"no": 7, "t": TITLES[0]}]}, ensure_ascii=False)
    assert (asked.kind, asked.further) == ("more", True), "the page shows the first rows itself"
    answer = _answered(rows, asked.url, asked.title)
    assert reports(answer) == [f"{HOME}/d/7"] and answer.unread is None
    untold = _answered(rows, asked.url, None)
    assert reports(untold) == [] and untold.unread == UNANSWERED, (
        "rows that nobody understands are no end of a list"
    )
    assert _answered('{"rows": []}', asked.url, None).unread is None


@pytest.mark.parametrize("between", ["\t", ",", "|"])
def test_rows_may_be_lines_of_text(between: str) -> None:
    lines = [between.join((title, f"/d/{n}.html", "2024-01-20")) for n, title in enumerate(TITLES)]
    for text in ("\n".join(lines), "\r\n".join((between.join(("标题", "链接", "日期")), *lines))):
        assert reports(_answered(text, f"{HOME}/data/2.txt", None)) == [
            f"{HOME}/d/{n}.html" for n in range(3)
        ]


def test_a_total_of_fewer_rows_than_are_shown_counts_pages() -> None:
    rows = [{"title": t, "url": f"/d/{n}"} for n, t in enumerate(TITLES)]
    answer = _answered(json.dumps({"total": 2, "rows": rows}), f"{HOME}/rows?page=1", None)
    assert (
        further(answer) == [f"{HOME}/rows?page=2"] and answer.claims.pages == 2 and answer.claims.total == 0
    )


@pytest.mark.parametrize(
    "listens",
    [
        "document.addEventListener('click', e => { const b = e.target.closest('.i'); if (b) location.href = '/d/' + b.dataset.k })",
        "document.querySelector('#l').addEventListener('click', function(e){ location.href = '/d/' + e.target.dataset.k })",
    ],
)
def test_a_listener_around_the_rows_asks_which_was_clicked(listens: str) -> None:
    rows = "".join(f"<p class=i data-k='x{n}'>{title}</p>" for n, title in enumerate(TITLES))
    assert reports(look(f"<div id=l>{rows}</div><script>{listens}</script>")) == [
        f"{HOME}/d/x{n}" for n in range(3)
    ]


def test_a_number_that_is_chosen_of_a_select_turns_the_page() -> None:
    select = (
        "<select onchange='go(this.value)'><option>1</option><option>2</option><option>3</option></select>"
    )
    script = "<script>function go(n){ location.href = 'l.do?lm=7&at=' + n }</script>"
    assert further(look(f"<ul>{ROWS}</ul>{select}{script}")) == [f"{COLUMN}l.do?lm=7&at=2"]


YEARS = "<select id=y>{}<option value=2023>2023年</option><option value=2022>2022年</option></select>"
BODIES = "<select id=b>{}<option value=7>水利局</option><option value=8>民政局</option></select>"
ASKS = "$.post('/q.do', {y: $('#y').val(), b: $('#b').val()}, function(t){ $('#l').html(t) })"


def test_a_button_shows_what_was_chosen() -> None:
    boxes = YEARS.format("") + BODIES.format("<option value=''>全部</option>")
    found = look(
        f"{boxes}<button id=q>查询</button><ul id=l>{ROWS}</ul><script>$('#q').click(function(){{ {ASKS} }})</script>"
    )
    forms = {c.form for c in found.candidates if c.url == f"{HOME}/q.do"}
    assert {"y=2022&b=", "y=2023&b="} <= forms
    assert [end for end in found.claims.loose if end.sign in ("control", "name")] == []


def test_of_two_selects_without_all_each_goes_with_each() -> None:
    boxes = YEARS.format("") + BODIES.format("")
    bound = boxes.replace("<select", "<select onchange='ask()'")
    found = look(f"{bound}<ul id=l>{ROWS}</ul><script>function ask(){{ {ASKS} }}</script>")
    forms = {c.form for c in found.candidates if c.url == f"{HOME}/q.do"}
    assert forms == {f"y={y}&b={b}" for y in (2023, 2022) for b in (7, 8)}


def test_rows_in_base64_are_read() -> None:
    packed = base64.b64encode(
        json.dumps([{"title": t, "url": f"/d/{n}"} for n, t in enumerate(TITLES)]).encode()
    ).decode()
    for text in (packed, json.dumps({"code": 0, "data": packed})):
        assert reports(_answered(text, f"{HOME}/data/2.json", None)) == [f"{HOME}/d/{n}" for n in range(3)]


def _answered(text: str, at: str, title: str | None) -> Discovery:
    entry = Entry(1, at, "more", 80.0, 1, COLUMN, "政府信息公开年报", False, title=title, further=True)
    data = text.encode()
    return discover(Page(at, entry, data, outline(data, Context(at))), Grounds(HOST), FAMILIES)


def test_rows_in_fields_and_templates_are_read() -> None:
    for held in (
        f"<textarea id=r style='display:none'>{ROWS}</textarea>",
        f"<script type='text/x-tpl'>{ROWS}</script>",
    ):
        assert len(reports(look(f"<ul id=l></ul>{held}<script>show($('#r').val())</script>"))) == len(TITLES)


def test_numbered_scripts_that_are_put_into_the_page_are_pages_of_rows() -> None:
    load = "function load(n){ var s=document.createElement('script'); s.src='/d/list_'+n+'.js'; document.body.appendChild(s) } load(1);"
    pager = "var h=''; for (var p=1; p<=3; p++) h += '<b onclick=\"load('+p+')\">'+p+'</b>'; document.getElementById('p').innerHTML=h;"
    found = look(f"<ul id=l></ul><p id=p></p><script>{load}{pager}</script>")
    asked = {c.url: c.kind for c in found.candidates}
    assert sorted(asked) == [f"{HOME}/d/list_{n}.js" for n in (1, 2, 3)]
    counter = "var s=document.createElement('script'); s.src='/js/tongji.js'; document.body.appendChild(s)"
    assert look(f"<ul id=l></ul><script>{counter}</script>").candidates == []


def test_what_heads_a_select_is_not_chosen() -> None:
    """An option without a value is its own words to a browser: a prompt, unless it is a year."""
    body = (
        '<select onchange="window.open(this.value)"><option>国务院部门网站</option>'
        "<option value='/bm/czj/'>财政局</option><option value='/bm/slj/'>水利局</option></select>"
        "<select onchange=\"location.href=this.value+'.html'\"><option>2023</option><option>2022</option></select>"
    )
    data = f"<html><head><meta charset=utf-8></head><body>{body}".encode()
    entry = Entry(1, COLUMN, "list", 80.0, 1, None, "政府信息公开年报", False)
    found = chosen(Page(COLUMN, entry, data, outline(data, Context(COLUMN))))
    addresses = [f"{HOME}/bm/czj/", f"{HOME}/bm/slj/", f"{COLUMN}2023.html", f"{COLUMN}2022.html"]
    assert [one.url for one in found] == addresses


def test_tabs_that_load_pieces_and_pieces_that_lead_on() -> None:
    tabs = "".join(
        f'<li data-from="/p/{n}.inc">{name}</li>' for n, name in enumerate(("县政府", "乡镇", "2019年"))
    )
    load = '<script>$(document).on("click", "[data-from]", function () { $("#b").load($(this).attr("data-from")); });</script>'
    listed = f'<div id="b"><a href="/a/9.html">{TITLES[0]}</a></div>'
    found = [c for c in look(f"<ul>{tabs}</ul>{listed}{load}").candidates if c.kind == "list"]
    assert [(c.url, c.anchor) for c in found] == [
        (f"{HOME}/p/{n}.inc", name) for n, name in enumerate(("县政府", "乡镇", "2019年"))
    ]
    piece = f'<a href="/a/7.html">{TITLES[1]}</a><span data-from="/p/1b.inc">下一页</span>'
    data = piece.encode()
    entry = Entry(1, f"{HOME}/p/1.inc", "list", 80.0, 2, COLUMN, "乡镇", False, title=found[1].title)
    answer = discover(
        Page(entry.url, entry, data, outline(data, Context(entry.url))), Grounds(HOST), FAMILIES
    )
    assert reports(answer) == [f"{HOME}/a/7.html"]
    assert [c.url for c in answer.candidates if c.further] == [f"{HOME}/p/1b.inc"]


@pytest.mark.parametrize("call", ["tree.loadXML('/d/bodies.xml')", "$('#t').load('/d/bodies.xml')"])
def test_a_tree_names_the_file_that_it_loads(call: str) -> None:
    found = look(f"<div id=t></div><script>var tree = new Tree('t'); {call};</script>")
    assert "/d/bodies.xml" in "".join(c.url for c in found.candidates)


def test_years_that_a_script_writes_into_a_select_are_chosen() -> None:
    script = f"for (var y = 2023; y > 2021; y--) $('#y').append('<option value=' + y + '>' + y + '年'); function q(){{ {ASKS} }} q()"
    found = look(
        f"<select id=y onchange='q()'></select><input id=b value=7><ul id=l></ul><script>{script}</script>"
    )
    assert {c.form for c in found.candidates if c.url == f"{HOME}/q.do"} == {"y=2023&b=7", "y=2022&b=7"}


@pytest.mark.parametrize(
    ("table", "asked"),
    [
        ("page: true, limit: 20, where: {lm: 7}, cols: [[]]", "?lm=7&page=1&limit=20"),
        ("page: true, request: {pageName: 'pageNo', limitName: 'wie'}, cols: [[]]", "?pageNo=1&wie=10"),
        (
            "pagination: true, pageSize: 15, queryParams: {lm: 7}, columns: [[]]",
            " lm=7&page=1&rows=15",
        ),
    ],
)
def test_a_table_of_a_plug_in_sends_its_page_and_what_it_is_given(table: str, asked: str) -> None:
    found = look(f"<table id=t></table><script>tb.render({{elem: '#t', url: '/q.do', {table}}})</script>")
    assert f"{HOME}/q.do{asked}" in lists(found)


def test_a_tab_whose_rows_have_ids_tells_how_addresses_are_made() -> None:
    script = """function q(k){ axios.get('/q.do', {params: {lm: k, page: 1}}).then(({data}) => { l.innerHTML =
    data.list.map(r => `<a href="/d/${r.wid}.html">${r.bt}</a>`).join('') }) }"""
    found = look(
        f"<span onclick='q(7)'>部门年报</span><span onclick='q(8)'>乡镇年报</span><script>{script}</script>"
    )
    assert {c.title for c in found.candidates if c.url.startswith(f"{HOME}/q.do")} == {"/d/{wid}.html"}
