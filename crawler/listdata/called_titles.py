"""Titles of reports whose click calls a function: what the page prints within the call may be half of an address alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.listdata import script_clicks
from crawler.listdata.script_effects import opened
from crawler.page import vocabulary as words
from crawler.page.list_request import join
from crawler.page.page import Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

_CALLS = re.compile(r"(?<![\w$.])(?!(?:open|alert|confirm|return|if)\b)[A-Za-z_$][\w$]{0,60}\s{0,9}\(")
"""The call of a function that is not the browser's own."""
_QUOTED = re.compile(r"[\"']([^\"'\s<>]{2,300})[\"']")
_MOST, _LONGEST = 2_000, 200


def untold(page: Page) -> list[tuple[str, bool]]:
    """Titles of which it is not known what their click opens, and whether an address from the root is printed in it."""
    known = _led(page) if script_clicks.has_scripts(page) else {}
    found = []
    for element, code in _called(page):
        said = words.line(element.get("title") or tidy("".join(islice(element.itertext(), 20))[:_LONGEST]))
        facts = read_title(said) if element not in known else None
        if facts and facts.is_report and facts.year:
            found.append((said, any(text[:1] == "/" or "://" in text for text in _QUOTED.findall(code))))
    return found


def mistaken(page: Page) -> set[str]:
    """Addresses that a call seems to print, where the function is known to open another one."""
    found: set[str] = set()
    if not script_clicks.has_scripts(page):
        return found
    known = _led(page)
    for element, code in _called(page):
        urls = known.get(element, ())
        printed = {join(page.base, text) for text in _QUOTED.findall(code)} if urls else set()
        found.update(url for url in printed if url and url not in urls)
    return found


def _called(page: Page) -> Iterator[tuple[Element, str]]:
    return ((e, code) for e, code in islice(script_clicks.handlers(page), _MOST) if _CALLS.search(code))


def _led(page: Page) -> dict[Element, list[str]]:
    """Elements of which it is known where a click leads."""
    found: dict[Element, list[str]] = {}
    for element, text, effects in script_clicks.clicks(page):
        urls = [link.url for e in effects if not e.loose and (link := opened(page, e, text))]
        if urls:
            found[element] = urls
    return found
