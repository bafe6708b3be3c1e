"""The portals: each fills the list of its column in another way. No request stands in a page as it is sent: `said` hides it.

Every template is a function of a `Portal` that writes the column and the answers; the home page and the reports are those of all.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from tests.crawler.scripted.server import Asked, Scripted

ORGANS = ("人民政府", "财政局", "水利局", "民政局")
TITLES = [
    f"白岩县{organ}{year}年政府信息公开工作年度报告" for year in range(2023, 2017, -1) for organ in ORGANS
]
SIZE = 10
COLUMN = "/gk/nb/"
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、行政复议、行政诉讼情况",
)
_MENU = "".join(
    f"<a href='/m{n}/'>{t}</a>" for n, t in enumerate(("首页", "新闻中心", "办事服务", "数据开放"))
)
Row = dict[str, object]


class Portal:
    """What all portals have: a home page, a column, and the pages of the reports."""

    def __init__(self) -> None:
        self.made = Scripted()
        self.made.pages["/"] = _page(
            "白岩县人民政府", f"{_MENU}<a href='{COLUMN}'>政府信息公开年报</a><p>{'欢迎。' * 90}</p>"
        )
        for number, title in enumerate(TITLES):
            path = f"/gk/show/{7000 + 13 * number}.html"
            prose = "".join(f"<p>{h}</p><p>{'本年度工作有序推进。' * 10}</p>" for h in _HEADINGS)
            self.made.pages[path] = _page(title, f"<h1>{title}</h1>{prose}")
            self.made.reports.add(path)

    def column(self, *parts: str) -> None:
        self.made.pages[COLUMN] = _page("政府信息公开年报", _MENU + "".join(parts))

    def answer(self, path: str, answer: Callable[[Asked], object]) -> None:
        self.made.answers[path] = answer


def _page(title: str, body: str) -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"


def said(text: str) -> str:
    """The text as code of which no literal says it."""
    return f"'{'~'.join(text)}'.replace(/~/g, '')"


def rows(first: int, size: int = SIZE) -> list[Row]:
    """Rows from the `first` on."""
    numbered = list(enumerate(TITLES))[first : first + size]
    return [
        {"k": 7000 + 13 * n, "bt": title, "rq": f"{title[-15:-11]}-03-01", "zt": 1} for n, title in numbered
    ]


def paged(number: int) -> dict[str, object]:
    return {"code": 0, "data": {"list": rows((number - 1) * SIZE), "total": len(TITLES)}}


_ANCHOR = "'<li><a href=\"/gk/show/' + o.k + '.html\">' + o.bt + '</a></li>'"
_PAGER = "<ul id=list></ul><a class=next id=nx href='javascript:;'>下一页</a>"


def jquery_ajax(p: Portal) -> None:
    p.column(
        _PAGER,
        "<script src=/lib/jquery.js></script><script>var n = 1; function load() { $.ajax({url: ",
        said("/api/list.do"),
        ", data: {col: 'a7', pageNo: n}, success: function (d) { $('#list').html($.map(d.data.list, function (o) { return ",
        _ANCHOR,
        f" }}).join('')); $('#nx').toggleClass('disabled', n * {SIZE} >= d.data.total) }} }}) }}",
        "$('#nx').on('click', function () { n++; load() }); load()</script>",
    )
    p.answer("/api/list.do", lambda asked: paged(asked.number("pageNo")))


def vue_rest(p: Portal) -> None:
    """Rows are no links: a click opens the address."""
    p.column(
        "<div id=app></div><script src=/lib/vue.js></script><script>Vue.createApp({data() { return {rows: [], n: 1, last: false} }, "
        "methods: {load() { fetch(",
        said("/rest/v1/docs"),
        " + '?page=' + (this.n - 1)).then(r => r.json()).then(d => { this.rows = d.data.list; this.last = this.n * 10 >= d.data.total }) },"
        " next() { this.n++; this.load() }, open(o) { location.href = '/gk/show/' + o.k + '.html' }}, mounted() { this.load() }, template: "
        "`<p v-for='o in rows' :key='o.k' @click='open(o)'>{{ o.bt }}</p><button :disabled='last' @click='next'>下一页</button>`}).mount('#app')</script>",
    )
    p.answer("/rest/v1/docs", lambda asked: paged(asked.number("page", 0) + 1))


def layui_laypage(p: Portal) -> None:
    p.column(
        "<ul id=list></ul><div id=pg></div><script src=/lib/jquery.js></script><script src=/lib/layui.js></script><script>"
        "layui.use(['laypage'], function () { var draw = function (n, first) { $.post(",
        said("/open/page"),
        ", {curr: n, limit: 10}, function (d) { $('#list').html($.map(d.data.list, function (o) { return ",
        _ANCHOR,
        " }).join('')); if (first) layui.laypage.render({elem: 'pg', count: d.data.total, limit: 10,"
        " jump: function (o, f) { if (!f) draw(o.curr) }}) }) }; draw(1, true) })</script>",
    )
    p.answer("/open/page", lambda asked: paged(asked.number("curr")))


def bootstrap_table(p: Portal) -> None:
    """Rows by their number; the plug-in's own pager."""
    p.column(
        "<table id=t></table><script src=/lib/jquery.js></script><script src=/lib/table.js></script><script>$('#t').bootstrapTable({url: ",
        said("/tab/data"),
        ", pagination: true, sidePagination: 'server', pageSize: 10, totalField: 'n', dataField: 'r', columns: [{field: 'bt', title: '标题',"
        " formatter: function (v, o) { return '<a href=\"/gk/show/' + o.k + '.html\">' + v + '</a>' }}]})</script>",
    )
    p.answer(
        "/tab/data",
        lambda asked: {"n": len(TITLES), "r": rows(asked.number("offset", 0), asked.number("limit", 10))},
    )


