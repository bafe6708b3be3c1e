"""Lists that a page's scripts make: links that they write or lead to, rows of their data, requests for rows, further pages."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crawler.listdata import cursors, data_rows, rows
from crawler.listdata.js_requests import first_page, is_data, of_options, scripts
from crawler.page import vocabulary as words
from crawler.page.list_request import ListRequest, counts_pages, join
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.page_script import codes, is_library
from crawler.script.reading import Reading
from crawler.script.values import HOLE, HOLE_END, Function, plain
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

NO_COUNTER = "-"
"""Stands where the name of the counter stands, for a request that counts no pages."""
MORE = re.compile(r"^\W*(?:加载|查看|点击|显示|浏览)*更多\W*$|^load\s?more$", re.I)
_MOST_REQUESTS, _MOST_TABS, _MOST_CHOICES = 3, 60, 10
_HOLE = re.compile(rf"{HOLE}([\w$]{{0,60}}){HOLE_END}")
_COUNTER = re.compile(r"^(?:page\w*|cur\w*|num\w*|new_?page|pn|p|n|i|idx|index)$", re.I)
_SIZE = re.compile(r"size|rows|limit|per_?page|^rn$", re.I)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{60,}={0,2}")
_COUNTING = re.compile(
    r"hits?\b|click|visit|count|stat|weather|log(?:in|out)?\b|captcha|user|auth|token", re.I
)
"""In the address of a request for something else than a list."""
_STATE = "__VIEWSTATE"
_LONGEST_WORDS = 60
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
_FRAME, _LONGEST_PIECE = (
    re.compile(r"<i?frame[^<>]{1,400}?\bsrc\s{0,9}=\s{0,9}\\?[\"']?([^\"'<>\s\\]{1,300})", re.I),
    20_000,
)
_HREF = re.compile(r"href\s{0,9}=\s{0,9}\\?[\"']?([^\"'<>\s]{1,300})", re.I)


def has_scripts(page: Page) -> bool:
    return "<script" in page.text or "<SCRIPT" in page.text


# -- links


def links(page: Page) -> list[Found]:
    """Links that no tag of the page holds: written by its scripts, led to by handlers, or rows of its data; remembered
    with the page."""
    known: list[Found] | None = page.__dict__.get("_script_links")
    if known is None:
        known = list({(link.url, link.text): link for link in _links(page)}.values())
        page.__dict__["_script_links"] = known
    return known


def _links(page: Page) -> Iterator[Found]:
    for effect in page.reading.effects:
        if _is_written(effect):
            yield from _written(page, effect.text)
    yield from _of_data(page)
    yield from marked(page)
    yield from chosen(page)
    for _, text, effects in clicks(page):
        if not words.NEXT.match(text) and not words.PAGE_NUMBER.match(text):
            yield from (link for effect in effects if (link := opened(page, effect, text)))
            yield from (link for effect in effects if (link := loaded(page, effect, text)))
            for effect in effects:
                yield from _written(page, effect.text) if _is_written(effect) else _framed(page, effect, text)


def marked(page: Page) -> Iterator[Found]:
    """What a page shows in a frame for each `#mark` of its own address that a link bears."""
    if page.root is None or not any("hash" in code for code in (scripts(page.text), *page.files.values())):
        return
    for text, mark in marks(page):
        effects = Reading(page.root, f"{page.url}#{mark}", codes(page.root, page.url, page.files)).effects
        yield from (Found(url, text) for effect in effects if (url := _gone_to(page, effect)))


def marks(page: Page) -> list[tuple[str, str]]:
    """The words of links to the page itself, and the marks that they set behind its address."""
    found = page.root.xpath("//a[contains(@href, '#')]") if page.root is not None else ()
    parts = (
        (_said(link), *link.get("href").strip().partition("#")[::2]) for link in islice(found, _MOST_TABS)
    )
    return [(said, mark) for said, at, mark in parts if said and mark and join(page.url, at) == page.url]


def opened(page: Page, effect: Effect, text: str) -> Found | None:
    """The page that a click opens: at an address, or as the answer to a form in which a reader writes nothing."""
    if effect.kind == "submit":
        sent = None if effect.options["written"] else _sent(page, effect)
        return None if sent is None else Found(sent.url, text, form=sent.form)
    url = _gone_to(page, effect)
    return None if url is None else Found(url, text)


def loaded(page: Page, effect: Effect, text: str) -> Found | None:
    """What a tab fills the list with: a year, a body, a kind of bodies or a column, by its words."""
    name = words.line(text)
    if effect.kind != "ask" or not (
        is_choice(name) or words.KIND_CHILD.match(name) or words.column_name(name)
    ):
        return None
    ask = asked(page, effect)
    url = None if ask is None else join(page.url, ask.url)
    if (
        ask is None
        or url is None
        or url == page.url
        or any(HOLE in said for said in (ask.url, ask.form or ""))
    ):
        return None
    return Found(url, text, hint(ask), kind="list", form=ask.form)


def _is_written(effect: Effect) -> bool:
    return effect.kind == "html" and not effect.loose and "<a" in effect.text.lower()


def _written(page: Page, text: str) -> list[Found]:
    """Anchors of a piece of HTML whose addresses are whole."""
    return [] if HOLE in text else rows.of_html(text, page.url)


def _framed(page: Page, effect: Effect, text: str) -> Iterator[Found]:
    """The pages that a click shows in frames which it writes."""
    if effect.kind == "html" and HOLE not in effect.text:
        urls = (join(page.url, source) for source in _FRAME.findall(effect.text[:_LONGEST_PIECE]))
        yield from (Found(url, text) for url in islice(urls, _MOST_REQUESTS) if url and url != page.url)


def _gone_to(page: Page, effect: Effect) -> str | None:
    if effect.kind != "go" or HOLE in effect.text or not effect.text.strip() or effect.text.startswith("#"):
        return None
    url = join(page.url, effect.text)
    return None if url is None or url == page.url or url.startswith("javascript:") else url


def patterns(page: Page) -> list[str]:
    """How the page makes addresses of ids: `/a/{id}.html`."""
    found = []
    for effect in (*page.reading.effects, *page.reading.uncalled):
        texts = (
            _HREF.findall(effect.text)
            if effect.kind == "html"
            else [effect.text]
            if effect.kind == "go"
            else []
        )
        found += [_HOLE.sub(r"{\1}", text) for text in texts if 1 <= len(_HOLE.findall(text)) <= 4]
    return [
        pattern for pattern in dict.fromkeys(found) if re.search(r"\{\w+\}", pattern) and "{}" not in pattern
    ]


def _of_data(page: Page) -> Iterator[Found]:
    """Rows of data that stand in the scripts, as values or as arguments of calls."""
    browser, ways = page.reading.browser, patterns(page)
    seen: set[int] = set()
    for name, value in list(browser.evaluator.globals.items()):
        if isinstance(value, str):
            unpacked = _unpacked(plain(value))
            if isinstance(unpacked, list | dict):
                yield from data_rows.of_value(unpacked, page.url, ways)
        elif isinstance(value, list | dict) and name != "arguments":
            yield from data_rows.of_value(value, page.url, ways, seen)
    for _, given in browser.calls:
        bare = data_rows.of_bare(given, page.url) if len(given) > 2 else None
        if bare:
            yield bare
        for value in given:
            if isinstance(value, list | dict) and not _is_request(value):
                yield from data_rows.of_value(value, page.url, ways, seen)


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


# -- clicks


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
        yield element, _said(element), effects
    for element, code in _handlers(page):
        effects = page.reading.clicked(element, code)
        if effects:
            yield element, _said(element), effects


def worked_with(page: Page, box: Element, text: str) -> Iterator[tuple[Element, str, list[Effect]]]:
    """What clicks would do once a reader has written this into a box of the page."""
    page.reading.browser.elements.written = {box: text}
    yield from _clicks(page)
    page.reading.browser.elements.written = {}


def chosen(page: Page) -> Iterator[Found]:
    """Where a script leads for each year or body that is chosen of a select, whether or not a form stands around it."""
    for choice in islice(page.root.iter("select") if page.root is not None else (), _MOST_CHOICES):
        options = _options_of(page, choice)
        named = [(words.line(tidy(option.text or "")), option) for option in islice(options, _MOST_TABS)]
        for said, option in named if sum(is_choice(said) for said, _ in named) > 1 else ():
            if is_choice(said) and not _is_prompt(option, said):
                yield from _led_by(page, choice, option, said)


def _is_prompt(option: Element, said: str) -> bool:
    """Whether an option only heads the others (国务院部门网站): it has no value, and its words are no year."""
    return not option.get("value") and not words.YEAR_CHILD.match(said)


def is_choice(said: str) -> bool:
    """Whether words name a year or a body, of which one is to be chosen."""
    return bool(words.YEAR_CHILD.match(said)) or words.names_body(said)


def _options_of(page: Page, choice: Element) -> list[Element]:
    """The options of a select; where a script within it writes them, they are put into it."""
    if not list(choice.iter("option")) and choice.find(".//script") is not None:
        texts = (
            e.text
            for e in page.reading.effects
            if e.kind == "html" and "<option" in e.text and HOLE not in e.text
        )
        choice.extend(
            option
            for text in islice(texts, _MOST_TABS)
            for option in list(fragment_tree(text).iter("option"))
        )
    return list(choice.iter("option"))


def _led_by(page: Page, choice: Element, option: Element, said: str) -> Iterator[Found]:
    """Where the handlers of a select lead with this option chosen."""
    before = [other for other in choice.iter("option") if other.get("selected") is not None]
    for other in before:
        del other.attrib["selected"]
    option.set("selected", "selected")
    for effect in page.reading.changed(choice):
        if (led := opened(page, effect, said)) and led.url != page.url:
            yield led
    del option.attrib["selected"]
    for other in before:
        other.set("selected", "selected")


def _handlers(page: Page) -> Iterator[tuple[Element, str]]:
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


def _said(element: Element) -> str:
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


# -- requests


def requests(page: Page) -> list[ListRequest]:
    """Requests for the first page of the list, those of the page itself before those of functions that nothing calls."""
    reading = page.reading
    found: dict[ListRequest, None] = {}
    for effects, counted in ((reading.effects, False), (reading.uncalled, True)):
        for effect in effects:
            ask = asked(page, effect)
            if ask is not None and (ask.counter != NO_COUNTER or not counted):
                found[ask] = None
        if any(ask.counter != NO_COUNTER for ask in found):
            break
    return list(islice(found, _MOST_REQUESTS))


def asked(page: Page, effect: Effect) -> ListRequest | None:
    """The request that an effect is, for the first page of its list; None for any other, or where a value is unknown."""
    if effect.kind == "submit":
        return _sent(page, effect)
    if effect.kind != "ask":
        return None
    ask = of_options(effect.options, form=bool(effect.options.get("plain")))
    if ask is None or join(page.url, ask.url) is None:
        return None
    ask = ListRequest(ask.url, ask.form, _counter(ask, effect.counters))
    first = first_page(ask, page.url)
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


def _counter(ask: ListRequest, counters: frozenset[str]) -> str | None:
    """Which parameter counts pages: by its name, by the only number that is counted up, or by the name of what it holds."""
    values = ask.parameters
    if any(counts_pages(name) for name in values):
        return None
    likely = [
        name for name in values if name in counters and not _SIZE.search(name) and values[name].isdecimal()
    ]
    holes = [
        name for name, value in values.items() if (hole := _HOLE.fullmatch(value)) and _COUNTER.match(hole[1])
    ]
    return next(iter((*likely, *holes)), None)


def _sent(page: Page, effect: Effect) -> ListRequest | None:
    """A form as it would be sent."""
    fields: dict[str, str] = effect.options["fields"]
    url = join(page.url, effect.text or page.url)
    if url is None or _STATE in fields or any(HOLE in text for text in (url, *fields.values())):
        return None
    counter = next((n for n in fields if counts_pages(n)), None) or next(iter(sorted(effect.counters)), None)
    if effect.options["method"] == "post":
        return ListRequest(url, page.as_sent(fields), counter)
    return ListRequest(urlsplit(url)._replace(query=page.as_sent(fields)).geturl(), None, counter)


# -- further pages


def further(page: Page) -> list[Found]:
    """The next page of the list where a script leads there: a link that it writes, or a click on 下一页 or a number."""
    found = _written_pages(page)
    if found:
        return found
    pagers = [
        (text, effects) for _, text, effects in clicks(page) if words.NEXT.match(text) or MORE.match(text)
    ]
    pagers = pagers or [(text, e) for _, text, e in clicks(page) if words.PAGE_NUMBER.match(text)]
    for _, effects in pagers:
        found += [link for effect in effects if (link := led_on(page, effect))]
    return (found or list(_behind_a_row(page)) or list(_called_back(page)))[:12]


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
    """Whether 下一页 calls a function of which nothing becomes an address, a form or a request."""
    if not has_scripts(page) or page.root is None:
        return False
    effects = {id(element): effects for element, _, effects in clicks(page)}
    called = (element for element, _ in _handlers(page) if words.NEXT.match(_said(element)))
    return any(not any(leads(page, effect) for effect in effects.get(id(element), ())) for element in called)


def leads(page: Page, effect: Effect) -> bool:
    """Whether an effect leads to an address, be it the page itself, or to a request that can be made."""
    if effect.kind == "go":
        return HOLE not in effect.text
    return led_on(page, effect) is not None


def _written_pages(page: Page) -> list[Found]:
    links = [x for e in page.reading.effects if _is_written(e) for x in _written(page, e.text)]
    following = [x for x in links if words.NEXT.match(x.text.strip()) and x.url != page.url]
    numbered = [x for x in links if words.PAGE_NUMBER.match(x.text.strip()) and x.url != page.url]
    return [Found(x.url, x.text, pagination=True) for x in (following or numbered)]


def led_on(page: Page, effect: Effect) -> Found | None:
    """The further page to which a click leads: an address, a form, or a request for rows."""
    url = _gone_to(page, effect)
    if url is not None:
        return Found(url, "", pagination=True)
    if effect.kind == "submit":
        sent = _sent(page, effect)
        return (
            None if sent is None else Found(sent.url, "", pagination=True, form=sent.form, title=hint(sent))
        )
    ask = _numbered(page, effect)
    if ask is not None and ask.number is None and (cursor := cursors.counter(page, ask)):
        return Found(ask.url, "", f" {cursor}", pagination=True, form=ask.form)
    return None if ask is None else Found(ask.url, "", hint(ask), pagination=True, form=ask.form)


def _numbered(page: Page, effect: Effect) -> ListRequest | None:
    """A request for rows with the number with which the click calls it."""
    if effect.kind != "ask":
        return None
    ask = of_options(effect.options, form=bool(effect.options.get("plain")))
    url = None if ask is None else join(page.url, ask.url)
    if ask is None or url is None or any(HOLE in text for text in (ask.url, ask.form or "")):
        return None
    in_script = NO_COUNTER if urlsplit(url).path.endswith(".js") else None
    return ListRequest(url, ask.form, _counter(ask, effect.counters) or in_script)


def hint(ask: ListRequest, pattern: str | None = None) -> str | None:
    """What has to be known to read the answer: how an address is made of an id, and which parameter counts pages."""
    if ask.counter is None:
        return pattern
    return f"{pattern or ''} {ask.counter}"
