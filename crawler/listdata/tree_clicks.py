"""What a click on each node of a tree would lead to, where the page holds its nodes and the function that takes them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.page.page import Page
from crawler.script.effects import Effect
from crawler.script.values import Function, plain

MOST_NODES, _DEEPEST, _FEWEST = 300, 6, 2
"""Nodes that are clicked, lists within lists, and nodes that make a tree."""
_NAMES = ("name", "title", "text", "label")
_CLICKS = ("click", "select")
Node = dict[str, Any]


def clicked(page: Page) -> Iterator[tuple[str, list[Effect]]]:
    """The words of each node, and what a click on it would do."""
    for function, nodes in _trees(page):
        for node in islice(nodes, MOST_NODES):
            given = {**node, "data": node, "node": node}
            yield _name(node), page.reading.called(function, [given, given, given])


def _trees(page: Page) -> Iterator[tuple[Function, list[Node]]]:
    """The trees that a plug-in is told to draw: the function that it calls with a node, and the nodes."""
    for _, given in tuple(page.reading.browser.calls):
        functions = [f for value in given for f in _functions(value, 0)]
        nodes = list(_nodes(given, 0)) if functions else []
        if functions and len(nodes) >= _FEWEST:
            yield functions[0], nodes


def _functions(value: Any, depth: int) -> Iterator[Function]:
    if not isinstance(value, dict) or depth > 2:
        return
    for name, inner in value.items():
        if isinstance(inner, Function) and any(said in plain(name).lower() for said in _CLICKS):
            yield inner
        else:
            yield from _functions(inner, depth + 1)


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """The nodes of a tree in what a plug-in is given, branches before what hangs on them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if _name(value):
            yield value
        for inner in value.values():
            yield from _nodes(inner, depth + 1) if isinstance(inner, list | dict) else ()
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth + 1) if isinstance(inner, list | dict) else ()


def _name(node: Node) -> str:
    said = next((node[name] for name in _NAMES if isinstance(node.get(name), str)), "")
    return plain(said)
