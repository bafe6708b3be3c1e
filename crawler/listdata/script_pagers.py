"""Further pages of a list to which scripts lead: links that they write, clicks on 下一页 or a number, plug-ins that draw a pager."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import urlsplit

from crawler.listdata import cursors
from crawler.listdata.js_requests import of_options, scripts
from crawler.listdata.row_urls import row_pattern
from crawler.listdata.script_choices import numbers
from crawler.listdata.script_clicks import clicks, handlers, has_scripts, said_by
from crawler.listdata.script_effects import gone_to, is_written, written
from crawler.listdata.script_requests import counter_of, hint, is_known, sent
from crawler.page import vocabulary as words
from crawler.page.list_request import NO_COUNTER, ListRequest, join
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.values import HOLE
from parsers.page.tree import Element

MORE = re.compile(r"^\W*(?:加载|查看|点击|显示|浏览)*更多\W*$|^load\s?more$", re.I)
_PLUGIN = re.compile(
    r"(?:pagin|laypage|pager)\w{0,20}(?:\.render)?\s{0,9}\(\s{0,9}(?:[\"'][^\"']{0,80}[\"']\s{0,9},\s{0,9})?"
    r"(?:(\d{1,6})\s{0,9},\s{0,9})?\{([^{}]{0,800})",
    re.I,
)
"""The call of a plug-in that draws a pager: its number of rows, if that stands before the options, and the options."""
_ROWS = re.compile(r"\b(?:count|total\w{0,20}|items|records?)[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,6})\b", re.I)
_PER_PAGE = re.compile(
    r"\b(?:limit|\w{0,20}(?:per_?page|page_?size))[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,4})\b", re.I
)
_PAGES = re.compile(r"\b(?:total)?_?pages?(?:_?count)?[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,4})\b", re.I)
_CALLBACK = re.compile(
    r"\b(?:callback|jump|onPage\w{0,20}|onChange|onSelect)[\"']?\s{0,9}:\s{0,9}([A-Za-z_$][\w$]{0,60})\s{0,9}(?=[,}]|$)"
)
_MOST_CLICKS = 100
"""Clicks on one 下一页 that draws the next rows of those that its page holds."""


def further(page: Page) -> list[Found]:
    """The next page of the list where a script leads there: a link that it writes, or a click on 下一页 or a number."""
    found = _written_pages(page)
    if found:
        return found
    found = [link for effect in _of_pagers(page) if (link := led_on(page, effect))]
    found = found or list(_behind_a_row(page)) or list(_called_back(page))
    return (found or [replace(link, pagination=True) for link in numbers(page)])[:12]


def _of_pagers(page: Page) -> list[Effect]:
    """What clicks on 下一页 or 更多 would do; on numbers where there is neither."""
    said = [(text, effects) for _, text, effects in clicks(page)]
    pagers = [effects for text, effects in said if _follows(text)]
    pagers = pagers or [effects for text, effects in said if words.PAGE_NUMBER.match(text)]
    return list(chain.from_iterable(pagers))


def _follows(text: str) -> bool:
    return bool(words.NEXT.match(text) or MORE.match(text) or words.UNFOLD.match(text))


def _behind_a_row(page: Page) -> Iterator[Found]:
    """What a click asks for that is named by the last row, whatever its words are."""
    for _, _, effects in clicks(page):
        asks = (ask for effect in effects if (ask := _numbered(page, effect)))
        if any(cursors.counter(page, ask) for ask in asks):
            yield from (link for effect in effects if (link := led_on(page, effect)))


def plugins(code: str) -> list[tuple[int, str | None]]:
    """Calls of plug-ins that draw a pager: how many pages they say there are (0: they do not), and the function that they
    call with a number from 0."""
    found = []
    for call in _PLUGIN.finditer(code):
        total, size = int(call[1] or _first(_ROWS, call[2]) or 0), int(_first(_PER_PAGE, call[2]) or 0)
        pages = int(_first(_PAGES, call[2]) or 0) or (-(-total // size) if size else 0)
        found.append((pages, _first(_CALLBACK, call[2])))
    return found


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _called_back(page: Page) -> Iterator[Found]:
    """The second page of a list, as the function asks for it that a plug-in calls back."""
    if page.root is None or page.entry.further:
        return
    for pages, function in plugins(scripts(page.text)):
        if function and pages != 1:
            effects = page.reading.clicked(page.root, f"{function}(1)")
            yield from (link for effect in effects if (link := led_on(page, effect)))


def is_stuck(page: Page) -> bool:
    """Whether 下一页 calls a function of which nothing becomes an address, a form, a request or rows that the page holds."""
    if not has_scripts(page) or page.root is None:
        return False
    effects = {id(element): effects for element, _, effects in clicks(page)}
    called = (element for element, _ in handlers(page) if words.NEXT.match(said_by(element)))
    return any(
        not any(leads(page, effect) for effect in effects.get(id(element), ()))
        and not _draws(page, element, effects.get(id(element), ()))
        for element in called
    )


def redrawn(page: Page) -> Iterator[Found]:
    """What clicks on 下一页 draw one behind the other until nothing new comes, and what a click on each number draws. Where no end
    is come to, the click is one of which not all is known."""
    for element, text, effects in clicks(page):
        if not any(map(is_written, effects)):
            continue
        if words.NEXT.match(text) or words.UNFOLD.match(text) or MORE.match(text):
            drawn = page.reading.again(element, _MOST_CLICKS)
            if drawn is None:
                page.reading.unclear[element] = True
            effects = drawn or effects
        elif not words.PAGE_NUMBER.match(text):
            continue
        for effect in filter(is_written, effects):
            yield from written(page, effect.text)


def _draws(page: Page, element: Element, effects: Iterable[Effect]) -> bool:
    """Whether a click writes links, and all that it does is known."""
    known = not page.reading.unclear.get(element, True)
    return known and any(is_written(effect) and written(page, effect.text) for effect in effects)


def leads(page: Page, effect: Effect) -> bool:
    """Whether an effect leads to an address, be it the page itself, or to a request that can be made."""
    if effect.kind == "go":
        return HOLE not in effect.text
    return led_on(page, effect) is not None


def _written_pages(page: Page) -> list[Found]:
    links = [x for e in page.reading.effects if is_written(e) for x in written(page, e.text)]
    following = [x for x in links if words.NEXT.match(x.text.strip()) and x.url != page.url]
    numbered = [x for x in links if words.PAGE_NUMBER.match(x.text.strip()) and x.url != page.url]
    return [Found(x.url, x.text, pagination=True) for x in (following or numbered)]


def led_on(page: Page, effect: Effect) -> Found | None:
    """The further page to which a click leads: an address, a form, or a request for rows."""
    url = gone_to(page, effect)
    if url is not None:
        return Found(url, "", pagination=True)
    if effect.kind == "submit":
        form = sent(page, effect)
        return (
            None
            if form is None
            else Found(form.url, "", pagination=True, form=form.form, title=hint(page, form))
        )
    ask = _numbered(page, effect)
    if ask is not None and ask.number is None and (cursor := cursors.counter(page, ask)):
        return Found(ask.url, "", f"{row_pattern(page) or ''} {cursor}", pagination=True, form=ask.form)
    return (
        None
        if ask is None
        else Found(ask.url, "", hint(page, ask, row_pattern(page)), pagination=True, form=ask.form)
    )


def _numbered(page: Page, effect: Effect) -> ListRequest | None:
    """A request for rows with the number with which the click calls it."""
    if effect.kind != "ask":
        return None
    ask = of_options(effect.options, form=bool(effect.options.get("plain")))
    url = None if ask is None else join(page.base, ask.url)
    if ask is None or url is None or not is_known(ask):
        return None
    in_script = NO_COUNTER if urlsplit(url).path.endswith(".js") else None
    return ListRequest(url, ask.form, counter_of(ask, effect.counters) or in_script)
