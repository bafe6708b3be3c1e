"""Trees whose branches are asked for as they are opened."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive.crawl.frontier import Candidate, Entry
from crawler.discovery.discover import discover
from crawler.discovery.grounds import Grounds
from crawler.families import FAMILIES
from crawler.page.page import Page
from parsers.model import Context
from parsers.page.outline import outline

HOST = "liuwa.example"
HOME = f"http://www.{HOST}"
OPTIONS = """async: {enable: true, type: '%s', url: '/tree.do', autoParam: ['no=up'], otherParam: %s},
data: {key: {name: 'label', isParent: 'folder'}}, callback: {onClick: function (e, t, n) { location.href = '/list.do?c=' + n.no; }}"""
NODES = [
    {"no": 3, "label": "财政局", "folder": True},
    {"no": 4, "label": "政府信息公开年报", "folder": False},
    {"no": 5, "label": "年度报告", "folder": False, "url": "/nb/"},
]


@pytest.mark.parametrize(("way", "post"), [("get", False), ("post", True)])
@pytest.mark.parametrize("others", ["{site: 's1'}", "['site', 's1']"])
def test_branches_and_leaves(way: str, post: bool, others: str) -> None:
    (root,) = [c for c in _tree(OPTIONS % (way, others)) if c.title]
    assert _sent(root) == (f"{HOME}/tree.do", "site=s1") if post else root.url == f"{HOME}/tree.do?site=s1"
    found = _of_answer(root, json.dumps(NODES))
    branch, *leaves = found["财政局"], found["政府信息公开年报"], found["年度报告"]
    assert "up=3&site=s1" in (branch.form or branch.url)
    assert [(c.kind, c.url) for c in leaves] == [("list", f"{HOME}/list.do?c=4"), ("list", f"{HOME}/nb/")]


def test_what_no_page_prints_is_not_asked() -> None:
    assert [c for c in _tree(OPTIONS % ("get", "{token: made()}")) if c.title] == []


@pytest.mark.parametrize(
    "answer", ["", "[]", "{}", "[[1], 2, null, {}]", '[{"label": 3}]', "<html>", "[" * 5000]
)
def test_broken_answers_lead_nowhere(answer: str) -> None:
    (root,) = [c for c in _tree(OPTIONS % ("get", "{site: 's1'}")) if c.title]
    assert _of_answer(root, answer) == {}


@pytest.mark.parametrize("title", ["ztree ", "ztree {", 'ztree {"url": 3}', "ztree []", "ztree null"])
def test_a_title_that_looks_like_ours_is_none(title: str) -> None:
    (root,) = [c for c in _tree(OPTIONS % ("get", "{site: 's1'}")) if c.title]
    assert _of_answer(replace(root, title=title), json.dumps(NODES)) == {}


@pytest.mark.parametrize("printed", ["var first = %s;", "var first; first = JSON.parse('%s');"])
def test_first_nodes_that_the_page_prints_are_not_asked_for(printed: str) -> None:
    first = printed % json.dumps(
        [{"no": "jg", "label": "机构", "folder": True}, {"no": 7, "label": "信息公开年报"}]
    )
    found = _tree(OPTIONS % ("post", "{site: 's1'}"), first, ", first")
    assert [_sent(c) for c in found if c.title] == [(f"{HOME}/tree.do", "up=jg&site=s1")]
    assert f"{HOME}/list.do?c=7" in [c.url for c in found if not c.title]


@pytest.mark.parametrize("first", ["null", "[]"])
def test_a_tree_without_first_nodes_is_asked_for_them(first: str) -> None:
    found = _tree(OPTIONS % ("post", "{site: 's1'}"), "", f", {first}")
    assert [_sent(c) for c in found if c.title] == [(f"{HOME}/tree.do", "site=s1")]


def _tree(options: str, before: str = "", nodes: str = "") -> list[Candidate]:
    script = f"{before} var setting = {{{options}}}; $(function () {{ $.fn.zTree.init($('#t'), setting{nodes}); }});"
    body = f"<html><body><ul id=t></ul><script>{script}</script></body></html>"
    return _looked_at(Entry(1, f"{HOME}/t.html", "page", 60.0, 2, None, "政府信息公开平台", False), body)


def _of_answer(root: Candidate, body: str) -> dict[str, Candidate]:
    entry = Entry(
        1, root.url, root.kind, root.score, root.depth, root.parent, root.anchor, False, root.form, root.title
    )
    return {c.anchor or "": c for c in sorted(_looked_at(entry, body), key=lambda c: bool(c.title))}


def _looked_at(entry: Entry, text: str) -> list[Candidate]:
    page = Page(entry.url, entry, text.encode(), outline(text.encode(), Context(entry.url)))
    return discover(page, Grounds(HOST), FAMILIES).candidates


def _sent(root: Candidate) -> tuple[str, str | None]:
    return root.url, root.form
