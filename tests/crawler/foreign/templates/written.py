"""Static pages whose pager a script writes: chains of `document.write`, loops, functions with global variables."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import stand
from tests.crawler.foreign.web import Asked, Reply

_CHAIN = """<script language="javascript">
var {cur} = {number};//所在页从0开始
var {all} = {pages};//共多少页
var {prv} = {cur}-1, {nxt} = {cur}+1;
if({all}>1&&{cur}!=0&&{cur}!=1)
 document.write("<a href=\\"{stem}"+"_"+{prv}+".{e}\\">上一页</a>&nbsp;");
else if({all}>1&&{cur}==1)
 document.write("<a href=\\"{stem}.{e}\\">上一页</a>&nbsp;");
else
 document.write("上一页&nbsp;");
if({all}>1&&{cur}!=({all}-1))
 document.write("<a href=\\"{stem}"+"_"+{nxt}+".{e}\\">下一页</a>&nbsp;");
else
 document.write("下一页&nbsp;");
</script>"""
_COUNTER = """<script>
var {pre}='{folder}{stem}', {suf}='.{e}', {cur}={number1}, {all}={pages};
document.write('共'+{all}+'页 第'+{cur}+'页 ');
if({cur}<{all}){{ document.write('<a href="'+{pre}+'-'+({cur}+1)+{suf}+'">{next}</a> '); }}
if({cur}>2){{ document.write('<a href="'+{pre}+'-'+({cur}-1)+{suf}+'">上页</a>'); }}
</script>"""
_LOOP = """<div class=pg><script>var {all}={pages},{cur}={number};
for(var i=1;i<{all};i++){{ if(i=={cur}) document.write('<b>'+(i+1)+'</b>');
 else document.write('<a href="{stem}_'+i+'.{e}">'+(i+1)+'</a>'); }}</script></div>"""
_LOOP_DOM = """<div id="{box}"></div><script>
(function(){{ var {total}={rows},{size_var}={size},{cur}={number1},{html}='';
 for(var p=1;p<=Math.ceil({total}/{size_var});p++){{
  {html}+=p=={cur}?'<span>'+p+'</span>':'<a href="{folder}?{param}='+p+'">'+p+'</a>';
 }}
 document.getElementById('{box}').innerHTML={html}; }})();
</script>"""


def _written(
    portal: Portal, script: str, place: Callable[[str, str, int], str], words: dict[str, str]
) -> tuple[str, list[str]]:
    """A column whose pages stand where `place` says of folder, stem and number from 0; returns its paths."""
    folder, end = f"/{portal.names.slug()}/", portal.names.static
    stem = portal.rng.choice(("index", "list", portal.names.slug()))
    pages = portal.cut(portal.county.reports)
    places = [folder, *(place(folder, stem, n) for n in range(1, len(pages)))]
    for number, mine in enumerate(pages):
        pager = script.format(
            **words,
            number=number,
            number1=number + 1,
            pages=len(pages),
            stem=stem,
            folder=folder,
            e=end,
            next=portal.look.next,
            rows=len(portal.county.reports),
            size=portal.look.size,
        )
        portal.page(places[number], "政府信息公开年报", portal.listing(mine) + pager)
    return folder, places


def _finish(portal: Portal, places: list[str], pattern: str) -> Portal:
    """The ordinary part, and clicks through pages whose addresses have to be printed in part."""
    name = portal.rng.choice(("政府信息公开年报", "信息公开年度报告", "政府信息公开工作年度报告"))
    stand(portal, [(name, places[0])])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), name)
        yield from (url for url, _ in page.links())
        for further in places[1:]:
            if pattern not in page.code:
                raise AssertionError(f"{pattern} is not printed")
            page = browser.ask(page, further)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


def chain(rng: random.Random, county: County) -> Portal:
    """A chain of `document.write` with escaped quotes; the first page is 0."""
    portal = Portal(county, rng)
    words = {w: portal.names.var() for w in ("cur", "all", "prv", "nxt")}
    end = portal.names.static
    _, places = _written(portal, _CHAIN, lambda f, s, n: f"{f}{s}_{n}.{end}", words)
    return _finish(portal, places, words["nxt"])


def counter(rng: random.Random, county: County) -> Portal:
    """Address and ending in variables, pages counted from 1."""
    portal = Portal(county, rng)
    words = {w: portal.names.var() for w in ("pre", "suf", "cur", "all")}
    end = portal.names.static
    _, places = _written(portal, _COUNTER, lambda f, s, n: f"{f}{s}-{n + 1}.{end}", words)
    return _finish(portal, places, words["pre"])


def loop(rng: random.Random, county: County) -> Portal:
    """A loop with a printed bound writes the numbers; no link says 下一页."""
    portal = Portal(county, rng)
    words = {w: portal.names.var() for w in ("cur", "all")}
    end = portal.names.static
    _, places = _written(portal, _LOOP, lambda f, s, n: f"{f}{s}_{n}.{end}", words)
    return _finish(portal, places, "for(")


def loop_with_computed_bound(rng: random.Random, county: County) -> Portal:
    """A loop builds a string; its bound is a total through a page's size."""
    portal = Portal(county, rng)
    words = {w: portal.names.var() for w in ("total", "size_var", "cur", "html", "param")}
    words["box"] = portal.names.css()
    param = words["param"]
    folder, places = _written(portal, _LOOP_DOM, lambda f, s, n: f"{f}?{param}={n + 1}", words)
    portal.pages[f"{folder}?{param}=1"] = portal.pages[folder]
    return _finish(portal, places, "Math.ceil")


