"""What of a list page nobody followed or understood, whatever made the page: a visit that leaves such an end is not complete.

No software is recognised here. A list, or a page that leads to lists, holds what a visitor could work (controls), what a script
is to fill or to ask (places, requests), and what the page prints (addresses, titles, names, templates); each is either explained by
a link or a request that discovery made of it, or it is a loose end. What other pages explain is told at the end of the
visit (`crawler.visit.loose_ends`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from archive.crawl.books import LooseEnd
from archive.urls import host
from crawler.discovery.controls import Control, controls, is_name, is_still, is_understood
from crawler.discovery.printed import PATH, literals
from crawler.listdata import script_lists
from crawler.listdata.js_requests import scripts
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from crawler.script.effects import Effect
from crawler.script.page_script import loaded
from crawler.script.values import HOLE, HOLE_END
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.lexicon.urls import Base
from parsers.page.tree import Element

MOST, MOST_ELEMENTS, MOST_ADDRESSES = 30, 3_000, 40
"""Loose ends that are kept of a page, elements that are looked at, and addresses that its attributes and scripts print."""
FEWEST_SIDE_BY_SIDE = 2
"""Names without a link side by side that look like a menu; one alone is where the reader is."""
_LONGEST_TITLE, _UP = 80, 4
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\{%[^{}]{1,80}%\}|<%=?[^<>]{1,80}%>|\$\{[^{}]{1,60}\}|\[\[[\w. ]{1,60}\]\]"
)
_ROWS, _LINKS_OF_ROW = frozenset(("tr", "li", "dl", "p")), 3
_OF_PROGRAMS = re.compile(
    r"<\w[^<>]{0,400}?\s((?:@|\(|v-on:|ng-)(?:click|tap|change)\)?|:href|v-for|ng-repeat|wx:for)="
)
"""Attributes by which a program in the browser draws a list, and which no tree keeps."""
_MOST_HIDDEN = 60
"""Texts that are hidden in a page and looked through."""
_RUN = re.compile(r"[\u4e00-\u9fff\d〇○（）()、]{10,60}")
"""What may be a title in a text that is no element's."""
_FRAMES = ("iframe", "frame", "object", "embed")
_NAMING = frozenset(
    (
        "li",
        "span",
        "div",
        "a",
        "dd",
        "dt",
        "p",
        "em",
        "b",
        "i",
        "label",
        "strong",
        "option",
        "button",
        "summary",
        "h3",
        "h4",
    )
)
_FURNITURE = frozenset(
    ("script", "style", "img", "link", "meta", "form", "base", "html", "body", "video", "audio", "source")
)
_ASSET = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|css|js|ico|mp[34]|flv|swf|woff2?|ttf|exe|apk)(?:\?|$)|/$|^//?$|w3\.org|schema\.org|javascript:"
    r"|(?:hits?|click|visit|count|stat|weather|log(?:in|out)?|captcha|user|auth|token|search|so|share|error|404)\b|\.(?:com|net)\b",
    re.I,
)
"""Addresses of what is no list: media, counters, other services."""
_HOLES = re.compile(rf"{HOLE}[\w$]{{0,60}}{HOLE_END}|[\x00-\x1f]")
_ABOVE = re.compile(r"^.{0,8}(?:省|国务院|全国|自治区)")
_URL = re.compile(r"https?://[\w./?=&%#~:+-]{4,300}", re.A)


def loose_ends(
    page: Page, rows: list[Found], further: list[Found], *, asks: bool, listed: set[str], chosen: set[str]
) -> tuple[LooseEnd, ...]:
    """Those of a page, each once. `rows`, `further`: the links that discovery made of it; `asks`: it found the request that
    fills the list; `listed`: addresses of the rows of its list of reports; `chosen`: addresses that are asked for."""
    root = page.root
    if root is None:
        return ()
    view = _View(page, root, rows, further, asks, listed)
    found = (
        *view.controls(),
        *view.names(),
        *view.titles(),
        *view.places(),
        *view.requests(),
        *view.frames(),
        *view.links(chosen),
        *view.printed(),
        *view.templates(),
    )
    return tuple(islice(dict.fromkeys(found), MOST))


def _is_link(element: Element) -> bool:
    """Whether it is an anchor with an address."""
    return element.tag in ("a", "area") and (element.get("href") or "").strip()[:11].lower()[:1] not in (
        "",
        "#",
        "j",
    )


