"""Lists that a script fills, each in another way; a template is a function of a `Portal` that writes the column and its answers."""

from __future__ import annotations

import base64
import json

from tests.crawler.scripted.portal import Portal, said
from tests.crawler.scripted.server import Asked

PAGER = "<ul id=list></ul><a class=next id=nx href='javascript:;'>下一页</a>"
JQUERY = "<script src=/lib/jquery.js></script>"
AXIOS = "<script src=/lib/axios.js></script>"


def _number(p: Portal, asked: Asked) -> int:
    return asked.number(p.page)


def jquery_ajax(p: Portal) -> None:
    at = p.address("list.do")
    p.column(
        PAGER,
        f"{JQUERY}<script>var n = 1; function load() {{ $.ajax({{url: {said(at)}, data: {{col: 'a7', {p.page}: n}}, success: function (d) {{"
        f" $('#list').html($.map({p.rows_in('d')}, function (o) {{ return {p.anchor} }}).join(''));"
        f" $('#nx').toggleClass('disabled', {p.is_last('d')}) }} }}) }}"
        " $('#nx').on('click', function () { n++; load() }); load()</script>",
    )
    p.answer(at, lambda asked: p.paged(_number(p, asked)))


def vue_rest(p: Portal) -> None:
    """Rows are no links: a click opens the address. Pages are counted from 0."""
    at = p.address("v1", "docs")
    p.column(
        "<div id=app></div><script src=/lib/vue.js></script><script>Vue.createApp({data() { return {rows: [], n: 1, last: false} }, "
        f"methods: {{load() {{ fetch({said(at)} + '?{p.page}=' + (this.n - 1)).then(r => r.json()).then(d => {{"
        f" this.rows = {p.rows_in('d')}; this.last = {p.is_last('d', 'this.n')} }}) }},"
        f" next() {{ this.n++; this.load() }}, open(o) {{ location.href = {p.link} }}}}, mounted() {{ this.load() }}, template: "
        f"`<p v-for='o in rows' :key='o.{p.key}' @click='open(o)'>{{{{ o.{p.words} }}}}</p><button :disabled='last' @click='next'>下一页</button>`"
        "}).mount('#app')</script>",
    )
    p.answer(at, lambda asked: p.paged(asked.number(p.page, 0) + 1))


def layui_laypage(p: Portal) -> None:
    at = p.address("page")
    p.column(
        f"<ul id=list></ul><div id=pg></div>{JQUERY}<script src=/lib/layui.js></script><script>"
        f"layui.use(['laypage'], function () {{ var draw = function (n, first) {{ $.post({said(at)}, {{{p.page}: n, limit: {p.size}}},"
        f" function (d) {{ $('#list').html($.map({p.rows_in('d')}, function (o) {{ return {p.anchor} }}).join(''));"
        f" if (first) layui.laypage.render({{elem: 'pg', count: d.{p.box}.{p.total}, limit: {p.size},"
        " jump: function (o, f) { if (!f) draw(o.curr) }}) }) }; draw(1, true) })</script>",
    )
    p.answer(at, lambda asked: p.paged(_number(p, asked)))


def bootstrap_table(p: Portal) -> None:
    """Rows by their number; the plug-in's own pager."""
    at = p.address("data")
    p.column(
        f"<table id=t></table>{JQUERY}<script src=/lib/table.js></script><script>$('#t').bootstrapTable({{url: {said(at)},"
        f" pagination: true, sidePagination: 'server', pageSize: {p.size}, totalField: '{p.total}', dataField: '{p.rows}',"
        f" columns: [{{field: '{p.words}', title: '标题', formatter: function (v, o) {{ return '<a href=\"' + {p.link} + '\">' + v + '</a>' }}}}]}})</script>",
    )
    p.answer(
        at,
        lambda asked: {
            p.total: len(p.titles),
            p.rows: p.some(asked.number("offset", 0), asked.number("limit", p.size)),
        },
    )


def token_first(p: Portal) -> None:
    """A token of the visit, in a header."""
    given: list[str] = []
    rows, tokens = p.address("rows"), p.address("token")

    def token(_: Asked) -> object:
        given.append(f"t0k3n-{len(given):08d}-{'x' * 9}")
        return {p.box: {"access": given[-1]}}

    p.column(
        PAGER,
        f"{AXIOS}<script>var n = 1, t; function load() {{ axios.get({said(rows)} + '?{p.page}=' + n, {{headers: {{'X-Access': t}}}})"
        f".then(function (r) {{ list.innerHTML = {p.rows_in('r.data')}.map(o => {p.anchor}).join('') }}) }}"
        f" axios.get({said(tokens)}).then(function (r) {{ t = r.data.{p.box}.access; load() }}); nx.onclick = function () {{ n++; load() }}</script>",
    )
    p.answer(tokens, token)
    p.answer(
        rows, lambda asked: p.paged(_number(p, asked)) if asked.headers.get("X-Access") in given else None
    )


SUM = "function sum(s) { var h = 7; for (var i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) % 1000003; return h }"
"""Code that signs a text."""