def token_first(p: Portal) -> None:
    """A token of the visit, in a header."""
    given: list[str] = []

    def token(_: Asked) -> object:
        given.append(f"t0k3n-{len(given):08d}-{'x' * 9}")
        return {"data": {"access": given[-1]}}

    p.column(
        _PAGER,
        "<script src=/lib/axios.js></script><script>var n = 1, t; function load() { axios.get(",
        said("/auth/rows"),
        " + '?p=' + n, {headers: {'X-Access': t}}).then(function (r) { list.innerHTML = r.data.data.list.map(o => ",
        _ANCHOR,
        ").join('') }) } axios.get(",
        said("/auth/token"),
        ").then(function (r) { t = r.data.data.access; load() }); nx.onclick = function () { n++; load() }</script>",
    )
    p.answer("/auth/token", token)
    p.answer(
        "/auth/rows",
        lambda asked: paged(asked.number("p")) if asked.headers.get("X-Access") in given else None,
    )


def signed(p: Portal) -> None:
    """What is sent with a page is computed from it and from the clock: no data says it."""
    p.column(
        _PAGER,
        "<script>var n = 1; function sum(s) { var h = 7; for (var i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) % 1000003; return h }"
        "function load() { var t = String(Date.now()).slice(-9); fetch(",
        said("/s/rows"),
        " + '?p=' + n + '&t=' + t + '&s=' + sum('salt' + n + t)).then(r => r.json()).then(d => { list.innerHTML = d.data.list.map(o => ",
        _ANCHOR,
        ").join(''); if (n * 10 >= d.data.total) nx.className = 'next disabled' }) } nx.onclick = function () { n++; load() }; load()</script>",
    )

    def answer(asked: Asked) -> object:
        value = 7
        for char in f"salt{asked.sent.get('p')}{asked.sent.get('t')}":
            value = (value * 31 + ord(char)) % 1000003
        return paged(asked.number("p")) if asked.sent.get("s") == str(value) else None

    p.answer("/s/rows", answer)


