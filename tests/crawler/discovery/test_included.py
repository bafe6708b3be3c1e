"""Files that a page is put together of: a column needs them though it shows rows, where its pager is worked there or they write more of them."""

from __future__ import annotations

from archive.crawl.frontier import Kind
from crawler.discovery.discover import discover
from crawler.discovery.discovery import Discovery
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from crawler.page.page import Page
from tests.crawler.discovery.test_discover import HOME, HOST, page

AT = f"{HOME}nb/list.html"
ROWS = "".join(f"<li><a href='/a/{n}.html'>白岩县财政局202{n}年政府信息公开年报</a></li>" for n in range(3))
PAGER = "<input type=hidden id=now value=1><span id=back>上一页</span><span id=on>下一页</span>"
FILE = f"{HOME}js/turn.js"
TURNS = "$('#on').click(function(){ location.href = 'list_' + (parseInt($('#now').val()) + 1) + '.html' })"


def look(html: str, **files: str) -> Discovery:
    column = page(html, AT, "list", 80.0, "政府信息公开年报")
    named = {f"{HOME}js/{name}.js": code for name, code in files.items()}
    known = Page(column.url, column.entry, column.body, column.outline, named)
    return discover(known, Grounds(HOST), FAMILIES)


def test_a_pager_that_only_a_file_explains_is_read_there() -> None:
    html = f"<ul>{ROWS}</ul>{PAGER}<script src=/js/turn.js></script>"
    before = look(html)
    assert before.files == (FILE,)
    assert [end.sign for end in before.claims.loose] == ["pager"], "nobody knows yet what 下一页 does"
    after = look(html, turn=TURNS)
    assert [c.url for c in after.candidates if c.further] == [f"{HOME}nb/list_2.html"]
    assert after.claims.loose == ()


def test_a_pager_of_which_no_file_says_anything_is_that_of_a_list_of_one_page() -> None:
    html = f"<ul>{ROWS}</ul>{PAGER}<script src=/js/turn.js></script>"
    assert look(html, turn="var menu = 1;").claims.loose == ()


def test_a_file_that_could_not_be_read_explains_nothing() -> None:
    html = f"<ul>{ROWS}</ul>{PAGER}<script src=/js/turn.js></script>"
    assert [end.sign for end in look(html, turn="").claims.loose] == ["pager"]


def test_years_that_only_a_file_unfolds_are_read_there() -> None:
    years = "".join(
        f"<details><summary>{y}年</summary><p data-at=/y/{y}.inc></p></details>" for y in (2019, 2018)
    )
    html = f"<ul>{ROWS}</ul>{years}<script src=/js/turn.js></script>"
    assert look(html).files == (FILE,)
    opens = "document.querySelectorAll('details').forEach(d => d.addEventListener('toggle', () => { const p = d.querySelector('p');"
    found = look(
        html, turn=f"{opens} fetch(p.dataset.at).then(r => r.text()).then(t => {{ p.innerHTML = t }}) }}))"
    )
    assert {c.url: c.anchor for c in found.candidates if c.kind == "list"} == {
        f"{HOME}y/{y}.inc": f"{y}年" for y in (2019, 2018)
    }


def test_a_function_that_opens_rows_is_read_in_its_file() -> None:
    row = "<li><a href=\"javascript:openIt('b/7.pdf')\">白岩县水利局2021年政府信息公开年报</a></li>"
    html = f"<ul>{ROWS}{row}</ul><script src=/js/turn.js></script>"
    assert look(html).files == (FILE,)
    found = look(html, turn="var at = '/upload'; function openIt(p){ window.open(at + '/' + p) }")
    asked = {c.url for c in found.candidates}
    assert f"{HOME}upload/b/7.pdf" in asked and f"{HOME}nb/b/7.pdf" not in asked


def test_scripts_that_a_script_writes_into_the_page_write_rows() -> None:
    loop = "<ul><script>for (var y = 2023; y > 2021; y--) document.write('<script src=\"/js/y' + y + '.js\"><\\/script>');</script></ul>"
    assert look(loop).files == (f"{HOME}js/y2023.js", f"{HOME}js/y2022.js")
    one = "document.write('<li><a href=\"/a/{0}.html\">白岩县水利局{0}年政府信息公开年报</a></li>')"
    half = look(loop, y2023=one.format(2023))
    assert f"{HOME}js/y2022.js" in half.files, "one file is asked after the other"
    whole = look(loop, y2023=one.format(2023), y2022=one.format(2022))
    assert sorted(c.url for c in whole.candidates if c.kind == "report") == [
        f"{HOME}a/2022.html",
        f"{HOME}a/2023.html",
    ]


MENU = f"{HOME}js/menu.js"
WRITES = "document.write('<a href=\"/gk/nb/\">政府信息公开年报</a>')"


def asked_of(html: str, at: str, kind: Kind, score: float, **files: str) -> Discovery:
    bare = page(html, at, kind, score, "政务公开")
    named = {f"{HOME}js/{name}.js": code for name, code in files.items()}
    return discover(Page(bare.url, bare.entry, bare.body, bare.outline, named), Grounds(HOST), FAMILIES)


def test_a_home_page_without_a_way_is_read_with_its_own_scripts() -> None:
    news = "".join(f"<li><a href=/xw/{n}.html>本县召开会议之{n}</a></li>" for n in range(9))
    html = f"<div><script src=/js/menu.js></script></div><ul>{news}</ul>"
    assert asked_of(html, HOME, "home", 100.0).files == (MENU,)
    found = asked_of(html, HOME, "home", 100.0, menu=WRITES)
    assert f"{HOME}gk/nb/" in {c.url for c in found.candidates}
    led = f"{html}<a href=/gk/>政府信息公开</a>"
    assert asked_of(led, HOME, "home", 100.0).files == ()


def test_a_page_of_disclosure_without_a_way_is_read_with_what_fills_its_boxes() -> None:
    top = "<head><script src=/js/top.js></script></head><div><a href=/zwgk/>政务公开</a></div>"
    menu = "<table><tr><td>指南</td><td><script src=/js/menu.js></script></td></tr></table>"
    foot = "<div><a href=/>首页</a><script src=/js/foot.js></script></div><script src=/js/end.js></script>"
    html, at = top + menu + foot, f"{HOME}zwgk/"
    assert asked_of(html, at, "page", 70.0).files == (MENU,)
    found = asked_of(html, at, "page", 70.0, menu=WRITES)
    assert f"{HOME}gk/nb/" in {c.url for c in found.candidates}
    assert asked_of(f"{html}<a href=/gk/nb/>政府信息公开年报</a>", at, "page", 70.0).files == ()