def signature(text: str) -> str:
    """What that code comes to."""
    value = 7
    for char in text:
        value = (value * 31 + ord(char)) % 1000003
    return str(value)


def signed(p: Portal) -> None:
    """What is sent with a page is computed from it and from the clock: no data says it."""
    at = p.address("rows")
    p.column(
        PAGER,
        f"<script>var n = 1; {SUM} function load() {{ var t = String(Date.now()).slice(-9); fetch({said(at)}"
        f" + '?{p.page}=' + n + '&t=' + t + '&s=' + sum('salt' + n + t)).then(r => r.json()).then(d => {{"
        f" list.innerHTML = {p.rows_in('d')}.map(o => {p.anchor}).join(''); if ({p.is_last('d')}) nx.className = 'next disabled' }}) }}"
        " nx.onclick = function () { n++; load() }; load()</script>",
    )

    def answer(asked: Asked) -> object:
        text = f"salt{asked.sent.get(p.page)}{asked.sent.get('t')}"
        return p.paged(_number(p, asked)) if asked.sent.get("s") == signature(text) else None

    p.answer(at, answer)


def base64_in_code(p: Portal) -> None:
    at = p.address("rows")
    p.column(
        PAGER,
        f"<script>var n = 1; function load() {{ fetch({said(at)} + '?{p.page}=' + n).then(r => r.json()).then(x => {{"
        " var d = JSON.parse(decodeURIComponent(escape(atob(x.body))));"
        f" list.innerHTML = {p.rows_in('d')}.map(o => {p.anchor}).join('') }}) }} nx.onclick = function () {{ n++; load() }}; load()</script>",
    )

    def answer(asked: Asked) -> object:
        text = json.dumps(p.paged(_number(p, asked)), ensure_ascii=False)
        return {"body": base64.b64encode(text.encode()).decode()}

    p.answer(at, answer)


def infinite_scroll(p: Portal) -> None:
    at = p.address("rows")
    p.column(
        "<ul id=list style='height:2000px'></ul><script>var n = 0, busy = false, done = false;"
        f" function load() {{ if (busy || done) return; busy = true; n++; fetch({said(at)} + '?{p.page}=' + n).then(r => r.json()).then(d => {{"
        f" busy = false; done = {p.is_last('d')}; {p.rows_in('d')}.forEach(o => list.insertAdjacentHTML('beforeend', {p.anchor})) }}) }}"
        " addEventListener('scroll', function () { if (scrollY + innerHeight > document.body.scrollHeight - 200) load() }); load()</script>",
    )
    p.answer(at, lambda asked: p.paged(_number(p, asked)))


def paged_in_code(p: Portal) -> None:
    """One answer holds all rows; the script shows them page by page."""
    at = p.address("all")
    p.column(
        PAGER,
        f"<script>var n = 1, all = []; function show() {{ list.innerHTML = all.slice((n - 1) * {p.size}, n * {p.size}).map(o => {p.anchor}).join('') }}"
        f" fetch({said(at)}).then(r => r.json()).then(d => {{ all = d; show() }}); nx.onclick = function () {{ n++; show() }}</script>",
    )
    p.answer(at, lambda _: p.some(0, len(p.titles)))


def posted_json(p: Portal) -> None:
    at = p.address("query")
    p.column(
        PAGER,
        f"{AXIOS}<script>var n = 1; function load() {{ axios.post({said(at)}, {{q: {{cat: ['x'], at: {{{p.page}: n, size: {p.size}}}}}}}).then(r => {{"
        f" list.innerHTML = {p.rows_in('r.data')}.map(o => {p.anchor}).join('') }}) }} nx.onclick = function () {{ n++; load() }}; load()</script>",
    )
    p.answer(at, lambda asked: p.paged(json.loads(asked.body)["q"]["at"][p.page]))


def html_fragment(p: Portal) -> None:
    at = p.address("part")
    p.column(
        f"<div id=box></div><a class=next id=nx href='javascript:;'>下一页</a>{JQUERY}<script>var n = 1; function load() {{"
        f" $.get({said(at)}, {{c: 9, {p.page}: n}}, function (h) {{ $('#box').html(h) }}) }}"
        " $('#nx').click(function () { n++; load() }); load()</script>",
    )

    def answer(asked: Asked) -> str:
        first = (_number(p, asked) - 1) * p.size
        shown = [(p.shown(n), t) for n, t in enumerate(p.titles)][first : first + p.size]
        return "".join(f"<li><a href='{url}'>{title}</a></li>" for url, title in shown)

    p.answer(at, answer)


def jsonp(p: Portal) -> None:
    at = p.address("rows")
    p.column(
        PAGER,
        f"<script>var n = 1; function cb(d) {{ list.innerHTML = {p.rows_in('d')}.map(o => {p.anchor}).join('') }}"
        f" function load() {{ var s = document.createElement('script'); s.src = {said(at)} + '?callback=cb&{p.page}=' + n;"
        " document.body.appendChild(s) } nx.onclick = function () { n++; load() }; load()</script>",
    )
    p.answer(at, lambda asked: f"cb({json.dumps(p.paged(_number(p, asked)))})")
