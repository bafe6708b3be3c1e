"""Headers that a page's script sets on its requests for rows: sent with these to the page's own host, and with nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.page.script_headers import sent, word
from parsers.page.tree import page_tree
from tests.crawler import child
from tests.crawler.stage import Stage, home, html, report

YEARS = range(2021, 2025)
ROWS = json.dumps(
    {"rows": [{"title": f"白岩县财政局{y}年政府信息公开工作年度报告", "url": f"/{y}.html"} for y in YEARS]}
)
SCRIPTS = {
    "by hand": "var x = new XMLHttpRequest(); x.open('GET', '/rows.json'); x.setRequestHeader('X-CSRF-TOKEN', mark);"
    " x.setRequestHeader('X-Requested-With', 'XMLHttpRequest'); x.setRequestHeader('Authorization', 'Bearer me');"
    " x.onload = function () { show(x) }; x.send();",
    "options": "$.ajax({url: '/rows.json', headers: {'X-CSRF-TOKEN': mark, 'X-Requested-With': 'XMLHttpRequest', 'Authorization': 'me'},"
    " success: function (r) { show(r) }});",
    "before": "$.ajax({url: '/rows.json', success: show, beforeSend: function (r) { r.setRequestHeader('X-CSRF-TOKEN', mark);"
    " r.setRequestHeader('X-Requested-With', 'XMLHttpRequest') }});",
    "for all": "$.ajaxSetup({headers: {'X-CSRF-TOKEN': mark, 'X-Requested-With': 'XMLHttpRequest', 'X-Access-Token': 'me'}});"
    " $.getJSON('/rows.json', function (r) { show(r) });",
    "fetch": "fetch('/rows.json', {headers: {'X-CSRF-TOKEN': mark, 'X-Requested-With': 'XMLHttpRequest', 'Cookie': 'me'}})"
    ".then(r => r.json()).then(show);",
}
SHOW = "function show(r) { $('#l').html(r.rows.map(function (o) { return o.title })) }"


def column(script: str, mark: str) -> str:
    read = "var mark = document.querySelector('meta[name=_csrf]').content;"
    inner = f"<meta name=_csrf content={mark}><ul id=l></ul><script>{SHOW} {read} {script}</script>"
    return html("政府信息公开年报", inner)


@pytest.mark.parametrize("way", SCRIPTS)
def test_the_script_is_asked_as_it_asks_itself(way: str, tmp_path: Path) -> None:
    with Stage() as stage:
        stage.pages |= {"/": home(), "/rows.json": (200, {"Content-Type": "application/json"}, ROWS)}
        stage.pages |= {f"/{year}.html": report(year) for year in YEARS}
        for days, mark in enumerate(("one1", "two2")):
            stage.pages["/gknb/"] = column(SCRIPTS[way], mark)
            stage.asked.clear()
            child.run(tmp_path, [stage.url], {**child.FAST, "parse": False, "days": days})
            asked = dict(stage.asked)
            assert asked["/rows.json"]["X-Csrf-Token"] == mark, "a mark is another one each time"
            assert asked["/rows.json"]["X-Requested-With"] == "XMLHttpRequest"
            assert sum(path == "/gknb/" for path, _ in stage.asked) == 1
            for path, headers in asked.items():
                told = {value for value in headers.values() if value.split(" ")[-1] == "me"}
                assert not told and (path == "/rows.json" or "X-Csrf-Token" not in headers)


def test_only_what_names_a_request_is_kept() -> None:
    root = page_tree(b"<meta name=_csrf content=abc><input type=hidden id=__token value=def>")
    headers = {
        "X-Requested-With": "XMLHttpRequest",
        "X-XSRF-TOKEN": "abc",
        "RequestVerificationToken": "def",
        "Authorization": "abc",
        "X-Access-Token": "abc",
        "X-Forwarded-For": "10.0.0.1",
        "csrf": "a\r\nHost: b",
    }
    kept = word(headers, root)
    assert " " not in kept
    shown = "<input value='new2' id='__token'><meta content=\"new1\" name=\"_csrf\">"
    assert sent(f"{{path}} {kept} -", lambda: shown) == {
        "X-Requested-With": "XMLHttpRequest",
        "X-XSRF-TOKEN": "new1",
        "RequestVerificationToken": "new2",
    }
    assert sent(f"{{path}} {kept} ", lambda: None) == {"X-Requested-With": "XMLHttpRequest"}
    assert sent("~Cookie=%3Da&Authorization=%3Db&X-Requested-With=%3Da%0D%0Ab", lambda: None) == {}
    assert word({"Authorization": "abc"}, root) == "" and sent(None, lambda: None) == {}


def test_a_hostile_page_is_read_in_a_moment() -> None:
    kept = "~X-CSRF-TOKEN=%40_csrf"
    for page in ("<meta " * 100_000, "<meta " + "name=" * 100_000, "<meta name='" * 100_000 + "<" * 100_000):
        assert sent(kept, lambda text=page: text) == {}  # type: ignore[misc]
