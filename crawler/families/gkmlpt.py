"""Disclosure platform of Guangdong: `/gkmlpt/index`, articles `/gkmlpt/content/<a>/<b>/post_<n>.html`.

Diary - One page; its categories stand in `window._CONFIG`: `SID`, the number of the organ's site, and `TREE`, nodes with
`id`, `name`, `post_count`, `jump_url` and `children`. - A category's articles are asked for as
`/gkmlpt/api/all/<id>?page=1&sid=<SID>` and come as JSON: `articles` with `title` and `url`, and `total`; the size of a page is
not said. - A node may count the articles of its children as its own; where it does, they are not asked again. - Asked are
nodes called as columns of annual reports, what lies below them, and bodies that have no such column, of which one page. - The portal's menu may lead to a category
as `/gkmlpt/index#<id>`, which is the same page. - A department may have a platform of its own below its path (`/xsjyj/gkmlpt/index`), with its own `SID`; its
lists are below the same path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from archive.crawl.frontier import Kind
from crawler.listdata import rows
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Found, Page

NAME = "gkmlpt"
ORDER = 10
MOST_COLUMNS = 60
_DEEPEST = 8
_TREE = re.compile(r"[\"']?\bTREE[\"']?\s*:\s*(?=\[)")
_SID = re.compile(r"[\"']?\bSID[\"']?\s*:\s*[\"']?(\w+)")
_API = "/gkmlpt/api/"


def marks(page: Page) -> bool:
    return answers(page) or ("_CONFIG" in page.source and "TREE" in page.source)


def answers(page: Page) -> bool:
    return _API in page.url and "sid" in page.ask.parameters


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_tree(page))


def _of_tree(page: Page) -> Iterator[Found]:
    sid, tree = _SID.search(page.text), _TREE.search(page.text)
    if not sid or not tree:
        return
    try:
        nodes, _ = json.JSONDecoder().raw_decode(page.text, tree.end())
    except (ValueError, RecursionError):
        return
    chosen: list[tuple[Kind, dict[str, Any]]] = [("list", node) for node in _annual(nodes, 0)]
    chosen += [("page", node) for node in _bodies(nodes, 0)]
    for kind, node in chosen[:MOST_COLUMNS]:
        name, jump = str(node.get("name", "")), node.get("jump_url")
        if isinstance(jump, str) and jump.strip():
            url = join(page.url, jump)
        else:
            url = join(
                page.url, f"{_below(page.url)}all/{node['id']}?{urlencode({'page': 1, 'sid': sid[1]})}"
            )
        if url is not None:
            yield Found(url, name, kind=kind)


def _below(url: str) -> str:
    """Where the lists of a platform are asked for: below the path of the organ whose page it is."""
    before, found, _ = urlsplit(url).path.partition("/gkmlpt/")
    return f"{before if found else ''}{_API}"


def _annual(nodes: Any, depth: int, *, below: bool = False) -> Iterator[dict[str, Any]]:
    """The nodes to ask: annual reports by their name, or below one; of those that count their children's, the topmost."""
    if not isinstance(nodes, list) or depth > _DEEPEST:
        return
    for node in nodes:
        if not isinstance(node, dict) or not isinstance(node.get("id"), int | str):
            continue
        children = node.get("children")
        children = [c for c in children if isinstance(c, dict)] if isinstance(children, list) else []
        chosen = below or words.column_name(str(node.get("name", ""))) > 0
        if chosen and (_count(node) or not children):
            yield node
            if _count(node) >= sum(map(_count, children)):
                continue
        yield from _annual(children, depth + 1, below=chosen)


def _bodies(nodes: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Nodes called as a body that have no column of annual reports: its reports stand among all its articles."""
    if not isinstance(nodes, list) or depth > _DEEPEST:
        return
    for node in nodes:
        if not isinstance(node, dict) or not isinstance(node.get("id"), int | str):
            continue
        name = words.line(str(node.get("name", "")))
        if words.ORGAN.match(name) and not words.NOT_ORGANS.search(name) and _count(node):
            if not any(_annual(node.get("children"), depth + 1)):
                yield node
        else:
            yield from _bodies(node.get("children"), depth + 1)


def _count(node: dict[str, Any]) -> int:
    count = node.get("post_count")
    return int(count) if isinstance(count, int) or (isinstance(count, str) and count.isdecimal()) else 0


def _of_answer(page: Page) -> Iterator[Found]:
    found = rows.rows(page)
    yield from found
    following = rows.further(page.ask, page, len(found))
    if following:
        yield page.next(following)
