"""What a script is to fill, to ask or to replace on a page, and addresses that it prints, where nothing came of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.books import LooseEnd
from archive.urls import host
from crawler.discovery.loose.view import View
from crawler.discovery.printed import LITERAL, PATH, literals
from crawler.listdata import rows, script_choices, script_clicks, script_requests
from crawler.listdata.js_requests import scripts
from crawler.script.effects import Effect
from crawler.script.page_script import loaded
from crawler.script.values import HOLE, HOLE_END
from parsers.page.tree import Element

_FILLED = frozenset(("div", "ul", "ol", "table", "tbody", "span", "p", "nav", "section", "dl"))
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\{%[^{}]{1,80}%\}|<%=?[^<>]{1,80}%>|\$\{[^{}]{1,60}\}|\[\[[\w. ]{1,60}\]\]"
)
_OF_PROGRAMS = re.compile(
    r"<\w[^<>]{0,400}?\s((?:@|\(|v-on:|ng-)(?:click|tap|change)\)?|:href|v-for|ng-repeat|wx:for)="
)
"""Attributes by which a program in the browser draws a list, and which no tree keeps."""
_FRAMES = ("iframe", "frame", "object", "embed")
_FURNITURE = frozenset(
    ("script", "style", "img", "link", "meta", "form", "base", "html", "body", "video", "audio", "source")
)
_ASSET = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|css|js|ico|mp[34]|flv|swf|woff2?|ttf|exe|apk)(?:\?|$)|/$|^//?$|w3\.org|schema\.org|javascript:"
    r"|(?:hits?|click|visit|count|stat|weather|log(?:in|out)?|captcha|user|auth|token|search|so|share|error|404)\b|\.(?:com|net)\b",
    re.I,
)
"""Addresses of what is no list: media, counters, other services."""
_MOST_CALLS, _LONGEST_CALL = 40, 2_000
_HOLES = re.compile(rf"{HOLE}[\w$]{{0,60}}{HOLE_END}|[\x00-\x1f]")
_ONE_PAGE = re.compile(r"\w\(\s{0,9}[01]\s{0,9},\s{0,9}[01]\s{0,9},([^()]{1,300})\)")
"""A call that says of a list that it has one page, this one."""
_URL = re.compile(r"https?://[\w./?=&%#~:+-]{4,300}", re.A)


def places(view: View) -> Iterator[LooseEnd]:
    """Empty places of the list's part of the page that scripts name, or may name that nobody read."""
    if view.further or view.asks or not view.page.is_column or view.part is None:
        return
    code = "\n".join((scripts(view.page.text), *view.page.files.values()))
    for element in view.part.iter(*_FILLED):
        name = element.get("id")
        if name and not len(element) and not (element.text or "").strip():
            named = re.search(rf"[\"'#]{re.escape(name)}\b", code)
            if named or (_has_unread_scripts(view) and _is_beside(view, element)):
                yield LooseEnd("place", name)


def _has_unread_scripts(view: View) -> bool:
    """Whether the page loads scripts of the portal's own that are not at hand."""
    own = host(view.page.url)
    files = loaded(view.root, view.page.url)
    return any(not view.page.files.get(url) and host(url) == own for url in files)


def _is_beside(view: View, element: Element) -> bool:
    """Whether it stands beside the list itself, or beside what holds it."""
    return element.getparent() in view.around


def frames(view: View) -> Iterator[LooseEnd]:
    """Frames that show what no link leads to."""
    for frame in islice(view.root.iter(*_FRAMES), 20):
        sources = (frame.get(name) for name in ("src", "data", "data-src", "lay-src"))
        url = next((url for source in sources if source and (url := view.base.join(source))), None)
        own = url is not None and host(url) == host(view.page.url)
        if url and not _ASSET.search(url) and (own or (view.page.is_column and not view.rows)):
            yield LooseEnd("frame", url)


def requests(view: View) -> Iterator[LooseEnd]:
    """What the scripts of a list ask for that nobody asks: rows come with a click, by scrolling, or after some time."""
    if view.asks or view.further or not view.page.is_column:
        return
    for effect in _effects(view):
        url = str(effect.options.get("url") or "")
        if effect.kind == "ask" and effect.options.get("answered") and not _ASSET.search(url):
            yield LooseEnd("request", _HOLES.sub("…", url))


def too_many(view: View) -> Iterator[LooseEnd]:
    """What is left out of the requests that discovery made, since they are too many."""
    if view.asks:
        left = (ask.url for ask in script_requests.requests(view.page)[1])
        yield from (LooseEnd("request", url) for url in left if not _ASSET.search(url))
    if view.page.is_column and script_clicks.has_scripts(view.page):
        yield from (LooseEnd("name", said) for said in script_choices.pairs(view.page)[1])


def _effects(view: View) -> Iterator[Effect]:
    """What the scripts of the page would do, by themselves and when something is clicked."""
    if script_clicks.has_scripts(view.page):
        yield from view.page.reading.effects
        yield from view.page.reading.uncalled
        for _, _, effects in script_clicks.clicks(view.page):
            yield from effects


def printed(view: View) -> Iterator[LooseEnd]:
    """Addresses that attributes, scripts and the text print."""
    if not view.page.is_column:
        return
    found = dict.fromkeys([*_in_attributes(view), *literals(view.page), *_in_text(view)])
    spent = _spent(view)
    for text in islice((text for text in found if text not in spent), 400):
        if PATH.fullmatch(text) and not _ASSET.search(text) and view.base.join(text) not in view.led:
            yield LooseEnd("address", text)


def _spent(view: View) -> set[str]:
    """Addresses of further rows in calls that say themselves that there are no more rows than the page shows, or no further page."""
    calls = islice(scripts(view.page.text).split("({"), 1, _MOST_CALLS)
    shown = max(len(view.listed), rows.count_records(view.page.text))
    found = ((rows.counts(call)[1], call) for call in (call[:_LONGEST_CALL] for call in calls))
    spent = [call for total, call in found if total and total <= shown]
    spent += _ONE_PAGE.findall(scripts(view.page.text))
    return {a or b for call in spent for a, b in LITERAL.findall(call)}


def _in_text(view: View) -> Iterator[str]:
    own = host(view.page.url)
    for element in view.elements():
        for text in (element.text, element.tail):
            if text and "//" in text and element.tag not in ("script", "style", "a"):
                yield from (url for url in _URL.findall(text) if host(url) == own)


def _in_attributes(view: View) -> Iterator[str]:
    for element in view.elements():
        if element.tag not in _FURNITURE and (element.get("type") or "").lower() != "hidden":
            for name, value in element.attrib.items():
                if (
                    name not in ("href", "class", "style", "id", "title", "src", "xmlns")
                    and 3 < len(value) <= 200
                ):
                    yield value.strip()


def templates(view: View) -> Iterator[LooseEnd]:
    """What a script was to replace by words."""
    if view.asks or (view.listed and not view.page.is_column):
        return
    for element in view.elements():
        if element.tag not in ("script", "style") and (found := _PLACEHOLDER.search(element.text or "")):
            yield LooseEnd("template", found[0])
    if view.page.is_column and (bound := _OF_PROGRAMS.search(view.page.text)):
        yield LooseEnd("template", bound[1])
