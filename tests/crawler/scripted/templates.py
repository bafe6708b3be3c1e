"""The scripted portals by name, and what may be expected of each."""

from __future__ import annotations

from collections.abc import Callable

from tests.crawler.scripted import bodies, lists
from tests.crawler.scripted import lists_of_libraries as more
from tests.crawler.scripted.portal import Portal
from tests.crawler.scripted.server import Scripted

LISTS: dict[str, Callable[[Portal], None]] = {
    "jquery": lists.jquery_ajax,
    "vue": lists.vue_rest,
    "layui": lists.layui_laypage,
    "table": lists.bootstrap_table,
    "token": lists.token_first,
    "signed": lists.signed,
    "base64": lists.base64_in_code,
    "scroll": lists.infinite_scroll,
    "whole": lists.paged_in_code,
    "posted": lists.posted_json,
    "fragment": lists.html_fragment,
    "jsonp": lists.jsonp,
    "vue2": more.vue2_page,
    "element": more.element_pager,
    "ztree": more.ztree_column,
    "files": more.counted_files,
    "form": more.posted_form,
    "more": more.load_more,
    "text": more.json_in_text,
    "nested": more.nested_rows,
}
BODIES: dict[str, Callable[[Portal], None]] = {
    "b-rest": bodies.body_by_rest,
    "b-form": bodies.body_by_form,
    "b-fragment": bodies.body_by_fragment,
    "b-signed": bodies.body_signed,
    "b-coded": bodies.body_coded,
}
TEMPLATES = LISTS | BODIES
SEEDS = (1, 2, 3)
WATCHED = {"signed"}
"""Lists of which there is no recipe."""
RENDERED = {"b-signed", "b-coded"}
"""Portals of whose reports there is no recipe."""


def begun(name: str, seed: int = 0) -> Portal:
    portal = Portal(seed * 1_000 + list(TEMPLATES).index(name))
    TEMPLATES[name](portal)
    return portal


def made(name: str, seed: int = 0) -> Scripted:
    return begun(name, seed).made