def base64_in_code(p: Portal) -> None:
    p.column(
        _PAGER,
        "<script>var n = 1; function load() { fetch(",
        said("/b/rows"),
        " + '?p=' + n).then(r => r.json()).then(x => { var d = JSON.parse(decodeURIComponent(escape(atob(x.body)))); "
        "list.innerHTML = d.data.list.map(o => ",
        _ANCHOR,
        ").join('') }) } nx.onclick = function () { n++; load() }; load()</script>",
    )

    def answer(asked: Asked) -> object:
        text = json.dumps(paged(asked.number("p")), ensure_ascii=False)
        return {"body": base64.b64encode(text.encode()).decode()}

    p.answer("/b/rows", answer)


def infinite_scroll(p: Portal) -> None:
    p.column(
        "<ul id=list style='height:2000px'></ul><script>var n = 0, busy = false, done = false; function load() { if (busy || done) return; busy = true; n++; fetch(",
        said("/i/rows"),
        " + '?p=' + n).then(r => r.json()).then(d => { busy = false; done = n * 10 >= d.data.total; d.data.list.forEach(o => list.insertAdjacentHTML('beforeend', ",
        _ANCHOR,
        ")) }) } addEventListener('scroll', function () { if (scrollY + innerHeight > document.body.scrollHeight - 200) load() }); load()</script>",
    )
    p.answer("/i/rows", lambda asked: paged(asked.number("p")))


def paged_in_code(p: Portal) -> None:
    """One answer holds all rows; the script shows them by tens."""
    p.column(
        _PAGER,
        "<script>var n = 1, all = []; function show() { list.innerHTML = all.slice((n - 1) * 10, n * 10).map(o => ",
        _ANCHOR,
        ").join('') } fetch(",
        said("/w/all"),
        ").then(r => r.json()).then(d => { all = d; show() }); nx.onclick = function () { n++; show() }</script>",
    )
    p.answer("/w/all", lambda _: rows(0, len(TITLES)))


def posted_json(p: Portal) -> None:
    p.column(
        _PAGER,
        "<script src=/lib/axios.js></script><script>var n = 1; function load() { axios.post(",
        said("/j/query"),
        ", {q: {cat: ['x'], at: {page: n, size: 10}}}).then(r => { list.innerHTML = r.data.data.list.map(o => ",
        _ANCHOR,
        ").join('') }) } nx.onclick = function () { n++; load() }; load()</script>",
    )
    p.answer("/j/query", lambda asked: paged(json.loads(asked.body)["q"]["at"]["page"]))


def html_fragment(p: Portal) -> None:
    p.column(
        "<div id=box></div><a class=next id=nx href='javascript:;'>下一页</a><script src=/lib/jquery.js></script><script>var n = 1; function load() { $.get(",
        said("/h/part"),
        ", {c: 9, pg: n}, function (h) { $('#box').html(h) }) } $('#nx').click(function () { n++; load() }); load()</script>",
    )
    p.answer(
        "/h/part",
        lambda asked: "".join(
            f"<li><a href='/gk/show/{row['k']}.html'>{row['bt']}</a></li>"
            for row in rows((asked.number("pg") - 1) * SIZE)
        ),
    )


def jsonp(p: Portal) -> None:
    p.column(
        _PAGER,
        "<script>var n = 1; function cb(d) { list.innerHTML = d.data.list.map(o => ",
        _ANCHOR,
        ").join('') } function load() { var s = document.createElement('script'); s.src = ",
        said("/p/rows"),
        " + '?callback=cb&pn=' + n; document.body.appendChild(s) } nx.onclick = function () { n++; load() }; load()</script>",
    )
    p.answer("/p/rows", lambda asked: f"cb({json.dumps(paged(asked.number('pn')))})")


TEMPLATES: dict[str, Callable[[Portal], None]] = {
    "jquery": jquery_ajax,
    "vue": vue_rest,
    "layui": layui_laypage,
    "table": bootstrap_table,
    "token": token_first,
    "signed": signed,
    "base64": base64_in_code,
    "scroll": infinite_scroll,
    "whole": paged_in_code,
    "posted": posted_json,
    "fragment": html_fragment,
    "jsonp": jsonp,
}
WATCHED = {"signed"}
"""Those of which there is no recipe."""


def made(name: str) -> Scripted:
    portal = Portal()
    TEMPLATES[name](portal)
    return portal.made
