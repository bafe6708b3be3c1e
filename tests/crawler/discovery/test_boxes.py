"""Links that their place names: 更多 below a box of reports, the button of a form; pagers that a plug-in draws."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOME, HOST, kinds, page

REPORTS = "".join(
    f'<li><a href="/a/{n}.html">白岩县财政局202{n}年政府信息公开年报</a></li>' for n in range(3)
)
NEWS = "".join(f'<li><a href="/n/{n}.html">白岩县召开第{n}次全县安全生产工作会议</a></li>' for n in range(3))


@pytest.mark.parametrize("more", ["更多>>", "+", "MORE", '<img src="more.gif">', ""])
def test_more_below_a_box_of_reports_leads_to_all_of_them(more: str) -> None:
    html = f'<div><ul>{NEWS}</ul><a href="/7/">{more}</a></div><div><ul>{REPORTS}</ul><a href="/8/">{more}</a></div>'
    found = kinds(html)
    assert found[f"{HOME}8/"] == "list" and f"{HOME}7/" not in found


def test_an_arrow_of_a_pager_is_no_such_link() -> None:
    html = f'<div><ul>{REPORTS}{NEWS}</ul><a href="?p=2">2</a> <a href="/p9/">>></a></div>'
    assert kinds(html).get(f"{HOME}p9/") != "list"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_of_one_button_is_a_pager(method: str) -> None:
    form = '<form action="/l.asp" method="{}"><input type="hidden" name="q" value="2"><input type="submit" value="{}"></form>'
    column = page(
        f"<ul>{REPORTS}</ul>{form.format(method, '下一页')}", kind="list", anchor="政府信息公开年报"
    )
    found = [c for c in discover(column, Grounds(HOST), FAMILIES).candidates if c.kind == "more"]
    assert [(c.url, c.form) for c in found] == [
        (f"{HOME}l.asp?q=2", None) if method == "get" else (f"{HOME}l.asp", "q=2")
    ]
    search = page(f"<ul>{REPORTS}</ul>{form.format(method, '搜索')}", kind="list", anchor="政府信息公开年报")
    assert [c for c in discover(search, Grounds(HOST), FAMILIES).candidates if c.kind == "more"] == []


@pytest.mark.parametrize(
    ("call", "pages"),
    [
        ('$("#p").pagination(24, {items_per_page: 6, callback: turn})', 4),
        ("laypage.render({elem: 'p', count: 45, limit: 10, jump: turn})", 5),
        ("$('#p').twbsPagination({totalPages: 7, onPageClick: turn})", 7),
    ],
)
def test_a_plug_in_says_how_many_pages_there_are_and_whom_it_calls(call: str, pages: int) -> None:
    script = f'<script>{call};function turn(n){{$("#b").load("/x.do?k=7&page="+(n+1));}}</script><div id="b"></div>'
    found = discover(
        page(f"<ul>{REPORTS}</ul>{script}", kind="list", anchor="政府信息公开年报"), Grounds(HOST), FAMILIES
    )
    assert found.claims.pages == pages
    assert [c.url for c in found.candidates if c.kind == "more"] == [f"{HOME}x.do?k=7&page=2"]


@pytest.mark.parametrize(
    "arrow",
    ['<a class="page-next" href="{}"></a>', '<a href="{}" rel="next"><i></i></a>', '<a href="{}" aria-label="下一页"><b></b></a>',
     '<a href="{}"><i class="fa fa-angle-right"></i></a>', '<a href="{}" title="下一页"><i></i></a>'],
)  # fmt: skip
def test_an_arrow_without_words_is_a_pager(arrow: str) -> None:
    html = f"<ul>{REPORTS}</ul>{arrow.format('/nb/x.html')}"
    assert kinds(html, kind="list", anchor="政府信息公开年报")[f"{HOME}nb/x.html"] == "more"
    silent = f"<ul>{REPORTS}</ul>{arrow.format('javascript:;')}"
    assert "more" not in kinds(silent, kind="list", anchor="政府信息公开年报").values()


@pytest.mark.parametrize(
    ("field", "asked"),
    [("", True), ('<input name="tel" type="tel">', False), ("<textarea name=t></textarea>", False)],
)
def test_the_years_of_a_form_are_links_where_nothing_is_to_be_written(field: str, asked: bool) -> None:
    options = "".join(f'<option value="{year}">{year}年</option>' for year in (2023, 2022))
    html = f'<form action="/l.do"><select name="y">{options}</select>{field}<input type="submit" value="查询"></form>'
    found = kinds(html, kind="list", anchor="政府信息公开年报")
    assert (found.get(f"{HOME}l.do?y=2022") == "list") is asked


def test_a_box_for_words_stays_empty_beside_the_years_of_a_column() -> None:
    years = "".join(f"<option value={y}>{y}年</option>" for y in (2023, 2022))
    bodies = "<select name=b><option value=''>全部</option><option value=7>水利局</option><option value=8>财政局</option></select>"
    form = (
        f"<form action=/l.do><select name=y>{years}</select>{{}}<input name=word><input type=submit></form>"
    )
    found = kinds(form.format(""), kind="list", anchor="政府信息公开年报")
    assert found == {f"{HOME}l.do?word=&y={y}": "list" for y in (2023, 2022)}
    assert kinds(form.format(""), kind="page", anchor="政府信息公开") == {}, "a search that every page has"
    assert kinds(form.format(bodies), kind="list", anchor="政府信息公开年报") == {
        f"{HOME}l.do?word=&b=&y={y}": "list" for y in (2023, 2022)
    }


def test_a_picture_that_sends_a_form_sends_where_it_was_clicked() -> None:
    form = "<form action=/l.do><input type=hidden name=p value=1><input type=image name=on alt=下一页><input name=go></form>"
    assert _further(form) == [(f"{HOME}l.do?p=1&on.x=1&on.y=1", None)]


def test_more_beside_a_heading_is_called_as_it_is() -> None:
    box = "<div><h3>工作年报 <a href='/bm/7/all.html'>more&gt;&gt;</a></h3><ul><li><a href='/bm/7/1.html'>2023年工作要点</a></li></ul></div>"
    assert kinds(box, url=f"{HOME}bm/7/")[f"{HOME}bm/7/all.html"] == "list"


def test_the_buttons_of_a_form_may_be_the_numbers_of_pages() -> None:
    buttons = "".join(f"<button name=p value={n}>{n}</button>" for n in (1, 2, 3))
    form = f"<form method=post action=/l.php><input type=hidden name=k value=7>{buttons}</form>"
    assert _further(form) == [(f"{HOME}l.php", f"k=7&p={n}") for n in (1, 2, 3)]
    assert _further(form.replace("name=p", "")) == []


def parts(html: str, **where: object) -> dict[str, tuple[str, float]]:
    found = discover(page(html, **where), Grounds(HOST), FAMILIES)  # type: ignore[arg-type]
    return {c.url.removeprefix(HOME): (c.kind, c.score) for c in found.candidates}


def test_letters_of_a_directory_are_its_other_parts() -> None:
    html = (
        '<span>A</span> <a href="?k=B">B</a> <a href="?k=C">C</a><ul><li><a href="/u/1/">安监局</a></li></ul>'
    )
    assert {url: kind for url, (kind, _) in parts(html).items()}.items() >= {
        ("?k=B", "page"),
        ("?k=C", "page"),
    }
    assert "?k=B" not in parts(html.replace("?k=", "http://www.elsewhere.example/?k="))


def test_months_of_reports_are_asked_before_the_others() -> None:
    html = "".join(f'<td><a href="/m/{n}.html">{n}月</a></td>' for n in (2, 11))
    found = parts(
        f"<table><tr>{html}</tr></table>", url=f"{HOME}m/", kind="guess", score=17.0, anchor="信息归档"
    )
    assert found["m/2.html"][0] == "guess" and found["m/2.html"][1] > found["m/11.html"][1]


def test_numbers_of_a_pager_are_no_parts() -> None:
    rows = "".join(
        f'<li><a href="/n/{n}.html">白岩县召开第{n}次会议</a> 2024-02-0{n}</li>' for n in range(1, 6)
    )
    pager = "".join(f'<a href="/x/{n}.html">{n}</a>' for n in range(2, 6))
    found = parts(f"<ul>{rows}</ul>{pager}", url=f"{HOME}x/", kind="guess", score=17.0, anchor="工作动态")
    assert not any(url.startswith("x/") for url in found)


_TURNS = (
    "location.href='/l_'+parseInt(document.getElementById('n').value)+'.html'",
    "var n=$.trim($('#n').val()); if(/^[0-9]+$/.test(n) && n<=3) location.href='/l_'+n+'.html'",
    "var n=$('#n').val(); if(isNaN(n) || n<1 || n>3) { alert('页码'); return; } location.href='/l_'+n+'.html'",
)


@pytest.mark.parametrize("turn", _TURNS)
@pytest.mark.parametrize("said", ["共3页 当前第{}页", "{}/3页", "{}/3"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_box_for_the_number_of_the_page_is_a_pager(turn: str, said: str, number: int) -> None:
    box = f"<p>{said.format(number)} 到<input id=n size=3>页 <a onclick='t()'>跳转</a></p>"
    script = f"<script>function t(){{ {turn} }}</script>"
    assert _further(f"{box}{script}") == ([(f"{HOME}l_{number + 1}.html", None)] if number < 3 else [])


@pytest.mark.parametrize(("method", "form"), [("get", None), ("post", "q=7&p=2")])
def test_a_form_for_the_number_of_the_page_is_a_pager(method: str, form: str | None) -> None:
    box = "共3页 转到<input name=p value=1>页<input type=hidden name=q value=7><input type=submit value=GO>"
    found = _further(f"<form action=/l.asp method={method}>{box}</form>")
    assert found == [(f"{HOME}l.asp{'' if form else '?q=7&p=2'}", form)]
    assert _further(f"<form action=/l.asp method={method}>{box} 标题<input name=t></form>") == []


def test_a_box_without_a_count_of_pages_is_none() -> None:
    assert _further("<form action=/s.asp><input name=q><input type=submit value=GO></form>") == []


def test_the_search_beside_a_pager_or_an_index_number_is_none() -> None:
    assert _further("<p>第1/3页 <form action=/s.asp><input name=q><button>搜索</button></form></p>") == []
    assert (
        _further(
            "<p>493407866/2024-00001 <form action=/s.asp><input name=q><input type=submit value=GO></form></p>"
        )
        == []
    )


def _further(pager: str) -> list[tuple[str, str | None]]:
    column = page(f"<ul>{REPORTS}</ul>{pager}", kind="list", anchor="政府信息公开年报")
    return [(c.url, c.form) for c in discover(column, Grounds(HOST), FAMILIES).candidates if c.kind == "more"]


@pytest.mark.parametrize("field", ["", "<input name=word>", "<input type=hidden name=__VIEWSTATE value=x>"])
@pytest.mark.parametrize(
    "way", ["<a href='#' onclick=\"go('7')\">审计局</a>", "<li onclick=\"go('7')\">审计局</li>"]
)
def test_a_click_that_sends_a_printed_form_opens_a_page(way: str, field: str) -> None:
    form = f"<form name=f action=/l.do method=post><input type=hidden name=d><input type=hidden name=k value=9>{field}</form>"
    script = "<script>function go(d){ document.f.d.value=d; document.f.submit(); }</script>"
    shown = page(f"<ul>{way}</ul>{form}{script}", kind="list", anchor="部门年报")
    found = {(c.url, c.form) for c in discover(shown, Grounds(HOST), FAMILIES).candidates if c.form}
    assert {ask for ask in found if "d=7" in (ask[1] or "")} == (
        set() if field else {(f"{HOME}l.do", "d=7&k=9")}
    )


def test_more_may_send_a_form() -> None:
    form = "<form name=f action=/l.do method=post><input type=hidden name=d value=7></form>"
    html = f"<div><ul>{REPORTS}</ul><a href='javascript:document.f.submit();'>更多</a></div>{form}"
    found = discover(page(html, kind="page", anchor="政府信息公开"), Grounds(HOST), FAMILIES).candidates
    assert [(c.url, c.kind) for c in found if c.form == "d=7"] == [(f"{HOME}l.do", "list")]


@pytest.mark.parametrize("more", ["更多", '<img src="more.gif">'])
def test_more_below_a_box_that_shows_one_report_leads_to_older_ones(more: str) -> None:
    one = REPORTS.partition("</li>")[0] + "</li>"
    box = f'<div><ul>{one}{NEWS}</ul><a href="/8/">{more}</a></div>'
    assert kinds(box)[f"{HOME}8/"] == "page"


@pytest.mark.parametrize(
    ("more", "asked"),
    [('class="more"><i></i>', True), ('><img src="/img/more.gif">', True), ('class="next"><i></i>', False)],
)
def test_a_column_of_boxes_has_more_behind_a_picture(more: str, asked: bool) -> None:
    html = f'<div><ul>{REPORTS}</ul><a href="/zf/8/" {more}</a></div>'
    assert (kinds(html, kind="list", anchor="年报").get(f"{HOME}zf/8/") == "list") is asked


def test_a_picture_without_words_may_be_the_button_of_the_column() -> None:
    html = '<p><a href="/zn/">指南</a></p><p><a href="/9/"><img src="a.gif"></a></p><a href="/f.pdf"><img src="b.gif"></a>'
    assert kinds(html)[f"{HOME}9/"] == "page"
    assert f"{HOME}f.pdf" not in kinds(html)
    assert f"{HOME}9/" not in kinds(html, kind="guess", score=12.0)
    many = "".join(f'<p><a href="/b/{n}/"><img src="button.gif"></a></p>' for n in range(40))
    assert f"{HOME}b/1/" not in kinds(many)


DOORS = "".join(f'<a href="/d{n}/"><img src="/i/nav{n}.gif"></a>' for n in range(3))
MAP = '<img src="/m.jpg" usemap="#m"><map name="m"><area href="/d1/c1.html"><area href="/d1/c2.html"><area href="/d1/c3.html" alt="指南"></map>'


def test_a_home_page_of_pictures_without_words_is_entered_by_them() -> None:
    def guessed(html: str, **entry: Any) -> list[str]:
        found = discover(page(html, **entry), Grounds(HOST), FAMILIES).candidates
        return [c.url.removeprefix(HOME) for c in found if c.kind == "guess" and not c.anchor]

    home: dict[str, Any] = {"kind": "home", "score": 100.0, "anchor": ""}
    assert guessed(DOORS + "<p>欢迎</p>" * 99, **home) == ["d0/", "d1/", "d2/"]
    assert guessed(f'{DOORS}<a href="/gk/">政务公开</a>' + "<p>欢迎</p>" * 99, **home) == []
    behind: dict[str, Any] = {"kind": "guess", "score": 12.0, "anchor": "", "url": f"{HOME}d1/"}
    assert guessed(MAP, **behind) == ["d1/c1.html", "d1/c2.html"]
    assert guessed(MAP, **{**behind, "anchor": "本县概况"}) == []
    many = "".join(f'<a href="/d{n}/"><img src="/i/nav{n}.gif"></a>' for n in range(40))
    assert guessed(many + "<p>欢迎</p>" * 99, **home) == []
