"""Years beside bodies, of which one of each is chosen by clicks: each pair is asked for, where the page begins with one."""

from __future__ import annotations

import pytest

from crawler.listdata.script_choices import MOST_CLICKED
from tests.crawler.listdata.test_script_lists import HOME, further, lists, look

YEARS, BODIES = ("2025", "2024", "2023"), ("财政局", "教育局", "民政局", "司法局")
MENU = (
    "<div class=years>"
    + "".join(f"<span data-y={y}>{y}年</span>" for y in YEARS)
    + "</div><ul class=left>"
    + "".join(f"<li data-d=d{n}>{b}</li>" for n, b in enumerate(BODIES))
    + "</ul><input type=hidden id=y value=2025><input type=hidden id=d value=d0><div id=con></div>"
)
CALLED = (
    "".join(f"<a href='javascript:;' onclick=\"year('{y}')\">{y}年</a>" for y in YEARS)
    + "".join(f"<a href=\"javascript:body('d{n}')\">{b}</a>" for n, b in enumerate(BODIES))
    + "<div id=con></div>"
)
CLICKS = "$('.years span').click(function(){YEAR=$(this).attr('data-y');show();});$('.left li').click(function(){BODY=$(this).data('d');show();});show();"
NAMED = CLICKS.replace("YEAR", "cy").replace("BODY", "cd")
LOAD = "function show(){$('#con').load('/frag/list_'+cy+'_'+cd+'.html');}"
FRAGMENTS = {f"{HOME}/frag/list_{y}_d{n}.html" for y in YEARS for n in range(len(BODIES))}


@pytest.mark.parametrize(
    ("page", "script", "asked"),
    [
        (MENU, f"var cy='2025',cd='d0';{LOAD}{NAMED}", FRAGMENTS),
        (
            MENU,
            "var o={y:'2025',d:'d0'};function show(){$.get('/frag',o,function(h){$('#con').html(h)});}"
            + CLICKS.replace("YEAR", "o.y").replace("BODY", "o.d"),
            {f"{HOME}/frag?y={y}&d=d{n}" for y in YEARS for n in range(len(BODIES))},
        ),
        (
            CALLED,
            f"var cy='2025',cd='d0';{LOAD}function year(v){{cy=v;show()}}function body(v){{cd=v;show()}}show();",
            FRAGMENTS,
        ),
        (
            MENU,
            "function show(){$('#con').load('/frag/list_'+$('#y').val()+'_'+$('#d').val()+'.html');}"
            "$('.years span').click(function(){$('#y').val($(this).data('y'));show();});"
            "$('.left li').click(function(){$('#d').val($(this).data('d'));show();});show();",
            FRAGMENTS,
        ),
    ],
)
def test_each_year_with_each_body(page: str, script: str, asked: set[str]) -> None:
    found = look(f"{page}<script>{script}</script>")
    assert {*lists(found), *further(found)} == asked
    assert not [end for end in found.claims.loose if end.sign == "name"]


@pytest.mark.parametrize(
    "script",
    [
        "var cy='2025',cd='';function show(){$('#con').load('/frag/list_'+cy+'_'+cd+'.html');}" + NAMED,
        "var cy='',cd='d0';function show(){$('#con').load('/frag/list_'+cy+'_'+cd+'.html');}" + NAMED,
        "$('.years span').click(function(){$('#con').load('/y_'+$(this).data('y')+'.html')});"
        "$('.left li').click(function(){$('#con').load('/d_'+$(this).data('d')+'.html')});",
    ],
)
def test_a_page_that_begins_with_all_needs_no_pairs(script: str) -> None:
    found = lists(look(f"{MENU}<script>{script}</script>"))
    assert len(YEARS) + len(BODIES) <= len(found) <= len(YEARS) + len(BODIES) + 1


def test_pairs_that_are_too_many_are_named() -> None:
    bodies = [f"{letter}{other}局" for letter in "财教民司审统" for other in "政育法计"]
    years = range(2026, 2014, -1)
    menu = "".join(f"<span class=y data-y={y}>{y}年</span>" for y in years)
    menu += "".join(f"<i class=b data-d=d{n}>{b}</i>" for n, b in enumerate(bodies)) + "<div id=con></div>"
    script = NAMED.replace(".years span", ".y").replace(".left li", ".b")
    found = look(f"{menu}<script>var cy='2026',cd='d0';{LOAD}{script}</script>")
    assert 0 < len(bodies) * len(years) - MOST_CLICKED <= 60
    asked = {*lists(found), *further(found)}
    named = [end.words for end in found.claims.loose if end.sign == "name"]
    assert f"{HOME}/frag/list_2017_d23.html" in asked
    assert f"{HOME}/frag/list_2015_d23.html" not in asked
    assert f"{bodies[1]}2016" in named
