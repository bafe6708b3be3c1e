"""Small portals whose lists or pagers a script makes, each in a way of its own; `unread` are those that nobody can read.

A POST is answered by the path and the body that the page prints, and by no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.crawler.odd_portals import FILED, Odd, link, title

ROWS = FILED[::4]
SIZE = 4
COLUMN = "/gk/nb/"
_PAGES = [ROWS[at : at + SIZE] for at in range(0, len(ROWS), SIZE)]


def _path(year: int, organ: int) -> str:
    return f"/gk/{year}/{organ}.html"


def _portal(*column: str) -> Odd:
    odd = Odd()
    odd.page("/", link(COLUMN, "政府信息公开年报"))
    odd.page(COLUMN, *column)
    for y, o in ROWS:
        odd.report(_path(y, o), title(y, o))
    return odd


def _items(rows: list[tuple[int, int]]) -> str:
    return "".join(f"<li>{link(_path(y, o), title(y, o))}</li>" for y, o in rows)


def _json(rows: list[tuple[int, int]]) -> str:
    found = [{"title": title(y, o), "url": _path(y, o)} for y, o in rows]
    return json.dumps({"data": {"list": found, "total": len(ROWS)}})


def posted_json() -> Odd:
    """axios, whose object is the body; the number of the page is a member of the component."""
    odd = _portal(
        "<div id=app><li v-for='d in docs'>{{d.title}}</li></div><script>new Vue({el: '#app', data: {docs: [], no: 1},"
        "methods: {load() { axios.post('/api/docs', {channel: '6a', pageNo: this.no, size: 4, keyword: ''})"
        ".then(r => { this.docs = r.data.data.list }) }}})</script>"
    )
    for number, rows in enumerate(_PAGES, 1):
        body = f'{{"channel":"6a","pageNo":{number},"size":4,"keyword":""}}'
        odd.pages[f"/api/docs {body}"] = _json(rows)
    return odd


def json_in_a_field() -> Odd:
    """Pages counted from 0 by the first call of a function, in JSON that is a field of a form."""
    odd = _portal(
        "<ul id=l></ul><script>var site = {root: '/front', guid: 'a-1'};"
        "function load(at) { $.ajax({url: site.root + '/rest/infoList', type: 'post', data: {params: JSON.stringify("
        "{siteGuid: site.guid, categoryNum: '003', pageIndex: at, pageSize: 4})}, success: show}) } load(0);</script>"
    )
    for number, rows in enumerate([*_PAGES, []]):
        sent = f'{{"siteGuid":"a-1","categoryNum":"003","pageIndex":{number},"pageSize":4}}'
        escaped = sent.translate(str.maketrans({"{": "%7B", "}": "%7D", '"': "%22", ":": "%3A", ",": "%2C"}))
        odd.pages[f"/front/rest/infoList params={escaped}"] = _json(rows)
    return odd


def rows_by_number() -> Odd:
    """A search service whose counter is the number of a row, in an object that a variable holds."""
    odd = _portal(
        "<ul id=l></ul><script>function get(pn) { var param = {'pn': pn, 'rn': 4, 'wd': '',"
        "'condition': [{'fieldName': 'categorynum', 'equal': '005', 'isLike': true}], 'time': null};"
        "$.ajax({type: 'POST', url: '/rest/getFullTextDataNew', data: JSON.stringify(param)}) } get(0)</script>"
    )
    for number, rows in enumerate(_PAGES):
        body = (
            f'{{"pn":{number * SIZE},"rn":4,"wd":"","condition":[{{"fieldName":"categorynum","equal":"005",'
            '"isLike":true}],"time":null}'
        )
        odd.pages[f"/rest/getFullTextDataNew {body}"] = _json(rows)
    return odd


def feed() -> Odd:
    """The whole list is a file of XML."""
    odd = _portal("<ul id=l></ul><script>$.get('list.xml', function(d) { show(d) })</script>")
    items = "".join(
        f"<item><title><![CDATA[{title(y, o)}]]></title><link>{_path(y, o)}</link></item>" for y, o in ROWS
    )
    odd.pages[COLUMN + "list.xml"] = f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>"
    return odd


def chosen() -> Odd:
    """A list of bodies to choose from, whose function makes the address; the rows are in a frame that another fills."""
    organs = sorted({o for _, o in ROWS})
    options = "".join(f"<option value={o}>水利局{o}</option>" for o in organs)
    odd = _portal(
        f"<select onchange='go(this.value)'><option value=''>请选择</option>{options}</select>",
        "<script>function go(o){ document.getElementById('f').src = '/gk/unit.jsp?id=' + o; }</script><iframe id=f>",
    )
    for organ in organs:
        odd.page(f"/gk/unit.jsp?id={organ}", _items([row for row in ROWS if row[1] == organ]))
    return odd


def rows_without_names() -> Odd:
    """Rows as bare values in calls of the script."""
    calls = "".join(f"add({y}, '{title(y, o)}', '{_path(y, o)}', '2021-01-20');" for y, o in ROWS)
    return _portal(f"<script>{calls}</script>")


def joined_pager() -> Odd:
    """A pager of a plugin: the script says how many rows there are, and joins the address."""
    pager = (
        f"<div id=p></div><script>laypage.render({{elem: 'p', count: {len(ROWS)}, limit: {SIZE}, jump: "
        "function(obj, first) { if (!first) { location.href = '/gk/nb/?c=5&p=' + obj.curr; } }})</script>"
    )
    odd = _portal(_items(_PAGES[0]), pager)
    for number, rows in enumerate(_PAGES, 1):
        odd.page(f"{COLUMN}?c=5&p={number}", _items(rows), pager)
    return odd


def sent_pager() -> Odd:
    """A pager that sends a form by POST."""

    def shown(number: int) -> str:
        form = f"<form name=f method=post action=/gk/list.do><input type=hidden name=c value=7>\
<input type=hidden name=pageNo value={number}></form>"
        script = "<script>function go(n) { document.f.pageNo.value = n; document.f.submit(); }</script>"
        last = min(number + 1, len(_PAGES))
        return f"{form}{script}{_items(_PAGES[number - 1])}<a href='javascript:go({last})'>下一页</a>"

    odd = _portal(shown(1))
    for number in range(1, len(_PAGES) + 1):
        odd.pages[f"/gk/list.do c=7&pageNo={number}"] = f"<html><body>{shown(number)}</body></html>"
    return odd


def more_on_demand() -> Odd:
    """The first rows stand in the page, a button asks for the others."""
    script = "<script>var p = 1; function more() { p++; $.get('/gk/more?c=8&page=' + p, add); }</script>"
    odd = _portal(_items(_PAGES[0]), "<p onclick='more()'>加载更多</p>", script)
    for number, rows in enumerate([*_PAGES, []], 1):
        odd.pages[f"/gk/more?c=8&page={number}"] = _items(rows) or " "
    return odd


def ids_alone() -> Odd:
    """Rows carry an id and no address; the page prints how it joins the two."""
    odd = _portal(
        "<div id=app><a v-for='d in docs' :href=\"'/gk/' + d.docId + '.html'\">{{d.title}}</a></div><script>"
        "fetch(`/api/page?code=nb&current=1&size=4`).then(r => r.json()).then(d => { app.docs = d.rows })</script>"
    )
    for number, rows in enumerate(_PAGES, 1):
        found = [{"title": title(y, o), "docId": f"{y}/{o}"} for y, o in rows]
        odd.pages[f"/api/page?code=nb&current={number}&size=4"] = json.dumps(
            {"total": len(ROWS), "rows": found}
        )
    return odd


def year_by_form() -> Odd:
    """A form that is sent as soon as a year is chosen."""
    years = sorted({y for y, _ in ROWS}, reverse=True)
    options = "".join(f"<option value={y}>{y}年度</option>" for y in years)
    form = f"<form action=/gk/list.do><input type=hidden name=c value=9><select name=year \
onchange='this.form.submit()'>{options}</select></form>"
    odd = _portal(form, _items([row for row in ROWS if row[0] == years[0]]))
    for year in years:
        odd.page(f"/gk/list.do?c=9&year={year}", form, _items([row for row in ROWS if row[0] == year]))
    return odd


def picture_at_the_door() -> Odd:
    """A home page that is a picture, and behind it another that a script leaves after a while."""
    odd = _portal(_items(ROWS))
    odd.pages["/home/"] = odd.pages["/"]
    odd.pages["/"] = "<html><body><a href=/in.html><img src=/i/w.jpg></a></body></html>"
    odd.pages["/in.html"] = "<script>setTimeout(function() { top.location = '/home/' }, 900)</script>"
    return odd


def _unread(*column: str) -> Odd:
    odd = _portal(*column)
    odd.reports = set()
    return odd


def state_of_a_server() -> Odd:
    """Further pages by `__doPostBack`: the reports of the first page alone."""
    form = "<form method=post><input type=hidden name=__VIEWSTATE value=dD></form>"
    pager = "<a href=\"javascript:__doPostBack('P','2')\">下一页</a> 共3页"
    odd = _unread(form, _items(_PAGES[0]), pager)
    odd.reports = {_path(y, o) for y, o in _PAGES[0]}
    return odd


def program() -> Odd:
    """A column that is nothing but a program from elsewhere."""
    return _unread("<div id=app><ul></ul></div><script src=/js/nb.1f.js></script>")


def program_alone() -> Odd:
    """The same for a whole portal."""
    odd = Odd()
    odd.pages["/"] = "<html><title>人民政府</title><body><div id=app></div><script src=/js/a.js></script>"
    return odd


def _named(*made: Callable[[], Odd]) -> dict[str, Odd]:
    return {f.__name__.replace("_", "-"): f() for f in made}


READ = _named(
    posted_json,
    json_in_a_field,
    rows_by_number,
    feed,
    chosen,
    rows_without_names,
    joined_pager,
    sent_pager,
    more_on_demand,
    ids_alone,
    year_by_form,
    picture_at_the_door,
)
UNREAD = _named(state_of_a_server, program, program_alone)
