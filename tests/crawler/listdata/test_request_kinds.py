"""Lists that are cut into a file for each year or column: all of them are asked, and what is too much is named."""

from __future__ import annotations

import pytest

from crawler.page.list_request import NO_COUNTER, ListRequest
from crawler.page.request_kinds import MOST_KINDS, MOST_OF_KIND, bounded, together
from tests.crawler.listdata.test_script_lists import HOME, lists, look

YEARS = range(2025, 2020, -1)
SHOW = (
    "function show(r){var s='';$.each(r,function(i,o){s+='<a href='+o.u+'>'+o.t+'</a>';});$('#c').append(s);}"
)
FILES = [f"{HOME}/data/nb_{year}.json" for year in YEARS]


@pytest.mark.parametrize(
    "script",
    [
        "for(var y=2025;y>=2021;y--){$.getJSON('/data/nb_'+y+'.json',show);}",
        "for(let y=2025;y>=2021;y--){fetch(`/data/nb_${y}.json`).then(r=>r.json()).then(show);}",
        "for(var y=2025;y>=2021;y--){(function(y){$.getJSON('/data/nb_'+y+'.json',function(r){show(r);});})(y);}",
        "$.each([2025,2024,2023,2022,2021],function(i,y){$.getJSON('/data/nb_'+y+'.json',show);});",
        "[2025,2024,2023,2022,2021].forEach(y=>fetch('/data/nb_'+y+'.json').then(r=>r.json()).then(show));",
        ";".join(f"$.getJSON('/data/nb_{year}.json',show)" for year in YEARS),
    ],
)
def test_every_file_of_a_year_is_asked(script: str) -> None:
    assert lists(look(f"<div id=c></div><script>{SHOW}\n{script}</script>")) == FILES


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        (
            "for(var y=2025;y>2022;y--){$.post('/l.do',{year:y},show);}",
            [f"l.do year={y}" for y in (2025, 2024, 2023)],
        ),
        ("for(var y=2025;y>2022;y--){$.getJSON('/l?y='+y,show);}", [f"l?y={y}" for y in (2025, 2024, 2023)]),
        ("[31,35,38].forEach(function(d){$.get('/l',{dept:d},show)})", [f"l?dept={d}" for d in (31, 35, 38)]),
        (
            "[31,35,38].map(d=>axios.get(`/l/${d}.do`).then(r=>show(r.data)))",
            [f"l/{d}.do" for d in (31, 35, 38)],
        ),
        ("function go(p){$.post('/l.do',{nr:p},show)} go(1)", ["l.do nr=1"]),
        ("function go(p){$.post('/l.do',{nr:p},show)} go(0)", ["l.do nr=0"]),
    ],
)
def test_a_year_and_the_number_of_a_body_are_no_page(script: str, asked: list[str]) -> None:
    found = look(f"<div id=c></div><script>{SHOW}\n{script}</script>")
    assert lists(found) == [f"{HOME}/{at}" for at in asked]


def test_what_is_clicked_is_told_by_a_number() -> None:
    links = "".join(f"<a href=# onclick='go({n})'>{b}</a>" for n, b in ((31, "财政局"), (35, "教育局")))
    script = "function go(d){$.get('/l',{dept:d},function(h){$('#c').html(h)})} go(31)"
    found = look(f"{links}<div id=c></div><script>{script}</script>")
    assert lists(found) == [f"{HOME}/l?dept=31", f"{HOME}/l?dept=35"]


def test_a_function_that_is_called_for_each_column_asks_for_each() -> None:
    calls = ";".join(f"ld('/api/col_{n}.json','#u{n}')" for n in range(8))
    body = f"<ul id=u0></ul><script>function ld(u,id){{$.getJSON(u,function(r){{$(id).html(r.h);}});}}{calls}</script>"
    assert lists(look(body)) == [f"{HOME}/api/col_{n}.json" for n in range(8)]


def test_what_is_too_much_of_one_kind_is_named() -> None:
    found = look(
        f"<div id=c></div><script>{SHOW}\nfor(var i=1;i<=45;i++){{$.getJSON('/data/nb_'+i+'.json',show);}}</script>"
    )
    assert lists(found) == [f"{HOME}/data/nb_{n}.json" for n in range(1, MOST_OF_KIND + 1)]
    named = [end.words for end in found.claims.loose if end.sign == "request"]
    assert named == [f"{HOME}/data/nb_{n}.json" for n in range(MOST_OF_KIND + 1, 46)]


def test_of_requests_of_many_kinds_few_are_asked() -> None:
    asks = [ListRequest(f"{HOME}/{name}/list.do?page=1") for name in ("a", "b", "c", "d")]
    assert bounded(asks) == (asks[:MOST_KINDS], asks[MOST_KINDS:])


def test_a_request_that_is_read_both_ways_is_asked_as_it_is_printed() -> None:
    printed = ListRequest(f"{HOME}/list.do?cid=7&page=1")
    other = ListRequest(f"{HOME}/list.do?cid=8&page=1")
    assert together([printed], [ListRequest(f"{HOME}/list.do?page=1&cid=7")]) == [printed]
    assert together([printed], [other]) == [printed]
    assert together([printed], [printed, other, ListRequest(f"{HOME}/list.do?cid=9&page=1")])[1:] == [
        other,
        ListRequest(f"{HOME}/list.do?cid=9&page=1"),
    ]
    assert together([printed], [ListRequest(f"{HOME}/menu.do", None, NO_COUNTER)]) == [printed]
