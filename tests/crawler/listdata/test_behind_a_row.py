"""Lists of which a button brings more: the request for what stands behind the last row, and what is said where none is known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.crawl.frontier import Entry
from crawler.discovery.discover import Discovery, discover
from crawler.discovery.grounds import Grounds
from crawler.discovery.unread_lists import CUT_SHORT
from crawler.families import FAMILIES
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline

HOST = "liuwa.example"
COLUMN, ROWS_AT = f"http://www.{HOST}/gk/nb/", f"http://www.{HOST}/cms/more"
ROWS = [
    {"no": n, "bt": f"柳洼县{organ}2023年政府信息公开工作年度报告", "dz": f"/a/{n}.html"}
    for n, organ in enumerate(("财政局", "水利局", "民政局"), 31)
]
BY_NAME = """let after = 0; async function more(){ const a = await (await fetch('/cms/more', {method: 'POST',
body: JSON.stringify({lm: '7', after: after, size: 3})})).json(); a.rows.forEach(x => { after = x.no;
l.insertAdjacentHTML('beforeend', `<li><a href="${x.dz}">${x.bt}</a></li>`) }) }
document.getElementById('m').addEventListener('click', more); more()"""
IN_A_CLOSURE = """(function(){ var z = ''; function more(){ $.ajax({url: '/cms/more', type: 'POST', contentType:
'application/json', data: JSON.stringify({lm: '7', after: z, size: 3}), success: function(a){ $.each(a.rows, function(i, x){
$('#l').append('<li><a href="' + x.dz + '">' + x.bt + '</a></li>'); z = x.no }) }}) } $('#m').click(more); more() })()"""


def _look(body: str, entry: Entry) -> Discovery:
    data = body.encode()
    return discover(Page(entry.url, entry, data, outline(data, Context(entry.url))), Grounds(HOST), FAMILIES)


def _column(script: str) -> Discovery:
    page = f"<html><meta charset=utf-8><ul id=l></ul><button id=m>加载更多</button><script>{script}</script>"
    return _look(page, Entry(1, COLUMN, "list", 80.0, 1, None, "政府信息公开年报", False))


def _answer(answer: dict[str, Any], title: str | None, form: str) -> Discovery:
    entry = Entry(2, ROWS_AT, "list", 80.0, 1, COLUMN, "政府信息公开年报", False, form=form, title=title)
    return _look(json.dumps(answer, ensure_ascii=False), entry)


@pytest.mark.parametrize("script", [BY_NAME, IN_A_CLOSURE])
def test_what_stands_behind_the_last_row_is_asked_for(script: str) -> None:
    (first,) = (c for c in _column(script).candidates if c.url == ROWS_AT)
    answer = _answer({"rows": ROWS}, first.title, first.form or "")
    (more,) = (c for c in answer.candidates if c.url == ROWS_AT)
    assert str(json.loads(more.form or "")["after"]) == "33"
    last = _answer({"rows": ROWS, "hasMore": False}, first.title, first.form or "")
    assert [c for c in last.candidates if c.url == ROWS_AT] == []


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ({"hasMore": True}, True),
        ({"data": {"hasNextPage": True}}, True),
        ({}, True),
        ({"hasMore": False}, False),
        ({"total": 3}, False),
    ],
)
def test_an_answer_that_is_not_the_end_says_so(said: dict[str, Any], cut: bool) -> None:
    found = _answer({"rows": ROWS, **said}, "-", '{"lm": "7", "size": 3}')
    assert (found.unread == CUT_SHORT) == cut


def test_json_within_json_is_read() -> None:
    packed = _answer({"code": 0, "data": json.dumps({"rows": ROWS, "total": 3})}, "-", '{"lm": "7"}')
    assert [c.url for c in packed.candidates if c.kind == "report"] == [
        f"http://www.{HOST}{row['dz']}" for row in ROWS
    ]