_TURN = """<script>
var {base} = '{stem}', {last} = {static}, {all} = {pages}, {chan} = '{channel}';
function {turn}({n}) {{
  if ({n} > {all} || {n} < 1) return;
  if ({n} <= {last}) {{
    location.href = {base} + ({n} == 1 ? '' : '_' + {n}) + '.{e}';
  }} else {{
    $.get('{rest}', {{ {chan_key}: {chan}, {page}: {n} }}, function (t) {{ $('#{box}').html(t); }});
  }}
}}
</script>"""


def function_with_globals(rng: random.Random, county: County) -> Portal:
    """`turn(2)` goes to static pages as long as there are some, and asks for a piece of HTML after them."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static
    words = {w: names.var() for w in ("base", "last", "all", "chan", "n", "chan_key", "page")}
    words |= {"turn": names.function(), "box": names.css(), "channel": names.digits(6)}
    rest, stem = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.slug()
    folder, pages = f"/{names.slug()}/", portal.cut(county.reports, 4)
    static = min(2, len(pages) - 1) or 1
    places = [f"{folder}{stem}.{end}", f"{folder}{stem}_2.{end}"][:static]
    script = _TURN.format(**words, stem=stem, static=static, pages=len(pages), rest=rest, e=end)
    for number, path in enumerate(places):
        pager = _numbers(words["turn"], number + 1, len(pages), portal.look.next)
        box = f'<div id="{words["box"]}">{portal.listing(pages[number])}</div>'
        portal.page(path, "政府信息公开年报", f"{script}{box}{pager}")

    def piece(asked: Asked) -> Reply | None:
        number = asked.number(words["page"], 0)
        if asked.params.get(words["chan_key"]) != words["channel"] or not 1 <= number <= len(pages):
            return Reply("<p>暂无数据</p>")
        return Reply(portal.listing(pages[number - 1]))

    portal.handle(rest, piece)
    stand(portal, [("政府信息公开年报", places[0])])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年报")
        yield from (url for url, _ in page.links())
        for number in range(2, len(pages) + 1):
            query = f"{rest}?{words['chan_key']}={words['channel']}&{words['page']}={number}"
            answer = browser.ask(page, places[number - 1] if number <= static else query)
            yield from (url for url, _ in answer.links())

    portal.clicks = clicks
    return portal


def _numbers(turn: str, now: int, pages: int, words: str) -> str:
    further = f'<a href="javascript:{turn}({now + 1})">{words}</a>' if now < pages else words
    jump = f'到第<input id="go" size="2">页<a href="javascript:{turn}(parseInt($(\'#go\').val()))">跳转</a>'
    first, last = (
        f'<a href="javascript:{turn}({n})">{said}</a>' for n, said in ((1, "首页"), (pages, "尾页"))
    )
    return f"<p>第{now}页/共{pages}页 {first} {further} {last} {jump}</p>"
