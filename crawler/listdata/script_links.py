"""Links that no tag of a page holds: written by its scripts, led to by handlers, or rows of its data."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.listdata import data_rows
from crawler.listdata.js_requests import scripts
from crawler.listdata.row_urls import patterns
from crawler.listdata.script_choices import chosen, pairs
from crawler.listdata.script_clicks import clicked_nodes, clicks, said_by
from crawler.listdata.script_effects import gone_to, is_written, loaded, opened, written
from crawler.listdata.script_pagers import redrawn
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.page_script import codes
from crawler.script.reading import Reading
from crawler.script.values import HOLE, Function, plain

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{60,}={0,2}")
_MOST_TABS = 60
_MOST_FRAMES = 3
_FRAME, _LONGEST_PIECE = (
    re.compile(r"<i?frame[^<>]{1,400}?\bsrc\s{0,9}=\s{0,9}\\?[\"']?([^\"'<>\s\\]{1,300})", re.I),
    20_000,
)


def links(page: Page) -> list[Found]:
    """Links that no tag of the page holds: written by its scripts, led to by handlers, or rows of its data; remembered
    with the page."""
    known: list[Found] | None = page.__dict__.get("_script_links")
    if known is None:
        known = list({(link.url, link.text, link.form): link for link in _links(page)}.values())
        page.__dict__["_script_links"] = known
    return known


def _links(page: Page) -> Iterator[Found]:
    for effect in page.reading.effects:
        if is_written(effect):
            yield from written(page, effect.text)
    yield from _of_data(page)
    yield from marked(page)
    yield from chosen(page)
    yield from _of_trees(page)
    for _, text, effects in clicks(page):
        if not words.NEXT.match(text) and not words.PAGE_NUMBER.match(text):
            yield from (link for effect in effects if (link := opened(page, effect, text)))
            yield from (link for effect in effects if (link := loaded(page, effect, text)))
            for effect in effects:
                yield from written(page, effect.text) if is_written(effect) else _framed(page, effect, text)
    yield from redrawn(page)
    yield from pairs(page)[0]


def _of_trees(page: Page) -> Iterator[Found]:
    """Where the nodes of the page's trees lead."""
    for text, effects in clicked_nodes(page):
        for effect in effects:
            if link := opened(page, effect, text) or loaded(page, effect, text):
                yield link


def marked(page: Page) -> Iterator[Found]:
    """What a page shows in a frame for each `#mark` of its own address that a link bears."""
    if page.root is None or not any("hash" in code for code in (scripts(page.text), *page.files.values())):
        return
    for text, mark in marks(page):
        effects = Reading(page.root, f"{page.url}#{mark}", codes(page.root, page.url, page.files)).effects
        yield from (Found(url, text) for effect in effects if (url := gone_to(page, effect)))


def marks(page: Page) -> list[tuple[str, str]]:
    """The words of links to the page itself, and the marks that they set behind its address."""
    found = page.root.xpath("//a[contains(@href, '#')]") if page.root is not None else ()
    parts = (
        (said_by(link), *link.get("href").strip().partition("#")[::2]) for link in islice(found, _MOST_TABS)
    )
    return [(said, mark) for said, at, mark in parts if said and mark and join(page.url, at) == page.url]


def _framed(page: Page, effect: Effect, text: str) -> Iterator[Found]:
    """The pages that a click shows in frames which it writes."""
    if effect.kind == "html" and HOLE not in effect.text:
        urls = (join(page.base, source) for source in _FRAME.findall(effect.text[:_LONGEST_PIECE]))
        yield from (Found(url, text) for url in islice(urls, _MOST_FRAMES) if url and url != page.url)


def _of_data(page: Page) -> Iterator[Found]:
    """Rows of data that stand in the scripts, as values or as arguments of calls."""
    browser, ways = page.reading.browser, patterns(page)
    seen: set[int] = set()
    for name, value in list(browser.evaluator.globals.items()):
        if isinstance(value, str):
            unpacked = _unpacked(plain(value))
            if isinstance(unpacked, list | dict):
                yield from data_rows.of_value(unpacked, page.base, ways)
        elif isinstance(value, list | dict) and name != "arguments":
            yield from data_rows.of_value(value, page.base, ways, seen)
    for _, given in browser.calls:
        bare = data_rows.of_bare(given, page.base) if len(given) > 2 else None
        if bare:
            yield bare
        for value in given:
            if isinstance(value, list | dict) and not _is_request(value):
                yield from data_rows.of_value(value, page.base, ways, seen)


def _is_request(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "url" in {key.lower() for key in value}
        and any(isinstance(inner, Function) for inner in value.values())
    )


def _unpacked(text: str) -> Any:
    """The JSON within a string, or within base64 in one; None for any other string."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
    if not _BASE64.fullmatch(text):
        return None
    try:
        return json.loads(base64.b64decode(text))
    except (binascii.Error, ValueError, RecursionError):
        return None
