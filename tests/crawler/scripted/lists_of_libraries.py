"""More lists that a script fills: Vue 2, element-ui's pager, a column tree of zTree, and manners of asking that portals have."""

from __future__ import annotations

import json

from tests.crawler.scripted.lists import AXIOS, JQUERY, PAGER
from tests.crawler.scripted.portal import COLUMN, Portal, document, said


def vue2_page(p: Portal) -> None:
    """A program of one page by Vue 2: its list and its pager are drawn by it, its rows are links."""
    at = p.address("query")
    p.column(
        f"<div id=app></div><script src=/lib/vue2.js></script>{AXIOS}<script>new Vue({{el: '#app', data: {{rows: [], n: 1, all: 0}}, "
        f"created() {{ this.load() }}, methods: {{load() {{ axios.get({said(at)}, {{params: {{{p.page}: this.n, siteId: 'b3'}}}}).then(r => {{"
        f" this.rows = {p.rows_in('r.data')}; this.all = r.data.{p.box}.{p.total} }}) }}, go(k) {{ this.n = k; this.load() }}}},"
        f" computed: {{most() {{ return Math.ceil(this.all / {p.size}) }}}}, template: `<div><ul><li v-for='o in rows' :key='o.{p.key}'>"
        f'<a :href="{p.link}">{{{{ o.{p.words} }}}}</a><i>{{{{ o.{p.day} }}}}</i></li></ul>'
        "<span v-for='k in most' :key='k' :class='{on: k === n}' @click='go(k)'>{{ k }}</span></div>`})</script>",
    )
    p.answer(at, lambda asked: p.paged(asked.number(p.page)))


def element_pager(p: Portal) -> None:
    """element-ui's table and pager, asked by a POST of JSON."""
    at = p.address("search")
    p.column(
        f"<div id=app></div><script src=/lib/vue2.js></script><script src=/lib/element.js></script>{AXIOS}<script>new Vue({{el: '#app',"
        f" data: {{rows: [], n: 1, all: 0}}, created() {{ this.load() }}, methods: {{load() {{ axios.post({said(at)}, {{{p.page}: this.n, rows: {p.size}}}).then(r => {{"
        f" this.rows = {p.rows_in('r.data')}; this.all = r.data.{p.box}.{p.total} }}) }}, go(k) {{ this.n = k; this.load() }}}},"
        f" template: `<div><el-table :data='rows'><el-table-column label='标题'><template slot-scope='s'>"
        f'<a :href="{p.link.replace("o.", "s.row.")}">{{{{ s.row.{p.words} }}}}</a></template></el-table-column></el-table>'
        f"<el-pagination layout='prev, pager, next' :total='all' :page-size='{p.size}' :current-page='n' @current-change='go'></el-pagination></div>`}})</script>",
    )
    p.answer(at, lambda asked: p.paged(json.loads(asked.body)[p.page]))


def ztree_column(p: Portal) -> None:
    """The bodies of a column stand in a tree by zTree, which asks for its nodes; each leads to a list of its own."""
    at = p.address("tree")
    bodies = list(dict.fromkeys(title[:-17] for title in p.titles))
    for number, body in enumerate(bodies):
        mine = [(p.shown(n), t) for n, t in enumerate(p.titles) if t.startswith(body)]
        links = "".join(f"<li><a href='{url}'>{title}</a></li>" for url, title in mine)
        p.made.pages[f"{COLUMN}{number + 11}/"] = document(f"{body}政府信息公开年报", f"<ul>{links}</ul>")
    p.column(
        f"<ul id=tree class=ztree></ul>{JQUERY}<script src=/lib/ztree.js></script><script>"
        f"$.getJSON({said(at)}, function (d) {{ $.fn.zTree.init($('#tree'), {{data: {{key: {{name: '{p.words}', url: 'href'}},"
        f" simpleData: {{enable: true}}}}}}, d.{p.box}) }})</script>",
    )
    nodes = [
        {"id": 11 + n, "pId": 0, p.words: body, "href": f"{COLUMN}{n + 11}/", "target": "_self"}
        for n, body in enumerate(bodies)
    ]
    p.answer(at, lambda _: {p.box: nodes})


def counted_files(p: Portal) -> None:
    """A file of JSON for each page."""
    at = p.address("list")
    p.column(
        PAGER,
        f"<script>var n = 1; function load() {{ fetch({said(at + '_')} + n + '.json').then(r => r.json()).then(d => {{"
        f" list.innerHTML = {p.rows_in('d')}.map(o => {p.anchor}).join(''); nx.className = {p.is_last('d')} ? 'next disabled' : 'next' }}) }}"
        " nx.onclick = function () { n++; load() }; load()</script>",
    )
    for number in range(1, len(p.titles) // p.size + 2):
        p.answer(
            f"{at}_{number}.json", lambda asked: p.paged(int(asked.path.rpartition("_")[2].partition(".")[0]))
        )


def posted_form(p: Portal) -> None:
    """A form in a POST, its members nested by name."""
    at = p.address("findPage")
    p.column(
        PAGER,
        f"{JQUERY}<script>var n = 1; function load() {{ $.post({said(at)}, {{'q.channel': 'c12', 'q.{p.page}': n}}, function (d) {{"
        f" $('#list').html($.map({p.rows_in('d')}, function (o) {{ return {p.anchor} }}).join('')) }}, 'json') }}"
        " $('#nx').click(function () { n++; load() }); load()</script>",
    )
    p.answer(at, lambda asked: p.paged(asked.number(f"q.{p.page}")))


def load_more(p: Portal) -> None:
    """加载更多 adds a page below."""
    at = p.address("more")
    p.column(
        f"<ul id=list></ul><button id=mo>加载更多</button><script>var n = 0; function load() {{ n++; fetch({said(at)} + '?{p.page}=' + n).then(r => r.json())"
        f".then(d => {{ {p.rows_in('d')}.forEach(o => list.insertAdjacentHTML('beforeend', {p.anchor})); if ({p.is_last('d')}) mo.remove() }}) }}"
        " mo.onclick = load; load()</script>",
    )
    p.answer(at, lambda asked: p.paged(asked.number(p.page)))


def json_in_text(p: Portal) -> None:
    """The answer holds its rows as a text of JSON."""
    at = p.address("get")
    p.column(
        PAGER,
        f"<script>var n = 1; function load() {{ fetch({said(at)} + '?{p.page}=' + n).then(r => r.json()).then(x => {{ var d = JSON.parse(x.message);"
        f" list.innerHTML = {p.rows_in('d')}.map(o => {p.anchor}).join('') }}) }} nx.onclick = function () {{ n++; load() }}; load()</script>",
    )
    p.answer(
        at,
        lambda asked: {"ok": True, "message": json.dumps(p.paged(asked.number(p.page)), ensure_ascii=False)},
    )


def nested_rows(p: Portal) -> None:
    """A row is an object within an object, with highlighted words in its title."""
    at = p.address("es")
    p.column(
        PAGER,
        f"<script>var n = 1; function load() {{ fetch({said(at)} + '?from=' + (n - 1) * {p.size}).then(r => r.json()).then(d => {{"
        f" list.innerHTML = d.hits.map(h => {{ var o = h.src; return {p.anchor} }}).join('') }}) }} nx.onclick = function () {{ n++; load() }}; load()</script>",
    )

    def answer(first: int) -> object:
        some = [
            {**row, p.words: str(row[p.words]).replace("年度报告", "<em>年度报告</em>")}
            for row in p.some(first)
        ]
        return {"hits": [{"score": 1.5, "src": row} for row in some]}

    p.answer(at, lambda asked: answer(asked.number("from", 0)))
