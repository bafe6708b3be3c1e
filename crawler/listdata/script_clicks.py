"""What a click on each element of a page would do, and on each node of its trees, where the page holds the nodes and the function that takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.page.page import Page
from crawler.script.effects import Effect
from crawler.script.values import Function, plain
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

_LONGEST_WORDS = 60
MOST_NODES, _DEEPEST, _FEWEST = 300, 6, 2
"""Nodes that are clicked, lists within lists, and nodes that make a tree."""
_NAMES = ("name", "title", "text", "label")
_CLICKS = ("click", "select")
Node = dict[str, Any]
_SCRIPTS = re.compile(
    r"<script\b|\son(?:click|change)\s{0,9}=|href\s{0,9}=\s{0,9}[\"']?javascript:[^\"'>]{0,200}[(=]", re.I
)
"""A script, or the code of a handler without one."""


def has_scripts(page: Page) -> bool:
    """Whether the page has any; remembered with the page, as several ask."""
    known: bool | None = page.__dict__.get("_has_scripts")
    if known is None:
        known = "<script" in page.text or bool(_SCRIPTS.search(page.text))
        page.__dict__["_has_scripts"] = known
    return known


def clicks(page: Page) -> list[tuple[Element, str, list[Effect]]]:
    """Elements with a handler, their words, and what a click on each would do; remembered with the page."""
    known: list[tuple[Element, str, list[Effect]]] | None = page.__dict__.get("_clicks")
    if known is None:
        known = list(_clicks(page))
        page.__dict__["_clicks"] = known
    return known


def _clicks(page: Page) -> Iterator[tuple[Element, str, list[Effect]]]:
    if page.root is None:
        return
    for element, effects in page.reading.handled():
        yield element, said_by(element), effects
    for element, code in handlers(page):
        effects = page.reading.clicked(element, code)
        if effects:
            yield element, said_by(element), effects


def worked_with(page: Page, box: Element, text: str) -> Iterator[tuple[Element, str, list[Effect]]]:
    """What clicks would do once a reader has written this into a box of the page."""
    page.reading.browser.elements.written = {box: text}
    yield from _clicks(page)
    page.reading.browser.elements.written = {}


def handlers(page: Page) -> Iterator[tuple[Element, str]]:
    """Elements of the page, and of what its scripts wrote, with the code of their handlers."""
    written = (
        effect.text
        for effect in page.reading.effects
        if effect.kind == "html" and ("javascript:" in effect.text or "onclick" in effect.text)
    )
    roots: list[Element] = [*([] if page.root is None else [page.root]), *map(fragment_tree, written)]
    for root in roots:
        for element in root.xpath("//*[@onclick] | //a[@href]"):
            code = element.get("onclick") or ""
            target = (element.get("href") or "").strip()
            if target[:11].lower() == "javascript:":
                code = f"{code};{target[11:]}" if code else target[11:]
            if "(" in code or "=" in code:
                yield element, code.replace("return false", "")


def said_by(element: Element) -> str:
    """The words of an element; of a picture or a button its label."""
    text = tidy(" ".join(islice(element.itertext(), 40))[:400])
    if not text:
        text = tidy(element.get("value") or element.get("title") or "")
    if not text and (picture := next(element.iter("img"), None)) is not None:
        text = tidy(
            picture.get("alt")
            or picture.get("title")
            or (picture.get("src") or "").rpartition("/")[2].partition(".")[0]
        )
    return text[:_LONGEST_WORDS]


def clicked_nodes(page: Page) -> Iterator[tuple[str, list[Effect]]]:
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
