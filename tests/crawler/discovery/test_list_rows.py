"""What the row of a link tells: the other years behind the report of each body, the report that 下载 is, the site of a body."""

from __future__ import annotations

import pytest

from archive.crawl.frontier import Candidate, Kind
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from tests.crawler.discovery.test_discover import HOME, HOST, page

NEWEST = '<tr><td>{0}</td><td><a href="/a/{1}.html">白岩县{0}2024年政府信息公开年报</a></td><td>{2}</td></tr>'
BODIES = ("财政局", "水利局", "审计局")


def look(html: str, kind: Kind = "list", url: str = f"{HOME}nb/") -> list[Candidate]:
    column = page(html, url, kind, 80.0, "政府信息公开年报" if kind == "list" else "")
    return discover(column, Grounds(HOST), FAMILIES).candidates


def rows(last: str) -> str:
    cells = (NEWEST.format(body, n, last.format(n=n)) for n, body in enumerate(BODIES))
    return f"<table>{''.join(cells)}</table>"


def behind(last: str) -> list[str]:
    return [c.url for c in look(rows(last)) if c.kind == "list"]


def test_a_link_behind_each_row_leads_to_more_of_it_whatever_it_says() -> None:
    for said in ("历年", "[更早]", "+", "…", "<i></i>", '<img src="/i/ico.gif">'):
        assert behind(f'<a href="/u/x{{n}}.html">{said}</a>') == [f"{HOME}u/x{n}.html" for n in range(3)], (
            said
        )


def test_files_and_what_every_portal_has_is_not_behind_a_row() -> None:
    for last in ('<a href="/f/{n}.docx">+</a>', '<a href="/f.do?n={n}">下载</a>', '<a href="/share?n={n}">打印</a>',
                 '<a href="/same.html">+</a>', '<a href="/t/{n}.html">白岩县2023年法治政府建设年度报告</a>'):  # fmt: skip
        assert behind(last) == [], last


def test_a_link_without_a_name_is_the_report_that_its_row_names() -> None:
    link = '<a href="/f.do?n={n}">{said}</a>'
    title = "<tr><td>{n}</td><td>白岩县水利局{year}年政府信息公开年报</td><td>Word</td><td>{link}</td></tr>"
    spanned = "<tr>{body}<td>{year}年度</td><td>2022-01-20</td><td>{link}</td></tr>"
    for said in ("下载", "[下载]", '<img src="/w.gif">'):
        for form in (title, spanned):
            cells = "".join(
                form.format(n=n, year=2021 + n, link=link.format(n=n, said=said),
                            body="<td rowspan=3>白岩县水利局</td>" if n == 0 else "") for n in range(3)
            )  # fmt: skip
            found = [c for c in look(f"<table>{cells}</table>") if c.kind == "report"]
            assert [c.url for c in found] == [f"{HOME}f.do?n={n}" for n in range(3)], (said, form)
            assert all(
                "水利局" in (c.anchor or "") and str(2021 + n) in (c.anchor or "")
                for n, c in enumerate(found)
            )


def test_what_a_click_saves_is_the_report_that_its_row_names() -> None:
    script = "<script>function save(k){ location.href = '/f.do?k=' + k }</script>"
    name = "白岩县水利局202{n}年政府信息公开年报.docx"
    table = "<tr><td>{n}</td><td>" + name + "</td><td><span onclick=\"save('{n}')\">下载</span></td></tr>"
    line = "<li>" + name + " <span onclick=\"save('{n}')\">[下载]</span></li>"
    plain = "<li>" + name + " <a href='/f.do?k={n}'>下载</a></li>"
    for form in (table, line, plain):
        rows = "".join(form.format(n=n) for n in range(3))
        found = look(f"<table>{rows}</table>{script}" if form is table else f"<ul>{rows}</ul>{script}")
        said = {c.url: c.anchor for c in found if c.kind == "report"}
        assert said == {f"{HOME}f.do?k={n}": name.format(n=n) for n in range(3)}, form


def test_ticks_in_a_table_of_bodies_and_years_are_reports() -> None:
    link = "<a href='/o/{}.html'>{}</a>"
    bodies = f"<tr><th></th><th>2016</th><th>2015年</th></tr><tr><th>水利局</th><td>{link.format(1, '√')}</td><td>—</td></tr>"
    years = f"<tr><th></th><th>水利局</th><th>审计局</th></tr><tr><td>2016年</td><td>{link.format(1, '●')}</td><td></td></tr>"
    for rows in (bodies, years):
        found = [(c.url, c.kind, c.anchor) for c in look(f"<table>{rows}</table>")]
        assert found == [(f"{HOME}o/1.html", "report", "水利局 2016")]


def test_a_picture_without_words_beside_the_reports_may_lead_to_more() -> None:
    rows = "".join(
        f"<li><a href='/a/{n}.html'>白岩县水利局202{n}年政府信息公开年报</a></li>" for n in range(3)
    )
    button = "<a href='/old/'><img src='/i/b7.png'></a>"
    asked = {c.url: c.kind for c in look(f"<div><ul>{rows}</ul>{button}</div>")}
    assert asked.get(f"{HOME}old/") == "list"
    for many, followed in ((9, 9), (40, 0)):
        menu = "".join(f"<a href='/m/{n}/'><img src='/i/m{n}.png'></a>" for n in range(many))
        found = [c.url for c in look(f"<div><ul>{rows}</ul>{menu}</div>") if "/m/" in c.url]
        assert len(found) == followed, many
    outside = {c.url for c in look(f"<div class=head>{button}</div><div><ul>{rows}</ul></div>")}
    assert f"{HOME}old/" not in outside


