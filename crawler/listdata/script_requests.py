"""Requests for rows that a page's scripts would make, and forms that they would send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from archive.urls import host
from crawler.listdata import cursors
from crawler.listdata.js_requests import first_page, is_data, of_options, printed_requests
from crawler.listdata.script_clicks import has_scripts
from crawler.page import script_headers
from crawler.page.list_request import NO_COUNTER, ListRequest, counts_pages, join
from crawler.page.page import Page
from crawler.page.request_kinds import bounded, together
from crawler.script.effects import Effect
from crawler.script.page_script import is_library
from crawler.script.values import HOLE, HOLE_END

_FIRST = ("0", "1")
"""The numbers that a first page has."""
_HOLE = re.compile(rf"{HOLE}([\w$]{{0,60}}){HOLE_END}")
_COUNTER = re.compile(r"^(?:page\w*|cur\w*|num\w*|new_?page|pn|p|n|i|idx|index)$", re.I)
_SIZE = re.compile(r"size|rows|limit|per_?page|^rn$", re.I)
_COUNTING = re.compile(
    r"hits?\b|click|visit|count|stat|weather|log(?:in|out)?\b|captcha|user|auth|token", re.I
)
"""In the address of a request for something else than a list."""
_SEARCH = re.compile(r"key_?words?|search_?(?:word|key|text)|^q$", re.I)
_STATE = "__VIEWSTATE"


def requests(page: Page) -> tuple[list[ListRequest], list[ListRequest]]:
    """Requests for the lists of a page that are asked, and those that are left out since they are too many; remembered
    with the page."""
    known: tuple[list[ListRequest], list[ListRequest]] | None = page.__dict__.get("_script_requests")
    if known is None:
        known = page.__dict__["_script_requests"] = _requests(page)
    return known


def _requests(page: Page) -> tuple[list[ListRequest], list[ListRequest]]:
    """What the page prints whole, and what the values of its scripts come to: of a loop they know every round."""
    asks, left = (list(filter(_is_list, found)) for found in printed_requests(page.text, page.base))
    if not has_scripts(page) or page.outline.kind == "report":
        return asks, left
    if asks:
        own = filter(_is_list, _worked_out(page, page.reading.effects))
        asks, more = bounded(together(asks, list(own)))
        return asks, [*left, *more]
    asks, left = bounded(filter(_is_list, _of_scripts(page)))
    return [cursors.counted(page, ask) for ask in asks], left


def _of_scripts(page: Page) -> list[ListRequest]:
    """Requests for the first page of the list, those of the page itself before those of functions that nothing calls."""
    found = dict.fromkeys(_worked_out(page, page.reading.effects))
    if not any(ask.counter != NO_COUNTER for ask in found):
        found |= {ask: None for ask in _worked_out(page, page.reading.uncalled) if ask.counter != NO_COUNTER}
    return list(found)


def _worked_out(page: Page, effects: Iterable[Effect]) -> Iterator[ListRequest]:
    return (ask for effect in effects if (ask := asked(page, effect)))


def _is_list(ask: ListRequest) -> bool:
    """Whether it is no search that waits for words; a body may print a field for them and leave it empty."""
    query = ListRequest(ask.url).parameters
    return not any(
        _SEARCH.search(name) and (value or name in query) for name, value in ask.parameters.items()
    )


def asked(page: Page, effect: Effect) -> ListRequest | None:
    """The request that an effect is, for the first page of its list; None for any other, or where a value is unknown."""
    if effect.kind == "submit":
        return sent(page, effect)
    if effect.kind != "ask":
        return None
    ask = of_options(effect.options, form=bool(effect.options.get("plain")))
    if ask is None or join(page.base, ask.url) is None:
        return None
    ask = ListRequest(ask.url, ask.form, counter_of(ask, effect.counters, begins=True))
    first = first_page(ask, page.base)
    if first is None or (first.url == page.url and first.form is None):
        return None
    if first.number is None and (not effect.options.get("answered") or _COUNTING.search(first.url)):
        return None
    if is_library(first.url):
        return None
    return (
        first
        if first.number is not None or is_data(first.url)
        else ListRequest(first.url, first.form, NO_COUNTER)
    )


def is_known(ask: ListRequest) -> bool:
    """Whether every value of a request is known; in a body of JSON it may be written otherwise."""
    return not any(HOLE in text for text in (ask.url, ask.form or "", *ask.parameters.values()))


def counter_of(ask: ListRequest, counters: frozenset[str], *, begins: bool = False) -> str | None:
    """Which parameter counts pages: by its name, by the only number that is counted up, or by the name of what it holds. `begins`:
    it is at its first page; a function that is called with 2024 or 35 is told of a year or a body."""
    values = ask.parameters
    if any(counts_pages(name) for name in values):
        return None
    likely = [
        name
        for name in values
        if name in counters
        and not _SIZE.search(name)
        and values[name].isdecimal()
        and (not begins or values[name] in _FIRST)
    ]
    holes = [
        name for name, value in values.items() if (hole := _HOLE.fullmatch(value)) and _COUNTER.match(hole[1])
    ]
    return next(iter((*likely, *holes)), None)


def sent(page: Page, effect: Effect) -> ListRequest | None:
    """A form as it would be sent."""
    fields: dict[str, str] = effect.options["fields"]
    url = join(page.base, effect.text or page.url)
    if url is None or _STATE in fields or any(HOLE in text for text in (url, *fields.values())):
        return None
    counter = next((n for n in fields if counts_pages(n)), None) or next(iter(sorted(effect.counters)), None)
    if effect.options["method"] == "post":
        return ListRequest(url, page.as_sent(fields), counter)
    return ListRequest(urlsplit(url)._replace(query=page.as_sent(fields)).geturl(), None, counter)


def hint(page: Page, ask: ListRequest, pattern: str | None = None) -> str | None:
    """What has to be known to ask and to read the answer: how an address is made of an id, headers that the page's script sets, and which
    parameter counts pages."""
    headers = _headers(page, ask)
    if headers:
        return f"{pattern or ''} {headers} {ask.counter or ''}"
    if ask.counter is None:
        return pattern
    return f"{pattern or ''} {ask.counter}"


def _headers(page: Page, ask: ListRequest) -> str:
    """The headers of a request to the page's own host, in a word."""
    url = join(page.base, ask.url)
    if url is None or host(url) != host(page.url) or not has_scripts(page) or page.outline.kind == "report":
        return ""
    return script_headers.word(page.reading.browser.headers, page.root)