class _View:
    """One page beside what discovery made of it."""

    def __init__(
        self, page: Page, root: Element, rows: list[Found], further: list[Found], asks: bool, listed: set[str]
    ) -> None:
        self._page, self._root, self._further, self._asks, self._listed = (
            page,
            root,
            further,
            asks,
            listed,
        )
        self._rows = rows
        self._said = {
            words.line(text) for link in (*rows, *further) for text in (link.text, link.title or "") if text
        }
        self._said -= {words.line(said) for said, _ in script_lists.marks(page)} - {
            words.line(link.text) for link in (*rows, *further) if link.url != page.url
        }
        self._led = {link.url for link in (*rows, *further)}
        self._base = Base(page.url, page.encoding)

    def _elements(self) -> Iterator[Element]:
        return (e for e in islice(self._root.iter(), MOST_ELEMENTS) if isinstance(e.tag, str))

    # -- what a reader works

    def controls(self) -> Iterator[LooseEnd]:
        for control in controls(self._page):
            if control.words in self._said or is_understood(self._page, control):
                continue
            if control.turns:
                if not self._is_explained(control):
                    yield LooseEnd("pager", control.words)
            elif is_name(control.words):
                yield LooseEnd("name", control.words)
            elif self._page.is_column and self._is_near(control.element) and not self._is_sent(control):
                yield LooseEnd("control", control.words)
        yield from self._choices()

    def _is_sent(self, control: Control) -> bool:
        """Whether it is the button of a form of which discovery made addresses."""
        form = next(control.element.iterancestors("form"), None)
        target = None if form is None else self._base.join(form.get("action") or "") or self._page.url
        return target is not None and any(url.startswith(target.partition("?")[0]) for url in self._led)

    def _is_explained(self, control: Control) -> bool:
        """Whether a further page of the list was found, or none is to be expected."""
        if self._further or self._asks or is_still(control):
            return True
        return self._page.entry.further and not control.bound

    def _choices(self) -> Iterator[LooseEnd]:
        """What may be chosen of a list, or of buttons of which one is chosen."""
        for choice in islice(self._root.iter("select"), 20):
            said = [words.line(tidy(o.text or "")) for o in islice(choice.iter("option"), 120)]
            numbers = [text for text in said if words.PAGE_NUMBER.match(text)]
            if len(numbers) > 1 and not self._further and not self._asks:
                yield LooseEnd("pager", numbers[1])
            yield from (LooseEnd("name", text) for text in said if is_name(text) and text not in self._said)

    def _is_near(self, element: Element) -> bool:
        """Whether it stands in the part of the page that holds the list; anywhere where none is seen."""
        part = self._part
        return part is None or any(around is part for around in element.iterancestors())

    @property
    def _part(self) -> Element | None:
        """The part of the page that holds the list of reports; None where no links of one stand in it."""
        return self._around[-1] if self._around else None

    @cached_property
    def _around(self) -> list[Element]:
        """What is around the whole list, the nearest first."""
        links = [a for a in self._root.iter("a") if self._base.join(a.get("href") or "") in self._listed]
        if not links:
            return []
        last = set(links[-1].iterancestors())
        return [e for e in links[0].iterancestors() if e in last and e.tag not in ("body", "html")][:_UP]

    # -- what a reader reads, and cannot open

    def names(self) -> Iterator[LooseEnd]:
        """Years, bodies and columns that stand side by side as a menu does, without a link."""
        row: list[str] = []
        tag = ""
        for element in self._elements():
            if element.tag in ("script", "style", "option"):
                continue
            said = words.line(element.text or "") if not len(element) else ""
            bare = bool(said) and element.tag in _NAMING and is_name(said) and self._is_bare(element)
            if row and (said or element.tag == "a") and not (bare and element.tag == tag):
                yield from self._unlinked(row)
                row = []
            if bare:
                row, tag = [*row, said], element.tag
        yield from self._unlinked(row)

    def _unlinked(self, row: list[str]) -> Iterator[LooseEnd]:
        mine = [said for said in dict.fromkeys(row) if said not in self._said]
        if len(mine) >= FEWEST_SIDE_BY_SIDE:
            yield from (LooseEnd("name", said) for said in mine)

    def titles(self) -> Iterator[LooseEnd]:
        """Titles of reports that no link bears."""
        found = {}
        for element in self._elements():
            if len(element) or element.tag in ("script", "style", "title", "option", "h1"):
                continue
            said = words.line(element.text or "")
            if not 10 <= len(said) <= _LONGEST_TITLE or said in self._said or not self._is_bare(element):
                continue
            facts = read_title(said)
            if facts.is_report and facts.year:
                found[said] = element
        found |= dict.fromkeys(self._hidden_titles())
        if len(found) >= FEWEST_SIDE_BY_SIDE:
            yield from (LooseEnd("title", said) for said in found)

    def _hidden_titles(self) -> Iterator[str]:
        """Titles of reports in what a page holds and does not show: scripts, fields, comments."""
        if not self._page.is_column:
            return
        for text in islice(self._hidden(), _MOST_HIDDEN):
            for run in islice(_RUN.findall(text), 400):
                said = words.line(run)
                if said not in self._said and (facts := read_title(said)).is_report and facts.year:
                    yield said

    def _hidden(self) -> Iterator[str]:
        """Texts of scripts and fields, and comments that are closed."""
        for element in self._root.iter("script", "textarea", "template", "xmp"):
            yield element.text or ""
        for piece in islice(self._page.text.split("<!--"), 1, _MOST_HIDDEN):
            comment, ended, _ = piece.partition("-->")
            yield comment if ended else ""

    def _is_bare(self, element: Element) -> bool:
        """Whether no link stands on an element, around it, beside it or in its row; what holds many links is no row."""
        row = next((e for e in islice(element.iterancestors(), _UP) if e.tag in _ROWS), None)
        box = element.getparent()
        links = (
            [] if row is None else list(islice(filter(self._leads, row.iter("a", "area")), _LINKS_OF_ROW + 1))
        )
        beside = [] if box is None else islice(box.iterchildren("a"), _LINKS_OF_ROW)
        if any(map(self._leads, (element, *element.iterancestors("a"), *beside))):
            return False
        return not 0 < len(links) <= _LINKS_OF_ROW

    def _leads(self, element: Element) -> bool:
        """Whether it is a link to another page, not to a place on this one."""
        at, mark, _ = (element.get("href") or "").partition("#")
        return _is_link(element) and not (mark and self._base.join(at) == self._page.url)

    # -- what a script fills or asks

    def places(self) -> Iterator[LooseEnd]:
        """Empty places of the list's part of the page that scripts name, or may name that nobody read."""
        if self._further or self._asks or not self._page.is_column or self._part is None:
            return
        code = "\n".join((scripts(self._page.text), *self._page.files.values()))
        for element in self._part.iter(*_FILLED):
            name = element.get("id")
            if name and not len(element) and not (element.text or "").strip():
                named = re.search(rf"[\"'#]{re.escape(name)}\b", code)
                if named or (self._has_unread_scripts and self._is_beside(element)):
                    yield LooseEnd("place", name)

    @cached_property
    def _has_unread_scripts(self) -> bool:
        """Whether the page loads scripts of the portal's own that are not at hand."""
        own = host(self._page.url)
        files = loaded(self._root, self._page.url)
        return any(url not in self._page.files and host(url) == own for url in files)

    def _is_beside(self, element: Element) -> bool:
        """Whether it stands beside the list itself, or beside what holds it."""
        return element.getparent() in self._around

    def frames(self) -> Iterator[LooseEnd]:
        """Frames that show what no link leads to."""
        for frame in islice(self._root.iter(*_FRAMES), 20):
            sources = (frame.get(name) for name in ("src", "data", "data-src", "lay-src"))
            url = next((url for source in sources if source and (url := self._base.join(source))), None)
            own = url is not None and host(url) == host(self._page.url)
            if url and not _ASSET.search(url) and (own or (self._page.is_column and not self._rows)):
                yield LooseEnd("frame", url)

    def requests(self) -> Iterator[LooseEnd]:
        """What the scripts of a list ask for that nobody asks: rows come with a click, by scrolling, or after some time."""
        if self._asks or self._further or not self._page.is_column:
            return
        for effect in self._effects():
            url = str(effect.options.get("url") or "")
            if effect.kind == "ask" and effect.options.get("answered") and not _ASSET.search(url):
                yield LooseEnd("request", _HOLES.sub("…", url))

    def _effects(self) -> Iterator[Effect]:
        """What the scripts of the page would do, by themselves and when something is clicked."""
        if script_lists.has_scripts(self._page):
            yield from self._page.reading.effects
            yield from self._page.reading.uncalled
            for _, _, effects in script_lists.clicks(self._page):
                yield from effects

    def links(self, chosen: set[str]) -> Iterator[LooseEnd]:
        """Links that bear the title of a report and are not asked: packed files, other hosts, addresses of no kind that is known."""
        for link in self._rows:
            said = words.line(link.title or link.text)
            facts = read_title(said)
            if facts.is_report and facts.year and link.url not in chosen and not _ABOVE.search(said):
                yield LooseEnd("link", link.url)

    def printed(self) -> Iterator[LooseEnd]:
        """Addresses that attributes, scripts and the text print."""
        if not self._page.is_column:
            return
        found = dict.fromkeys([*self._in_attributes(), *literals(self._page), *self._in_text()])
        for text in islice(found, 400):
            if PATH.fullmatch(text) and not _ASSET.search(text) and self._base.join(text) not in self._led:
                yield LooseEnd("address", text)

    def _in_text(self) -> Iterator[str]:
        own = host(self._page.url)
        for element in self._elements():
            for text in (element.text, element.tail):
                if text and "//" in text and element.tag not in ("script", "style", "a"):
                    yield from (url for url in _URL.findall(text) if host(url) == own)

    def _in_attributes(self) -> Iterator[str]:
        for element in self._elements():
            if element.tag not in _FURNITURE and (element.get("type") or "").lower() != "hidden":
                for name, value in element.attrib.items():
                    if (
                        name not in ("href", "class", "style", "id", "title", "src", "xmlns")
                        and 3 < len(value) <= 200
                    ):
                        yield value.strip()

    def templates(self) -> Iterator[LooseEnd]:
        """What a script was to replace by words."""
        if self._asks or (self._listed and not self._page.is_column):
            return
        for element in self._elements():
            if element.tag not in ("script", "style") and (found := _PLACEHOLDER.search(element.text or "")):
                yield LooseEnd("template", found[0])
        if self._page.is_column and (bound := _OF_PROGRAMS.search(self._page.text)):
            yield LooseEnd("template", bound[1])


_FILLED = frozenset(("div", "ul", "ol", "table", "tbody", "span", "p", "nav", "section", "dl"))
