"""Trees whose nodes stand in the page, and whose click is a function of the node."""

from __future__ import annotations

import json

import pytest

from tests.crawler.listdata.test_script_lists import HOME, lists, look

NODES = [
    {"id": 1, "pId": 0, "name": "县直部门"},
    {"id": 2, "pId": 1, "name": "水利局", "no": "k2"},
    {"id": 3, "pId": 1, "name": "民政局", "no": "k3"},
]
TREES = [
    "var s = {callback: {onClick: function(e, id, n){ if (n.no) $.get('/rows.act', {unit: n.no}, function(t){ $('#r').html(t) }) }}};"
    "$.fn.zTree.init($('#t'), s, nodes);",
    "$('#t').treeview({data: nodes, onNodeSelected: function(e, n){ if (n.no) $.get('/rows.act', {unit: n.no}, put) }});",
    "draw.render({elem: '#t', data: nodes, click: function(o){ if (o.data.no) $.get('/rows.act', {unit: o.data.no}, put) }});",
]


@pytest.mark.parametrize("tree", TREES)
def test_a_click_on_each_node_is_tried(tree: str) -> None:
    body = f"<ul id=t></ul><div id=r></div><script>var nodes = {json.dumps(NODES, ensure_ascii=False)};{tree}</script>"
    found = look(body, f"{HOME}/gk/", "page", "政府信息公开", score=70.0)
    assert lists(found) == [f"{HOME}/rows.act?unit=k2", f"{HOME}/rows.act?unit=k3"]
