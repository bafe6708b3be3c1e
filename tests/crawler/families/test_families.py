"""A family module knows how its software fills and pages its lists, and nothing else depends on it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from archive.crawl.frontier import Entry, Kind
from crawler.discovery.discover import Discovery, discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.unread_lists import CUT_SHORT, FILLED, UNANSWERED
from crawler.families import FAMILIES
from crawler.listdata.js_requests import requests
from crawler.page.list_request import ListRequest
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline
from samples import SampleServer
from samples.farm import FarmServer
from tests.crawler import child
from tests.crawler.conftest import expected, found

HOST = "liuwa.example"
HOME = f"http://www.{HOST}"
COLUMN = f"{HOME}/col/col88/index.html"
REPORT = "柳洼县2023年政府信息公开工作年度报告"
ROW = f'<li><a href="../../art/2024/1/9/art_88_7.html" title="{REPORT}">{REPORT[:9]}</a></li>'
ROW_AT = f"{HOME}/art/2024/1/9/art_88_7.html"


@pytest.mark.accept
@pytest.mark.parametrize(("family", "host"), [("gongkai", "pingyin.sample.localhost")])
def test_without_a_family_only_its_portal_loses(
    portals: SampleServer, tmp_path: Path, family: str, host: str
) -> None:
    summary = child.run(tmp_path, portals.homes, {**child.FAST, "without": [family]})
    got, wanted = found(tmp_path), expected()
    assert {h for h in wanted if got[h] != wanted[h]} == {host}
    assert got[host] < wanted[host]
    assert {p["outcome"] for p in summary["portals"] if p["host"] == host} == {"needs_family"}


def test_lists_that_scripts_fill_are_read_whole_and_asked_again_alone(tmp_path: Path) -> None:
    """By POST and by GET, from the first crawl to the second, and what is said where the families are left out."""
    with FarmServer(seed=931, portals=11) as farm:
        homes = [farm.homes[n] for n in (0, 10)]
        sites = [site for n in (0, 10) if (site := farm.farm.site(n))]
        assert [site.place.family for site in sites] == ["gkmlpt", "hanweb-proxy-post"]
        first = child.run(tmp_path / "on", homes, {**child.FAST, "parse": False})
        asked = len(farm.log)
        again = child.run(tmp_path / "on", homes, {**child.FAST, "parse": False})
        names = [f.NAME for f in FAMILIES]
        blind = child.run(tmp_path / "off", homes, {**child.FAST, "parse": False, "without": names})
        hosts = {urlsplit(home).hostname for home in homes}
        truth = [p for p in farm.truth()["portals"] if p["host"] in hosts]
    every = sum(len(p["reports"]) for p in truth)
    assert [p["outcome"] for p in first["portals"]] == ["complete", "complete"]
    assert first["new_reports"] == every
    assert asked <= 2 * every
    assert (again["new_reports"], again["pages"] <= 0.25 * first["pages"]) == (0, True)
    assert [p["outcome"] for p in blind["portals"]] == ["needs_family", "needs_family"]


def look(
    content: str | bytes,
    url: str = COLUMN,
    *,
    kind: Kind = "list",
    anchor: str = "政府信息公开年报",
    form: str | None = None,
    parent: str | None = None,
    off: bool = False,
) -> Discovery:
    """What is discovered on a page, or on an answer that `parent` shows."""
    whole = parent is None and isinstance(content, str)
    text = f"<html><head><meta charset=utf-8></head><body>{content}</body></html>" if whole else content
    body = text if isinstance(text, bytes) else text.encode()
    entry = Entry(1, url, kind, 88.0, 1, parent, anchor, False, form)
    page = Page(url, entry, body, outline(body, Context(url)))
    return discover(page, Grounds(HOST), () if off else FAMILIES)


def asks(discovery: Discovery) -> list[ListRequest]:
    """The requests for rows and further pages that a page led to."""
    wanted = [c for c in discovery.candidates if c.kind in ("list", "more")]
    return [ListRequest(c.url, c.form) for c in wanted]


def reports(discovery: Discovery) -> list[str]:
    return [c.url for c in discovery.candidates if c.kind == "report"]


def answer(content: str | bytes, ask: ListRequest, shell: str = COLUMN) -> Discovery:
    return look(content, ask.url, form=ask.form, parent=shell)


# -- Hanweb JCMS

PROXY = "/module/web/jpage/dataproxy.jsp"
PARAMETERS = "{'col':1,appid:1,\"webid\":3185,path:'/',columnid:88,sourceContentType:1,unitid:'6351',webname:'柳洼县',permissiontype:0}"


def jpage(
    *, rows: int = 0, total: int = 57, method: str = "", names: str = "proxyUrl perPage ajaxParam"
) -> str:
    address, size, parameters = names.split()
    inline = f"<datastore><recordset>{_records(rows)}</recordset></datastore>"
    return (
        f'<div id="6351"></div><script type="text/xml">{inline if rows else ""}</script><script>$(function(){{'
        f" $('#6351').jpage({{ showmode:3, totalRecord : {total}, {address} : '{PROXY}', {size} : 15,"
        f" groupSize : 3, {method} {parameters} : {PARAMETERS} }}); }});</script>"
    )


def _records(count: int) -> str:
    rows = (ROW.replace("_7.", f"_{n}.") for n in range(count))
    return "".join(f"<record><![CDATA[\n{row}]]></record>" for row in rows)


@pytest.mark.parametrize("names", ["proxyUrl perPage ajaxParam", "storeurl perpage proxyparam"])
def test_jpage_asks_as_the_page_prints(names: str) -> None:
    (ask,) = asks(look(jpage(names=names)))
    assert ask.url == f"{HOME}{PROXY}?startrecord=1&endrecord=45&perpage=15"
    form = dict(parse_qsl(ask.form or ""))
    assert (form["columnid"], form["unitid"], form["webname"], len(form)) == ("88", "6351", "柳洼县", 9)


def test_jpage_asks_by_get_where_it_says_so() -> None:
    (ask,) = asks(look(jpage(method='method:"GET",')))
    assert ask.form is None
    query = dict(parse_qsl(urlsplit(ask.url).query))
    assert (query["columnid"], query["endrecord"], query["perpage"]) == ("88", "45", "15")


def test_jpage_shows_its_first_rows_and_asks_for_the_rest() -> None:
    seen = look(jpage(rows=45))
    assert len(reports(seen)) == 45 and seen.candidates[0].url.startswith(f"{HOME}/art/2024/")
    (ask,) = asks(seen)
    assert "startrecord=46&endrecord=90" in ask.url
    assert asks(look(jpage(rows=45, total=45))) == []


def test_a_proxy_is_asked_on_until_its_total() -> None:
    (first,) = asks(look(jpage()))
    seen = answer(
        f"<datastore><totalrecord>57</totalrecord><recordset>{_records(45)}</recordset></datastore>", first
    )
    assert len(reports(seen)) == 45 and reports(seen)[7] == ROW_AT
    (second,) = asks(seen)
    assert "startrecord=46&endrecord=90" in second.url and second.form == first.form
    last = answer(
        f"<datastore><totalrecord>57</totalrecord><recordset>{_records(12)}</recordset></datastore>", second
    )
    assert len(reports(last)) == 12 and asks(last) == []


def test_two_columns_of_one_proxy_are_two_requests() -> None:
    other = jpage().replace("columnid:88", "columnid:89")
    addresses = {c.address for shell in (jpage(), other) for c in look(shell).candidates}
    assert len(addresses) == 2


def test_rows_elsewhere_are_not_asked_for_news() -> None:
    assert asks(look(jpage(), kind="page", anchor="政务要闻")) == []
    (organs,) = look(jpage(), kind="page", anchor="财政局").candidates
    assert organs.kind == "page" and organs.form


# -- Hanweb JPAAS

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def test_jpaas_units() -> None:
    tag = (
        f"<script url=\"{UNIT}\" queryData=\"{{'parseType':'bulidstatic','webId':'ab1','tplSetId':'cd2','pageType':'column',"
        "'tagId':'{tag}','editType':'null','pageId':'ef3'}}\" {size} src=\"/jpaas/pageSeach.js\"></script>"
    )
    shell = tag.replace("{tag}", "导航").replace("{size}", "") + tag.replace("{tag}", "当前栏目列表").replace(
        "{size}", 'pagesize="15"'
    )
    (ask,) = asks(look(shell.replace("{{", "{").replace("}}", "}")))
    assert ask.parameters["tagId"] == "当前栏目列表" and ask.parameters["parseType"] == "bulidstatic"
    assert json.loads(ask.parameters["paramJson"]) == {"pageNo": 1, "pageSize": 15}
    html = f'<ul>{ROW}</ul><div class="page" pagenum="1" pagesize="15" pagecount="2" total="16"></div>'
    seen = answer(json.dumps({"success": True, "data": {"html": html}}), ask)
    assert reports(seen) == [ROW_AT]
    (second,) = asks(seen)
    assert json.loads(second.parameters["paramJson"]) == {"pageNo": 2, "pageSize": 15}
    assert asks(answer(json.dumps({"data": {"html": html}}), second)) == []


# -- UCAP, and whatever prints its request

CHANNEL = "0123456789abcdef0123456789abcdef"
SEARCH = f"/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&_channelName="


@pytest.mark.parametrize(
    "script",
    [
        f'$.get("{SEARCH}&page=" + page, show)',
        f"var url = '/common/search/' + channelId + '{SEARCH[SEARCH.index('?') :]}&page=1'; $.getJSON(url)",
        f'$.ajax({{url: "{SEARCH.replace("&", "&amp;")}&amp;page=1", dataType: "json"}})',
    ],
)
def test_ucap_searches(script: str) -> None:
    (ask,) = asks(
        look(f'<ul id="list"></ul><script>var channelId = "{CHANNEL}", page = 1; {script}</script>')
    )
    assert urlsplit(ask.url).path == f"/common/search/{CHANNEL}"
    assert (ask.parameters["page"], ask.parameters["_pageSize"]) == ("1", "20")
    rows = [{"title": f"<em>{REPORT}</em>", "url": f"/c1/202401/{n:032x}.shtml"} for n in range(20)]
    seen = answer(json.dumps({"data": {"total": 21, "results": rows}}), ask)
    assert len(reports(seen)) == 20
    (second,) = asks(seen)
    assert second.number == 2
    assert asks(answer(json.dumps({"data": {"total": 21, "results": rows[:1]}}), second)) == []


def test_software_that_nobody_knows_prints_its_request() -> None:
    script = "axios.post; $.ajax({type:'post', url:'/api/doc/list', data:{ channelId: cid, pageNumber: n, pageSize: 10 }})"
    (ask,) = asks(look(f"<ul></ul><script>var cid = 'x7'; {script}</script>"))
    assert (ask.url, ask.form) == (f"{HOME}/api/doc/list", "channelId=x7&pageNumber=1&pageSize=10")
    rows = [{"docTitle": "", "title": REPORT, "link": "7.html"}]
    seen = answer(json.dumps({"rows": rows, "total": 11}), ask)
    assert reports(seen) == [f"{HOME}/col/col88/7.html"]
    assert [a.form for a in asks(seen)] == ["channelId=x7&pageNumber=2&pageSize=10"]


@pytest.mark.parametrize(
    ("script", "request_for_rows"),
    [
        ("fetch(`/api/list?channel=${id}&page=${n}`)", ListRequest(f"{HOME}/api/list?channel=x7&page=1")),
        ("$.get('/list?pageNo=' + n + '&t=' + new Date().getTime())", ListRequest(f"{HOME}/list?pageNo=1")),
        ("$.post('/rows.do', {id: id, pageNo: n})", ListRequest(f"{HOME}/rows.do", "id=x7&pageNo=1")),
        ("$('#a').load('/rows.do', {id: 5, page: 1})", ListRequest(f"{HOME}/rows.do", "id=5&page=1")),
        ("axios.get('rows', {params: {pageIndex: 0}})", ListRequest(f"{HOME}/col/col88/rows?pageIndex=0")),
        (
            "var u = '/rows'; $.ajax({data: {thisPage: p}, url: u + '.json'})",
            ListRequest(f"{HOME}/rows.json?thisPage=1"),
        ),
    ],
)
def test_ways_to_print_a_request(script: str, request_for_rows: ListRequest) -> None:
    assert asks(look(f"<ul></ul><script>var id = 'x7';\n{script}</script>")) == [request_for_rows]


def test_pages_that_count_from_0() -> None:
    rows = [{"title": REPORT, "url": f"/{n}.html"} for n in range(10)]
    (second,) = asks(
        answer(json.dumps({"rows": rows, "total": 11}), ListRequest(f"{HOME}/rows?pageIndex=0&size=10"))
    )
    assert second.number == 1


@pytest.mark.parametrize(
    "row",
    [
        {"DOCTITLE": REPORT, "DOCPUBURL": "/7.html", "IMGURL": "/7.png"},
        {"subTitle": "附件", "title": REPORT, "linkUrl": "/7.html", "siteUrl": "/"},
        {"name": REPORT, "href": "/7.html"},
    ],
)
def test_rows_by_the_names_of_their_members(row: dict[str, str]) -> None:
    assert reports(answer(json.dumps({"list": [row]}), ENDPOINTS[2])) == [f"{HOME}/7.html"]


def test_jsonp_and_records_without_cdata() -> None:
    wrapped = f"callback({json.dumps([{'title': REPORT, 'url': '/7.html'}])});"
    assert reports(answer(wrapped, ENDPOINTS[2])) == [f"{HOME}/7.html"]
    escaped = f"<record>&lt;a href='/7.html'&gt;{REPORT}&lt;/a&gt;</record>"
    assert reports(answer(escaped, ENDPOINTS[0])) == [f"{HOME}/7.html"]


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/search?pageNo=1&keyword=' + word)",
        "$.get('/list?pageNo=1&token=' + makeToken())",
        "$.get('/hits?id=7')",
        "location.href='/list.jsp?page=' + n",
        "$.get('http://[bad/?page=1')",
    ],
)
def test_what_is_no_printed_request_for_rows(script: str) -> None:
    assert asks(look(f"<ul></ul><script>{script}</script>")) == []


def test_a_column_that_names_its_reports_itself_asks_for_nothing() -> None:
    assert asks(look(f"<script>$.get('/list?pageNo=1')</script>{ROW}")) == []


def test_requests_of_a_page_are_few() -> None:
    script = ";".join(f"$.get('/a{n}?page=1')" for n in range(50))
    assert len(requests(f"<script>{script}</script>", HOME)) == 3


# -- Lonsun

LABEL = "/site/label/8888"


@pytest.mark.parametrize(
    "script",
    [
        f'$("#list").load("{LABEL}?labelName=publicInfoList&siteId=61&organId=3701&type=3&pageSize=15&pageIndex=1&action=list");',
        f'Ls.ajax({{ url: "{LABEL}", dataType: "html", data: {{ IsAjax: 1, labelName: "publicInfoList", siteId: 61, organId: organ,'
        ' type: 3, pageSize: 15, pageIndex: pageIndex, action: "list", result: "暂无相关信息" } }).done(show)',
    ],
)
def test_lonsun_labels(script: str) -> None:
    shell = f"{HOME}/public/column/3701?type=3&action=list"
    (ask,) = asks(look(f'<div id="list"></div><script>var organ = "3701"; {script}</script>', shell))
    wanted = {"labelName": "publicInfoList", "organId": "3701", "type": "3", "pageIndex": "1"}
    assert wanted.items() <= ask.parameters.items()
    piece = (
        f'<ul><li><a href="../3701/29.html">{REPORT}</a></li></ul>'
        '<div class="page" pagesize="15" pagecount="2"></div>'
    )
    seen = answer(piece, ask, shell)
    assert reports(seen) == [f"{HOME}/public/3701/29.html"]
    assert [a.number for a in asks(seen)] == [2]
    assert all(c.parent == shell for c in seen.candidates if c.kind == "more")


def test_a_label_of_a_search_is_left_alone() -> None:
    script = f'$.get("{LABEL}?labelName=searchDataList&keywords=&pageIndex=1&pageSize=10")'
    assert asks(look(f"<ul></ul><script>{script}</script>", f"{HOME}/public/column/1")) == []


# -- gkmlpt

TREE = [
    {"id": 11, "name": "机构职能", "post_count": 90, "children": []},
    {
        "id": 12,
        "name": "政府信息公开年报",
        "post_count": 0,
        "children": [
            {"id": 13, "name": "本级", "post_count": 9},
            {"id": 14, "name": "2019年以前", "post_count": 4},
        ],
    },
    {
        "id": 15,
        "name": "部门年报",
        "post_count": 6,
        "children": [{"id": 16, "name": "财政局", "post_count": 6}],
    },
    {"id": 17, "name": "政府网站年度报表", "post_count": 3},
    {"id": 18, "name": "历年年报", "jump_url": "/zwgk/lnnb/"},
]


def gkmlpt(tree: object, sid: str = "'754'") -> str:
    return f"<div id=app></div><script>window._CONFIG = {{ SID: {sid}, TREE: {json.dumps(tree)}, PAGE: 'index' }};</script>"


def test_gkmlpt_asks_for_annual_reports_alone() -> None:
    seen = look(gkmlpt(TREE), f"{HOME}/gkmlpt/index", kind="page", anchor="政府信息公开")
    assert {a.url.removeprefix(HOME) for a in asks(seen)} == {
        "/gkmlpt/api/all/13?page=1&sid=754",
        "/gkmlpt/api/all/14?page=1&sid=754",
        "/gkmlpt/api/all/15?page=1&sid=754",
        "/zwgk/lnnb/",
    }


def test_gkmlpt_articles() -> None:
    ask = ListRequest(f"{HOME}/gkmlpt/api/all/13?page=1&sid=754")
    rows = [{"id": n, "title": REPORT, "url": f"{HOME}/gkmlpt/content/1/2/post_{n}.html"} for n in range(100)]
    seen = answer(json.dumps({"total": 130, "articles": rows}), ask, f"{HOME}/gkmlpt/index")
    assert len(reports(seen)) == 100
    assert [a.number for a in asks(seen)] == [2]
    assert asks(answer(json.dumps({"total": 100, "articles": rows}), ask)) == []


@pytest.mark.parametrize(
    "tree",
    [
        {"id": 1},
        [],
        ["年报"],
        [{"name": "年报"}],
        [{"id": None, "name": "年报"}],
        [{"id": 1, "name": "年报", "children": 7}],
    ],
)
def test_a_broken_tree(tree: object) -> None:
    found = look(gkmlpt(tree), f"{HOME}/gkmlpt/index", kind="page")
    assert {a.url for a in asks(found)} <= {f"{HOME}/gkmlpt/api/all/1?page=1&sid=754"}


def test_a_tree_that_is_too_deep_or_too_wide() -> None:
    deep: dict[str, object] = {"id": 1, "name": "年报", "post_count": 0}
    for number in range(2, 60):
        deep = {"id": number, "name": "目录", "children": [deep]}
    assert asks(look(gkmlpt([deep]), f"{HOME}/gkmlpt/index", kind="page")) == []
    wide = [{"id": n, "name": "部门年报"} for n in range(5_000)]
    assert len(asks(look(gkmlpt(wide), f"{HOME}/gkmlpt/index", kind="page"))) == 60


# -- Epoint, gongkai, TRS

FRAME = "<iframe id=sub></iframe><script>sub.src=param('specialurl')</script>"


def test_epoint_shells() -> None:
    shell = f"{HOME}/govxxgk/7/openSubPage.html?righttitle=x&specialurl=%s"
    assert asks(look(FRAME, shell % "/govxxgk/7/govlist.html")) == [
        ListRequest(f"{HOME}/govxxgk/7/govlist.html")
    ]
    for elsewhere in ("http://other.example/list.html", "javascript:alert(1)", "http://[bad"):
        assert asks(look(FRAME, shell % elsewhere)) == []


def gongkai(rows: str, total: int) -> str:
    return (
        f'<div id="list" data-url="/gongkai/rows" data-channel-id="c7" data-page-size="15" data-total="{total}">{rows}</div>'
        "<script>axios.get(d.url,{params:{channelId:d.channelId,pageNo:n,pageSize:d.pageSize}})</script>"
    )


def test_gongkai_begins_where_the_page_ends() -> None:
    channel, document = f"{HOME}/gongkai/channel_c7/", f'<a href="doc_{"7" * 24}.html">{REPORT}</a>'
    assert [a.parameters["pageNo"] for a in asks(look(gongkai("", 3), channel))] == ["1"]
    assert [a.parameters["pageNo"] for a in asks(look(gongkai(document, 16), channel))] == ["2"]
    assert asks(look(gongkai(document, 15), channel)) == []


@pytest.mark.parametrize(
    ("call", "at", "following"),
    [
        ('createPageHTML(3, 0, "index", "html")', "index.html", "index_1.html"),
        ('createPageHTML(3, 1, "index", "html")', "index_1.html", "index_2.html"),
        ('createPageHTML(3, 2, "index", "html")', "index_2.html", None),
        ('createPageHTML(3, 1, "index", "html")', "index_2.html", "index_3.html"),
        ('createPageHTML(1, 0, "index", "html")', "", None),
        ("createPageHTML('page_div',3, 1,'list','shtml',42)", "list.shtml", "list_2.shtml"),
        ("createPageHTML('page_div',3, 2,'list','shtml',42)", "list_2.shtml", "list_3.shtml"),
        ("createPageHTML('page_div',3, 3,'list','shtml',42)", "list_3.shtml", None),
        ("createPageHTML('p', 3, 0, 'index', 'shtml')", "index.shtml", "index_1.shtml"),
    ],
)
def test_pagers_written_by_a_script(call: str, at: str, following: str | None) -> None:
    seen = look(f"{ROW}<script>{call}</script>", f"{HOME}/zfxxgknb/{at}")
    assert [a.url for a in asks(seen)] == ([f"{HOME}/zfxxgknb/{following}"] if following else [])


# -- hostile and broken answers

ENDPOINTS = [
    ListRequest(f"{HOME}{PROXY}?startrecord=1&endrecord=45&perpage=15", "columnid=88"),
    ListRequest(f"{HOME}{UNIT}?pageId=1&paramJson=%7B%22pageNo%22%3A1%7D"),
    ListRequest(f"{HOME}{SEARCH}&page=1"),
    ListRequest(f"{HOME}{LABEL}?labelName=publicInfoList&pageIndex=1&pageSize=15"),
    ListRequest(f"{HOME}/gkmlpt/api/all/13?page=1&sid=754"),
    ListRequest(f"{HOME}/gongkai/rows?channelId=c7&pageNo=1&pageSize=15"),
]
NAMES = ["hanweb", "jpaas", "ucap", "lonsun", "gkmlpt", "gongkai"]
every_endpoint = pytest.mark.parametrize("ask", ENDPOINTS, ids=NAMES)


@every_endpoint
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b'{"data": {"results": 7, "total": "x"}}',
        b'{"rows": [{"title": 7, "url": []}, {"title": "", "url": ""}, null]}',
        b'{"rows": [{"title": "x", "url": "http://[bad"}]}',
        b"[" * 50_000,
        b"<recordset><record><![CDATA[<li><a href=",
    ],
    ids=["cut", "null", "empty", "bytes", "types", "rows", "address", "deep", "torn"],
)
def test_broken_answers_lead_nowhere(ask: ListRequest, content: bytes) -> None:
    assert answer(content, ask).candidates == []


@every_endpoint
def test_addresses_out_of_the_portal_are_left(ask: ListRequest) -> None:
    row = {"title": REPORT, "url": "http://other.example/7.html"}
    away = f"<record><![CDATA[<a href='http://other.example/7.html'>{REPORT}</a>]]></record>"
    content = away if "dataproxy" in ask.url else json.dumps({"rows": [row], "total": 1})
    assert reports(answer(content, ask)) == []


@every_endpoint
def test_an_endless_pager_ends(ask: ListRequest) -> None:
    rows = json.dumps({"rows": [{"title": REPORT, "url": "/7.html"}], "total": 9_999_999, "pages": 9_999_999})
    if "dataproxy" in ask.url:
        rows = (
            f"<totalrecord>9999999</totalrecord><record><![CDATA[<a href='/7.html'>{REPORT}</a>]]></record>"
        )
    asked = 0
    following: list[ListRequest] = [ask]
    while following and asked <= 300:
        asked += 1
        following = asks(answer(rows, following[0]))
    assert asked <= 200


@pytest.mark.parametrize(
    "piece",
    [
        "<script>",
        "<record>",
        "{data:{",
        "<div id=a ",
        "<ul> ",
        "'+'",
        "a+",
        "createPageHTML(",
        ".jpage({",
        "`${",
        "<a querydata=",
    ],
)
def test_a_page_made_to_take_long_does_not(piece: str) -> None:
    hostile = piece * (300_000 // len(piece)) + " dataproxy.jsp build/unit _isJson=true axios"
    started = time.process_time()
    look(hostile)
    look(hostile, off=True)
    assert time.process_time() - started < 10


def test_a_long_answer_is_cut() -> None:
    rows = [{"title": REPORT, "url": f"/{n}.html"} for n in range(5_000)]
    assert len(reports(answer(json.dumps({"rows": rows}), ENDPOINTS[4]))) == 2_000


@pytest.mark.parametrize("content", [jpage(rows=45), gkmlpt(TREE), gongkai("", 30), FRAME])
def test_nothing_is_asked_that_the_page_does_not_print(content: str) -> None:
    """Every value of a request stands in the page, but for the numbers of rows and pages."""
    for ask in asks(look(content, f"{HOME}/gkmlpt/index")):
        values = {
            v
            for query in (urlsplit(ask.url).query, ask.form or "")
            for vs in parse_qs(query).values()
            for v in vs
        }
        assert {v for v in values if v not in content} <= {"1", "2", "46", "90"}


# -- what is not read

SHELLS = {
    "jpage": jpage(),
    "jpaas": f"<div url='{UNIT}' querydata=\"{{'pageId':'1'}}\">数据加载中……</div>",
    "ucap": f'<ul id="data_list"></ul><script>$.get("{SEARCH}&page=" + page)</script>',
    "lonsun": f'<div id="list">正在加载……</div><script>$("#list").load("{LABEL}?pageIndex=1")</script>',
    "vue": "<div id=app><li v-for='x in rows'>{{ x.title }}</li></div>",
    "frame": FRAME,
}


@pytest.mark.parametrize("shell", SHELLS.values(), ids=SHELLS)
def test_a_list_that_nobody_fills_is_said(shell: str) -> None:
    assert look(shell, off=True).unread == FILLED
    assert look(shell, off=True, kind="page", anchor="政府信息公开").unread == FILLED


@pytest.mark.parametrize("name", ["jpage", "jpaas", "ucap", "lonsun"])
def test_a_list_that_a_family_fills_is_not_unread(name: str) -> None:
    seen = look(SHELLS[name])
    assert seen.unread is None and len(asks(seen)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "<p>暂无相关信息</p><ul></ul><script>$.get('/x')</script>",
        "<ul></ul>",
        "<script>$.get('/hits?id=7')</script><p>本栏目内容正在整理。</p>",
        '<div id="clear"></div><script>$.get("/hits")</script>',
        ROW + "<script>$.get('/x')</script><ul></ul>",
        f"{ROW}<script>createPageHTML(1, 0, 'index', 'html')</script>",
    ],
)
def test_an_empty_column_is_not_unread(content: str) -> None:
    assert look(content, off=True).unread is None


@pytest.mark.parametrize(
    "content",
    [
        f"{ROW}<script>createPageHTML(3, 0, 'index', 'html')</script>",
        f"{ROW}<script>createPageHTML('page_div',3,1,'list','shtml',42)</script>",
        gongkai(ROW, 40),
    ],
)
def test_a_list_that_goes_on_unread_is_said(content: str) -> None:
    assert look(content, off=True).unread == CUT_SHORT


def test_an_answer_that_holds_no_rows_is_said() -> None:
    assert answer(b"<html>please log in</html>", ENDPOINTS[3]).unread == UNANSWERED
    assert answer(b'{"total": 0, "articles": []}', ENDPOINTS[4]).unread is None