def test_the_sites_of_bodies_are_asked_last_where_the_home_page_names_them() -> None:
    select = (
        f"<select class=s><option value=''>--部门网站--</option><option value='/czj/'>财政局</option><option value='http://slj.{HOST}/'>水利局</option>"
        "<option value='http://www.other.example/'>教育厅</option></select><script>$('.s').change(function(){ window.open($(this).val()) })</script>"
    )
    found = {c.url: c for c in look(select + '<a href="/sjj/">审计局</a>' * 2, "home", HOME)}
    assert found.keys() == {f"{HOME}czj/", f"http://slj.{HOST}/", f"{HOME}sjj/"}
    assert {c.kind for c in found.values()} == {"page"} and max(c.score for c in found.values()) < 32


def test_the_index_number_of_a_paper_leads_to_it() -> None:
    row = "<tr><td><a href='/a/{n}.html'>0101-02-{n}</a></td><td>白岩县水利局202{n}年政府信息公开年报</td><td>2023-01-0{n}</td></tr>"
    found = look(f"<table>{''.join(row.format(n=n) for n in range(1, 4))}</table>")
    assert [c.url for c in found if c.kind == "report"] == [f"{HOME}a/{n}.html" for n in range(1, 4)]


def test_a_viewer_is_passed_for_the_file_that_its_address_names() -> None:
    title = "白岩县水利局2023年政府信息公开年报"
    for href in ("/v/viewer.html?file=%2Ff%2F1.docx", "/v/view.jsp?id=3&amp;src=/f/1.docx"):
        assert [c.url for c in look(f'<a href="{href}">{title}</a>')] == [f"{HOME}f/1.docx"]
    assert [c.url for c in look(f'<a href="/show.html?name=1.docx">{title}</a>')] == [
        f"{HOME}show.html?name=1.docx"
    ]


def test_rows_and_the_next_page_in_the_attributes_of_a_component() -> None:
    title = "白岩县水利局202{n}年政府信息公开年报"
    rows = ", ".join(
        f"{{&quot;t&quot;: &quot;{title.format(n=n)}&quot;, &quot;at&quot;: &quot;/a/{n}.html&quot;}}"
        for n in range(3)
    )
    found = look(f'<x-list :rows="[{rows}]" :next="/nb/more.html"></x-list>')
    assert [c.url for c in found if c.kind == "report"] == [f"{HOME}a/{n}.html" for n in range(3)]
    assert [c.url for c in found if c.further] == [f"{HOME}nb/more.html"]


def test_a_query_of_radio_buttons_or_of_several_selects_is_sent_for_each_year() -> None:
    years = "".join(f"<option value={y}>{y}年</option>" for y in (2023, 2022))
    bodies = "<option value=''>全部</option><option value=7>水利局</option><option value=8>财政局</option><option value=9>审计局</option>"
    selects = f"<form action=/q.do><select name=b>{bodies}</select><select name=y>{years}</select><input type=submit></form>"
    assert {c.url for c in look(selects)} == {f"{HOME}q.do?b=&y=2023", f"{HOME}q.do?b=&y=2022"}
    for label in ('<input type=radio name=y value={0} id=r{0}><label for=r{0}>{0}年</label>',
                  "<label><input type=radio name=y value={0}> {0}年</label>", "<input type=radio name=y value={0}>{0}年 "):  # fmt: skip
        radios = "".join(label.format(y) for y in (2023, 2022))
        found = look(f"<form action=/q.do method=post>{radios}<button>查询</button></form>")
        assert [c.form for c in found] == ["y=2023", "y=2022"], label


def test_the_feed_of_a_column_and_a_window_over_it_are_asked() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/nb/rss.xml">'
    assert [c.url for c in look(f"{rows('')}{head}") if c.kind == "list"] == [f"{HOME}nb/rss.xml"]
    for code in ('layer.open({type: 2, content: "/nb/old/"})', 'layer.open({type: 2, content: ["/nb/old/", "no"]})',
                 '$.dialog.open("/nb/old/", {width: 900})', '$("body").append($("<div><iframe src=\'/nb/old/\'></iframe></div>"))'):  # fmt: skip
        script = f"<span class=h>历年年报</span><script>$('.h').click(function () {{ {code}; }})</script>"
        assert f"{HOME}nb/old/" in {c.url for c in look(rows("") + script)}, code


CARDS = (
    '<div class=c><a class=over href="/k/{n}.html"></a><div><h4>白岩县{body}2024年政府信息公开年报</h4><i>2025-01-20</i></div></div>',
    '<article><div class=p></div><span>白岩县{body}2024年政府信息公开年报</span><a href="/k/{n}.html"><i></i></a></article>',
    '<section><div><a href="/k/{n}.html"></a></div><p>白岩县{body}2024年政府信息公开年报</p></section>',
)


@pytest.mark.parametrize("card", CARDS)
def test_an_empty_link_over_a_card_is_called_as_the_card(card: str) -> None:
    found = look("<div>" + "".join(card.format(n=n, body=body) for n, body in enumerate(BODIES)) + "</div>")
    reports = {c.url: c.title or c.anchor or "" for c in found if c.kind == "report"}
    assert list(reports) == [f"{HOME}k/{n}.html" for n in range(3)]
    assert all(body in said for body, said in zip(BODIES, reports.values(), strict=True))


def test_an_empty_link_is_not_called_as_what_other_links_stand_in() -> None:
    row = '<div><a href="/top.html"></a><a href="/k/1.html">白岩县财政局2024年政府信息公开年报</a></div>'
    assert [c.url for c in look(row) if c.kind == "report"] == [f"{HOME}k/1.html"]
