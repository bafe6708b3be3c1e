"""Any platform whose tree of bodies and columns is zTree, its branches asked for as they are opened.

Diary - The options of `$.fn.zTree.init(box, options)` say where: `async: {url, type, autoParam: ["id=pid"], otherParam: {…}}`. - The
root is asked with `otherParam` alone, unless `init(box, options, nodes)` prints the first nodes; a branch with the members of its node that `autoParam` names, under the name behind `=`. - The
answer is a list of nodes; `data.key` renames `name`, `url`, `isParent` and `children`. - A leaf leads to its `url`, or where the click's
function goes with a member of the node. - A tree whose nodes stand in the page, or in one file, needs no family.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from crawler.listdata import rows, script_clicks
from crawler.listdata.row_urls import filled, patterns
from crawler.page.list_request import ListRequest, join
from crawler.page.page import Found, Page
from crawler.script.values import HOLE, Hole

NAME = "ztree"
ORDER = 85
_HINT = "ztree "
"""Before what has to be known to read an answer, where a title would stand."""
_MEMBERS = frozenset(("url", "post", "auto", "other", "keys", "way"))
MOST_NODES, _DEEPEST = 500, 8
_KEYS = ("name", "url", "isParent", "children")


def marks(page: Page) -> bool:
    return answers(page) or _options(page) is not None


def answers(page: Page) -> bool:
    return _kept(page) is not None


def _kept(page: Page) -> dict[str, Any] | None:
    """What was kept with the request that a page answers; None where it is none of a branch, or was cut."""
    title = page.entry.title or ""
    known = rows.as_json(title.removeprefix(_HINT)) if title.startswith(_HINT) else None
    if not isinstance(known, dict) or not known.keys() >= _MEMBERS or not isinstance(known["url"], str):
        return None
    lists = all(isinstance(known[name], list) for name in ("auto", "other", "keys"))
    return known if lists and len(known["keys"]) == len(_KEYS) else None


def links(page: Page) -> list[Found]:
    kept = _kept(page)
    if kept is not None:
        return list(islice(_of_nodes(page, kept, rows.as_json(page.text), 0), MOST_NODES))
    options = _options(page)
    if options is None:
        return []
    known = {**_known(options), "way": next(iter(patterns(page)), None)}
    printed = list(islice(_of_nodes(page, known, _first_nodes(page, options), 0), MOST_NODES))
    return printed or [_asked(page, known, {}, page.entry.anchor or "")]


def _first_nodes(page: Page, options: dict[str, Any]) -> list[Any]:
    """The nodes that are given to the tree with its options: then its root is not asked for."""
    for _, values in page.reading.browser.calls:
        place = next((n for n, value in enumerate(values) if value is options), None)
        if place is not None:
            nodes = next((value for value in values[place + 1 :] if isinstance(value, (list, dict))), [])
            return nodes if isinstance(nodes, list) else [nodes]
    return []


def _options(page: Page) -> dict[str, Any] | None:
    """The options of a tree that asks for its branches, on a page that may lead to columns."""
    leads = page.is_column or page.is_disclosure or page.entry.kind == "guess"
    if not leads or page.outline.kind == "report" or not script_clicks.has_scripts(page):
        return None
    if not any("autoParam" in code or "async" in code for code in (page.text, *page.files.values())):
        return None
    given = (value for name, values in page.reading.browser.calls if name == "init" for value in values)
    return next((value for value in given if isinstance(value, dict) and _asks(value)), None)


def _asks(options: dict[str, Any]) -> bool:
    asked = options.get("async")
    if not isinstance(asked, dict):
        return False
    said = [asked.get("url"), *(value for _, value in _others(asked))]
    return bool(said[0]) and all(isinstance(text, str) and HOLE not in text for text in said)


def _known(options: dict[str, Any]) -> dict[str, Any]:
    """What has to be known to ask for a branch and to read it."""
    asked = options["async"]
    data = options.get("data")
    named = data.get("key") if isinstance(data, dict) else None
    names = named if isinstance(named, dict) else {}
    auto = asked.get("autoParam")
    return {
        "url": asked["url"],
        "post": str(asked.get("type", "post")).lower() != "get",
        "auto": [name for name in auto if isinstance(name, str)] if isinstance(auto, list) else [],
        "other": _others(asked),
        "keys": [name if isinstance(name := names.get(key), str) else key for key in _KEYS],
    }


def _others(asked: Any) -> list[tuple[str, Any]]:
    """What goes with every request: an object, or names and values by turns."""
    said = asked.get("otherParam")
    if isinstance(said, list):
        said = dict(zip(said[::2], said[1::2], strict=False))
    members = said.items() if isinstance(said, dict) else ()
    return [(str(k), v if isinstance(v, Hole) else str(v)) for k, v in members]


def _asked(page: Page, known: Mapping[str, Any], node: Mapping[str, Any], label: str) -> Found:
    """The request for the nodes below one, or for the first ones."""
    names = (name.partition("=") for name in known["auto"])
    mine = [(to or name, str(node[name])) for name, _, to in names if name in node]
    url = join(page.shown_at if answers(page) else page.url, known["url"]) or page.url
    sent = urlencode([*mine, *map(tuple, known["other"])])
    ask = ListRequest(url, sent) if known["post"] else ListRequest(f"{url}{'&' if '?' in url else '?'}{sent}")
    at = page.shown_at if answers(page) else None
    return Found(
        ask.url, label, _HINT + json.dumps(known, ensure_ascii=False), kind="page", form=ask.form, parent=at
    )


def _of_nodes(page: Page, known: Mapping[str, Any], nodes: Any, depth: int) -> Iterator[Found]:
    """Branches to ask for, and where leaves lead."""
    name, url, is_parent, children = known["keys"]
    for node in nodes if isinstance(nodes, list) and depth < _DEEPEST else ():
        label = node.get(name) if isinstance(node, dict) else None
        if not isinstance(label, str):
            continue
        below = node.get(children)
        address = node.get(url) or filled(known["way"], node)
        if below:
            yield from _of_nodes(page, known, below, depth + 1)
        elif node.get(is_parent) in (True, "true", 1):
            yield _asked(page, known, node, label)
        if isinstance(address, str) and (led := join(page.shown_at, address)):
            yield Found(led, label, parent=page.shown_at)
