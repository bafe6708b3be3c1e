"""A crawl that was handed recipes reads lists that no page says how to ask, names what it lost where one does not hold, and keeps that."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from archive import open_archive
from archive.crawl import endpoints
from tests.crawler import child
from tests.crawler.odd_portals import FILED, Odd, link, serve, title

ROWS, SIZE = FILED[::3], 5
COLUMN = "/gk/nb/"
SHELL = "<div id=app></div><script>!function(e){e(atob('bG9hZA=='))}(window['ev'+'al'])</script>"
_PAGES = [ROWS[at : at + SIZE] for at in range(0, len(ROWS), SIZE)]


def _portal() -> Odd:
    odd = Odd()
    odd.page("/", link(COLUMN, "政府信息公开年报"))
    odd.page(COLUMN, SHELL)
    for y, o in ROWS:
        odd.report(f"/gk/show/{y}{o}.html", title(y, o))
    return odd


def _json(rows: list[tuple[int, int]]) -> str:
    found = [{"x1": title(y, o), "x2": {"no": y * 10 + o}, "x3": f"{y + 1}-01-20"} for y, o in rows]
    return json.dumps({"r": found, "n": len(ROWS)})


_RECIPE = {
    "rows": ["@json", "r"],
    "title": "x1",
    "address": "/gk/show/{x2.no}.html",
    "total": ["@json", "n"],
    "size": SIZE,
}


def sealed() -> Odd:
    """Rows in base64, which the body of a POST asks for, counted from 0."""
    odd = _portal()
    for number, rows in enumerate(_PAGES):
        answer = json.dumps({"d": base64.b64encode(_json(rows).encode()).decode()})
        odd.pages[f'/api/q {{"w":{{"at":{number}}}}}'] = answer
    return odd


def with_token() -> Odd:
    """A token first, which is a part of the address of the rows."""
    odd = _portal()
    odd.pages["/api/token"] = '{"data":{"t":"a1b2c3d4e5"}}'
    for number, rows in enumerate(_PAGES, 1):
        odd.pages[f"/api/rows?k=a1b2c3d4e5&p={number}"] = _json(rows)
    return odd


def changed() -> Odd:
    """What the recipe asks for is there no more."""
    odd = _portal()
    odd.pages["/api/rows?p=1"] = '{"code": 500}'
    return odd


def _recipes() -> dict[str, list[dict[str, Any]]]:
    given: dict[str, dict[str, Any]] = {
        "sealed": {
            "url": "/api/q",
            "body": '{"w":{"at":{page:0:1}}}',
            "rows": ["@json", "d", "@base64", "@json", "r"],
            "total": ["@json", "d", "@base64", "@json", "n"],
        },
        "token": {
            "url": "/api/rows?k={token}&p={page:1:1}",
            "token": {"url": "/api/token", "path": ["@json", "data", "t"]},
        },
        "changed": {"url": "/api/rows?p={page:1:1}"},
    }
    return {
        f"{name}.sample.localhost": [_RECIPE | {"list": f"http://{name}.sample.localhost{COLUMN}"} | own]
        for name, own in given.items()
    }


def test_recipes_are_replayed(tmp_path: Path) -> None:
    portals = {"sealed": sealed(), "token": with_token(), "changed": changed()}
    with serve(portals) as port:
        homes = [f"http://{name}.sample.localhost:{port}/" for name in portals]
        options = {**child.FAST, "parse": False, "recipes": _recipes()}
        summary = child.run(tmp_path, homes, options)
    ends = {portal["host"].partition(".")[0]: portal for portal in summary["portals"]}
    assert [(name, ends[name]["outcome"], ends[name]["reports"]) for name in ("sealed", "token")] == [
        ("sealed", "complete", len(ROWS)),
        ("token", "complete", len(ROWS)),
    ], ends
    assert ends["sealed"]["pages"] <= 2 * len(ROWS)
    assert ends["changed"]["outcome"] != "complete"
    assert COLUMN in ends["changed"]["why"]
    with open_archive(tmp_path, read_only=True) as archive:
        broken = archive.value("select id from portals where host = 'changed.sample.localhost'")
        (lesson,) = endpoints.lessons(archive, broken).values()
        tokens = archive.value(
            "select count(*) from frontier where url like '%a1b2c3d4e5%' or address like '%a1b2c3d4e5%'"
        )
    assert (lesson.state, tokens) == ("broken", 0)
    assert lesson.recipe is not None
