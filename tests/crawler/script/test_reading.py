"""What scripts come to: each way of writing a value, a link or a request, under names of several kinds."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from crawler.script.effects import Effect
from crawler.script.evaluate import MOST_STEPS
from crawler.script.reading import Reading
from crawler.script.values import HOLE
from parsers.page.tree import page_tree

AT = "http://www.baiyan.example/gk/nb/index.html?col=77&unit=9"


def read(script: str, page: str = "", at: str = AT) -> Reading:
    root = page_tree(f"<html><head><meta charset=utf-8></head><body>{page}".encode())
    return Reading(root, at, [script])


def written(script: str, page: str = "") -> list[str]:
    return [e.text for e in read(script, page).effects if e.kind == "html"]


def gone(effects: list[Effect]) -> list[str]:
    return [e.text for e in effects if e.kind == "go"]


def asked(script: str, page: str = "") -> dict[str, Any]:
    (effect,) = [e for e in read(script, page).effects if e.kind == "ask"]
    return effect.options


@pytest.mark.parametrize(
    "script",
    [
        "var now=1, all=4; if(all>1&&now<all) document.write('<a href=\"p_'+(now+1)+'.html\">x</a>');",
        'var seite = 1; document.writeln("<a href=\\"p"+"_"+(seite+1)+".html\\">x</a>");',
        "const k = 2; document.getElementById('q').innerHTML = `<a href=\"p_${k}.html\">x</a>`;",
        "(function(){ var o={n:2,e:'html'}; $('#q').append('<a href=\"p_'+o.n+'.'+o['e']+'\">x</a>') })();",
        "function w(n){return '<a href=\"p_'+n+'.html\">x</a>'} $(function(){ $('.q').html(w(parseInt('2'))) });",
        "var t='p_{0}.html'; document.write('<a href=\"'+t.replace('{0}', 2)+'\">x</a>');",
        "for(var i=0;i<3;i++){ if(i!=2) continue; document.write('<a href=\"p_'+i+'.html\">x</a>') }",
        "var s=0; while(s<2){ s++ } document.write('<a href=\"p_'+s+'.html\">x</a>');",
        "switch('b'){ case 'a': break; case 'b': document.write('<a href=\"p_2.html\">x</a>') }",
        "var n = Math.ceil(7/4); document.write(['<a href=\"p_', n, '.html\">x</a>'].join(''));",
        "window.onload = () => { let [a, b] = [1, 2]; document.write('<a href=\"p_'+b+'.html\">x</a>') }",
        "try { document.write('<a href=\"p_'+(true ? 2 : 3)+'.html\">x</a>') } catch (e) { fail(e) }",
        "class A { m() {} } import x from 'y'; document.write('<a href=\"p_2.html\">x</a>');",
        "var torn = ; if (x { y() } document.write('<a href=\"p_2.html\">x</a>');",
        "document.write(decodeURIComponent('%3Ca%20href=%22p_2.html%22%3Ex%3C/a%3E'));",
    ],
)
def test_a_link_that_is_put_together(script: str) -> None:
    assert written(script, "<div id=q class=q></div>") == ['<a href="p_2.html">x</a>']


@pytest.mark.parametrize(
    "script",
    [
        "document.write('<a href=\"p_'+unknown+'.html\">x</a>')",
        "document.write('<a href=\"p_'+new Date().getTime()+'.html\">x</a>')",
        "document.write('<a href=\"p_'+Math.random()+'.html\">x</a>')",
        "document.write('<a href=\"p_'+hash('a')+'.html\">x</a>')",
    ],
)
def test_what_is_not_printed_is_a_hole(script: str) -> None:
    assert all(HOLE in text for text in written(script))


def test_a_loop_without_a_known_end_is_told() -> None:
    (effect,) = read("for(var i=1;i<all;i++) document.write('<a href=p_'+i+'.html>x</a>')").effects
    assert effect.loose


@pytest.mark.parametrize(
    ("script", "page", "data"),
    [
        ("$.post('/r',{c:$('meta[name=col]').attr('content'),p:1},f)", "<meta name=col content=c7>", "c7"),
        ("$.post('/r',{c:document.querySelector('#k').value,p:1},f)", "<input id=k value=c7>", "c7"),
        ("$.post('/r',{c:$('#k').val(),p:1},f)", "<input type=hidden id=k value=c7>", "c7"),
        (
            "$.post('/r',{c:document.getElementById('k').dataset.colNo,p:1},f)",
            "<i id=k data-col-no=c7></i>",
            "c7",
        ),
        ("$.post('/r',{c:$('.k').data('colNo'),p:1},f)", "<i class=k data-col-no=c7></i>", "c7"),
        ("$.post('/r',{c:new URLSearchParams(location.search).get('col'),p:1},f)", "", "77"),
        (
            "function q(n){var r=new RegExp(n+'=([^&]*)').exec(location.search); return r ? r[1] : ''}"
            "$.post('/r',{c:q('col'),p:1},f)",
            "",
            "77",
        ),
        ("var c=window.location.href.split('col=')[1].split('&')[0];$.post('/r',{c:c,p:1},f)", "", "77"),
        ("var o={x:{y:'c7'}};$.post('/r',{c:o.x.y,p:1},f)", "", "c7"),
    ],
)
def test_a_request_with_an_id_that_stands_elsewhere(script: str, page: str, data: str) -> None:
    options = asked(script, page)
    assert options["url"] == "/r"
    assert options["type"] == "post"
    assert options["data"] == {"c": data, "p": 1}


@pytest.mark.parametrize(
    "script",
    [
        "function l(n){ $.get('/r?c=7&yema='+n, f) } l(1)",
        "let z=1; const l=()=>$.ajax({url:'/r',data:{c:7,yema:z++},success:f}); l()",
        "var x=new XMLHttpRequest(); function l(n){ x.open('POST','/r'); x.send('c=7&yema='+n) } l(1)",
        "function l(n){ fetch('/r',{method:'POST',body:JSON.stringify({c:7,yema:n})}).then(f) } l(1)",
        "function l(n){ fetch('/r',{method:'POST',body:new URLSearchParams({c:7,yema:n})}).then(f) } l(1)",
        "new Vue({data(){return{n:0}},created(){this.l(1)},methods:{l(k){axios.post('/r',{c:7,yema:k}).then(f)}}})",
    ],
)
def test_what_counts_pages_is_what_a_function_is_called_with(script: str) -> None:
    (effect,) = [e for e in read(script).effects if e.kind == "ask"]
    assert "yema" in effect.counters
    assert "c" not in effect.counters


@pytest.mark.parametrize(
    "name",
    [
        "('00'+n).slice(-3)",
        "('00'+n).slice(('00'+n).length-3)",
        "('00'+n).substr(-3)",
        "('000'+n).substring(('000'+n).length-3)",
        "String(n).padStart(3,'0')",
        "n.toString().padStart(3,'0')",
        "(String(n).length<3?'00'.slice(String(n).length-1)+n:n)",
        "('000'.substr(0,3-(''+n).length)+n)",
        "'00'+(''+n).charAt(0)",
        "'00'+(''+n)[0]",
        "'00'+(''+n).split('')[0]",
        "'00'+('x'+n).slice(('x'+n).indexOf(n))",
    ],
)
def test_a_number_that_is_filled_up_with_noughts(name: str) -> None:
    reading = read(f"function pg(d){{var n=1+d; location.href='list_'+{name}+'.html';}}", "<a id=x>")
    assert gone(reading.called(reading.browser.evaluator.globals["pg"], [1])) == ["list_002.html"]


def test_a_number_that_is_whole_in_a_cut_text_still_counts() -> None:
    script = "function go(n){var s=''; $.each({cid:'x7',nr:n},function(k,v){s+=k+'='+v+'&'}); $.get('/l?'+s.slice(0,-1),show)} go(1);"
    (effect,) = [e for e in read(script).effects if e.kind == "ask"]
    assert (effect.options["url"], effect.counters) == ("/l?cid=x7&nr=1", {"nr"})


def test_names_that_a_later_script_gives_a_value() -> None:
    root = page_tree(b"<html><body></body>")
    first, second = "function l(n){$.get(conf.root+'/r?page='+n, f)} l(1);", "var conf={root:'/front'};"
    effects = Reading(root, AT, [first, second]).effects
    assert [e.options["url"] for e in effects if e.kind == "ask"] == ["/front/r?page=1"]


@pytest.mark.parametrize(
    "script",
    [
        "$('.yr').on('click', function(){ location.href = $(this).data('url') })",
        "$('.yr').click(function(){ window.open($(this).attr('data-url')) })",
        "$('div').on('click', '.yr', function(){ location.assign(this.dataset.url) })",
        "document.querySelectorAll('.yr').forEach(function(x){ x.onclick = function(){ location = x.dataset.url } })",
        "$('.yr').each(function(i, x){ x.addEventListener('click', () => { location.replace($(x).data('url')) }) })",
    ],
)
def test_handlers_that_scripts_give_to_elements(script: str) -> None:
    reading = read(
        script, "<div><p class=yr data-url=/nb/2024/>2024</p><p class=yr data-url=/nb/2023/>2023</p></div>"
    )
    assert [gone(effects) for _, effects in reading.handled()] == [["/nb/2024/"], ["/nb/2023/"]]


def test_a_click_goes_both_ways_where_it_is_not_known_which() -> None:
    script = (
        "var b='list'; function t(n){ if(n<most) location.href=b+'_'+n+'.html'; else $.get('/r?page='+n, f) }"
    )
    reading = read(script, "<a id=a>下一页</a>")
    effects = reading.clicked(reading.browser.elements.select("#a").elements[0], "t(2)")
    assert gone(effects) == ["list_2.html"]
    assert [e.options["url"] for e in effects if e.kind == "ask"] == ["/r?page=2"]


@pytest.mark.parametrize("name", ["page.currentPage", "p[page]", "pageNo", "nr"])
@pytest.mark.parametrize(
    "script",
    [
        "function g(n){ document.f['{}'].value = n; document.f.submit() }",
        "function g(n){ document.getElementsByName('{}')[0].value = n; document.forms[0].submit() }",
        "function g(n){ $('[name=\"{}\"]').val(n); $('form').submit() }",
        "function g(n){ var f = document.getElementById('i'); f.elements['{}'].value = n; f.submit() }",
    ],
)
def test_a_form_that_is_sent_with_a_number(script: str, name: str) -> None:
    form = f'<form name=f id=i action=/r method=post><input type=hidden name="{name}" value=1><input type=hidden name=o value=7></form>'
    reading = read(script.replace("{}", name), form + "<a id=a>下一页</a>")
    (sent,) = reading.clicked(reading.browser.elements.select("#a").elements[0], "g(2)")
    assert (sent.kind, sent.text) == ("submit", "/r")
    assert sent.options["fields"] == {name: "2", "o": "7"}
    assert sent.counters == {name}


@pytest.mark.parametrize(
    "script",
    [
        "while(true){}",
        "for(;;){ x() }",
        "function f(){ f() } f()",
        "var s='a'; for(var i=0;i<200;i++) s+=s; document.write(s)",
        "var a=[]; for(var i=0;i<200;i++) for(var j=0;j<200;j++) for(var k=0;k<200;k++) a.push(a)",
        "(" * 20_000,
        "{" * 20_000,
        "a?" * 20_000,
        "[{(" * 10_000,
        "x=>" * 20_000,
        "'\\'" * 20_000,
        "/[(/[(" * 10_000,
        "`${" * 20_000,
        "f(function(){" * 5_000,
        "var o={};" + "o.o=o;" * 5_000 + "$.post('/r', o)",
        "x=2**9999999; y=9**9**9; z='a'.padStart(1e9)",
    ],
)
def test_hostile_code_costs_a_moment(script: str) -> None:
    started = time.process_time()
    read(script)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "look",
    ["document.body.innerText", "$('p')", "document.querySelectorAll('p')", "$('p').text()", "s=s+s+'a'"],
)
def test_looking_into_a_large_page_again_and_again_costs_a_moment(look: str) -> None:
    page = "<p>本栏目的说明文字</p>" * 4_000
    started = time.process_time()
    read(f"var s='a'; for(var i=0;i<200;i++) for(var j=0;j<200;j++) {{ {look} }}", page)
    assert time.process_time() - started < 8


def test_a_page_has_so_many_steps() -> None:
    many = "".join(
        f"function f{n}(){{ for(var i=0;i<200;i++) g(i) }} f{n}();" for n in range(MOST_STEPS // 1000)
    )
    assert read(many).exhausted


def test_base64_and_json_are_values() -> None:
    rows = json.dumps([{"w": "甲", "at": "/a/1.html"}])
    packed = base64.b64encode(rows.encode()).decode()
    script = f"var p='{packed}'; JSON.parse(decodeURIComponent(escape(atob(p)))).forEach(r => document.write('<a href='+r.at+'>'+r.w+'</a>'))"
    assert written(script) == ["<a href=/a/1.html>甲</a>"]


@pytest.mark.parametrize(
    "drawn",
    [
        "e('a', {href: `/a/${t.id}.html`}, t.bt)",
        "e('li', null, e('a', {attrs: {href: '/a/' + t.id + '.html'}}, [t.bt]))",
        "(0, e.jsx)('a', {href: '/a/' + t.id + '.html', children: t.bt})",
    ],
)
def test_a_link_that_a_program_draws_by_calls(drawn: str) -> None:
    script = f"const S = {{rows: [{{id: 7, bt: '水利局'}}]}}, e = Draw.element; S.rows.map(t => {drawn})"
    assert written(script) == ['<a href="/a/7.html">水利局</a>']


def test_what_is_made_of_unknown_rows_keeps_its_form() -> None:
    script = "ask('/l.do').then(({data}) => { $('#q').html(data.map(r => `<a href=\"/a/${r.id}\">x</a>`).join('')) })"
    assert written(script, "<p id=q></p>") == ['<a href="/a/\x00id\x01">x</a>']


def test_a_select_has_the_options_that_a_script_writes_into_it() -> None:
    script = "for (var y = 2023; y > 2021; y--) $('#y').append('<option value=' + y + '>'); $.post('/q.do', {y: $('#y').val()})"
    assert asked(script, "<select id=y></select>")["data"] == {"y": "2023"}
