"""Reports whose own page holds no word of them: a script asks for the text by the report's id."""

from __future__ import annotations

import json

from tests.crawler.scripted.lists import JQUERY, SUM, jquery_ajax, signature
from tests.crawler.scripted.portal import Portal, document, said
from tests.crawler.scripted.server import Asked

_ID = "location.pathname.split('/').pop().split('.')[0]"
"""Code that comes to the id in a page's address."""


def _listed(p: Portal) -> None:
    """A column whose links stand in it."""
    p.column("".join(f"<li><a href='{p.shown(n)}'>{t}</a></li>" for n, t in enumerate(p.titles)))


def _shell(p: Portal, *parts: str) -> None:
    p.bodies_elsewhere(lambda _: document(f"{p.place}人民政府", "".join(parts)))


def _article(p: Portal, given: str) -> object:
    """The answer for an id: title, date and text of a report."""
    number = p.numbered(given)
    if number is None:
        return {"code": 404, p.box: None}
    row = p.some(number, 1)[0]
    return {"code": 0, p.box: {**row, "author": "", "txt": p.body(number), "click": 17}}


def body_by_rest(p: Portal) -> None:
    """List and text by requests, the text drawn by Vue 2."""
    jquery_ajax(p)
    at = p.address("article", "")
    _shell(
        p,
        "<div id=app></div><script src=/lib/vue2.js></script><script>new Vue({el: '#app', data: {a: null}, created() {"
        f" fetch({said(at)} + {_ID}).then(r => r.json()).then(d => {{ this.a = d.{p.box} }}) }},"
        f" template: `<div v-if='a'><h1>{{{{ a.{p.words} }}}}</h1><p>发布时间：{{{{ a.{p.day} }}}}</p><div v-html='a.txt'></div></div>`}})</script>",
    )
    for number in range(len(p.titles)):
        given = str(p.id_of(number))
        p.answer(f"{at}{given}", lambda asked: _article(p, asked.path.rpartition("/")[2]))


def body_by_form(p: Portal) -> None:
    """The text by a form in a POST, in a text of JSON, with a header that the script sets."""
    _listed(p)
    at = p.address("getInfo")
    _shell(
        p,
        f"<div id=box>正在加载</div>{JQUERY}<script>$.ajax({{url: {said(at)}, type: 'POST', headers: {{'X-Site': 's4'}},"
        f" data: {{type: 2, {p.key}: {_ID}}}, dataType: 'json', success: function (d) {{ $('#box').html('<h1>' + d.{p.box}.{p.words} + '</h1>' + d.{p.box}.txt) }}}})</script>",
    )
    p.answer(
        at,
        lambda asked: _article(p, asked.sent.get(p.key, "")) if asked.headers.get("X-Site") == "s4" else None,
    )


def body_by_fragment(p: Portal) -> None:
    """The text is a piece of HTML."""
    _listed(p)
    at = p.address("text_")
    _shell(p, f"<div id=box></div>{JQUERY}<script>$('#box').load({said(at)} + {_ID} + '.htm')</script>")
    for number, title in enumerate(p.titles):
        text = f"<h1>{title}</h1>{p.body(number)}"
        p.answer(f"{at}{p.id_of(number)}.htm", lambda _, text=text: text)


def body_signed(p: Portal) -> None:
    """What is sent with an id is computed from it and from the clock: the text can only be rendered."""
    _listed(p)
    at = p.address("sec")
    _shell(
        p,
        f"<div id=box></div><script>{SUM} var k = {_ID}, t = String(Date.now()).slice(-9);"
        f" fetch({said(at)} + '?k=' + k + '&t=' + t + '&s=' + sum('b' + k + t)).then(r => r.json()).then(d => {{"
        f" box.innerHTML = '<h1>' + d.{p.box}.{p.words} + '</h1>' + d.{p.box}.txt }})</script>",
    )

    def answer(asked: Asked) -> object:
        given = asked.sent.get("k", "")
        right = asked.sent.get("s") == signature(f"b{given}{asked.sent.get('t')}")
        return _article(p, given) if right else None

    p.answer(at, answer)


def body_coded(p: Portal) -> None:
    """The text is spelled backwards, so that only the page's script reads it."""
    _listed(p)
    at = p.address("enc")
    _shell(
        p,
        f"<div id=box></div><script>fetch({said(at)} + '?i=' + {_ID}).then(r => r.text()).then(s => {{"
        f" var d = JSON.parse(s.split('').reverse().join('')); box.innerHTML = '<h1>' + d.{p.box}.{p.words} + '</h1>' + d.{p.box}.txt }})</script>",
    )
    p.answer(at, lambda asked: json.dumps(_article(p, asked.sent.get("i", "")), ensure_ascii=False)[::-1])
