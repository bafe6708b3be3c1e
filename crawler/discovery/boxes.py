"""What no word of a link tells, but where it stands or how it is marked: 更多 below a box of reports, 下一页 on the button of a form or in
the class of an arrow, the years of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from crawler.discovery.list_rows import is_picture, pictures
from crawler.listdata import script_clicks, script_effects, years_beside
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page, words_of
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

_MORE = re.compile(r"^\W*(?:查看|点击|浏览)?(?:更多|全部|more)?(?:信息)?\W*$", re.I)
_MORE_MARK = re.compile(r"(?<![a-z])more(?![a-z])", re.I)
_CALLS = re.compile(r"#|javascript:", re.I)
"""The address of a link that a script follows."""
_MOST_LINKS, _MOST_BOXES, _HIGHEST, _FEWEST = 60, 40, 4, 2
"""Links of a box, boxes of a page, tags around a link that may be its box, reports in it."""
_MOST_FORMS, _MOST_FIELDS, _MOST_OPTIONS = 20, 4, 120
_MOST_EMPTY = 8
"""Fields of a form that are sent as they stand."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "dt", "caption", "legend"))
_TELLS = re.compile(r"[A-Z月季半年]").search
"""In words that are no number of a pager and no arrow."""
_TITLE = 10
"""Characters from which on a link is called by a title, not by the name of a column."""
_MOST_DATED = 4
"""Rows with a date from which on a page lists papers itself; its numbers are those of a pager."""
_NEXT_CLASS = re.compile(r"(?<![a-z])next(?![a-z])|\b(?:angle|arrow|chevron)s?-(?:double-)?right\b", re.I)
STATE = "__VIEWSTATE"
"""A form that carries the state of a server: what it answers is no address."""


def more_of_reports(page: Page) -> list[Found]:
    """Links without a name of their own in a box whose other links mostly are reports: they lead to all of them."""
    return [link for a, mostly in _beside_reports(page) if mostly for link in _led_to(page, a)]


def more_of_mixed(page: Page) -> list[Found]:
    """The same in a box that shows a report among other papers: older reports stand behind it."""
    return [link for a, mostly in _beside_reports(page) if not mostly for link in _led_to(page, a)]


def _beside_reports(page: Page) -> Iterator[tuple[Element, bool]]:
    """Links without a name of their own in a box that shows reports, and whether these are most of it. In a column, where 更多 is
    known by its address, those that say so by a picture or a class alone."""
    if page.root is None or page.outline.kind == "report":
        return
    said = dict(page.anchors)
    nameless = (a for a, text in page.anchors if _MORE.match(text) and a.get("href"))
    for link in islice(nameless, _MOST_BOXES):
        if not page.is_column or (not said[link] and _is_marked_more(link)):
            shown, reports = _box_of(link, said)
            mostly = reports >= _FEWEST and 2 * reports >= shown
            if mostly or (reports and not page.is_column):
                yield link, mostly


def unnamed(page: Page) -> list[Found]:
    """Pictures without words that are links on a page of disclosure, but for those in a box of other papers: one may be the button
    of the column of reports."""
    if page.root is None or not page.is_disclosure or page.is_column or page.outline.kind == "report":
        return []
    said = {a: text if len(text) >= _TITLE else "" for a, text in page.anchors}
    return pictures(page, (a for a in said if is_picture(a) and not any(_box_of(a, said))))


def doors(page: Page) -> list[Found]:
    """Pictures without words that are links, and the parts of such a picture: on a home page of which no word leads to disclosure
    (whoever asks sees to that), and on a page behind one of these."""
    entry = page.entry
    behind = entry.kind == "guess" and not entry.anchor
    if page.root is None or page.outline.kind == "report" or not (entry.kind == "home" or behind):
        return []
    areas = islice(page.root.iter("area"), _MOST_BOXES)
    silent = (area for area in areas if not (area.get("alt") or area.get("title")))
    return pictures(page, chain(silent, (a for a, _ in page.anchors if is_picture(a))))


def _is_marked_more(link: Element) -> bool:
    """Whether the class of a link, or the file of its picture, says more."""
    marks = (f"{e.get('class') or ''} {e.get('src') or ''}" for e in islice(link.iter(), 4))
    return any(map(_MORE_MARK.search, marks))


def more_below_headings(page: Page) -> list[Found]:
    """Links without a name of their own beside a heading, on a page of disclosure: they lead to what it names."""
    if page.root is None or not page.is_disclosure or page.outline.kind == "report":
        return []
    nameless = (a for a, text in page.anchors if _MORE.match(text))
    named = ((a.get("href") or "", _heading_of(a)) for a in islice(nameless, _MOST_BOXES))
    return [Found(urljoin(page.base, at), said) for at, said in named if said and at and not _CALLS.match(at)]


def _heading_of(link: Element) -> str:
    """The words of the heading in which a link stands, or which stands beside it."""
    for box in islice(link.iterancestors(), _HIGHEST):
        heading = box if box.tag in _HEADINGS else next((e for e in box if e.tag in _HEADINGS), None)
        if heading is not None:
            name = words.line(words_of(heading).replace(words_of(link), ""))
            return name if len(name) <= words.LONGEST_NAME else ""
    return ""


def _led_to(page: Page, link: Element) -> Iterator[Found]:
    """Where a link without a name leads: by its address, or by what its script opens."""
    target = (link.get("href") or "").strip()
    if not _CALLS.match(target):
        yield Found(urljoin(page.base, target), "更多", kind="list")
        return
    effects = (effects for element, _, effects in script_clicks.clicks(page) if element is link)
    for effect in next(effects, []):
        if opened := script_effects.opened(page, effect, "更多"):
            yield replace(opened, kind="list")


def _box_of(link: Element, words_by_link: Mapping[Element, str]) -> tuple[int, int]:
    """How many titles the smallest box around a link holds, and how many of reports; none where the box is a pager, or no box."""
    for box in islice(link.iterancestors(), _HIGHEST):
        beside = list(islice((a for a in box.iter("a") if a is not link), _MOST_LINKS + 1))
        said = [text for a in beside if (text := words.line(a.get("title") or words_by_link[a]))]
        if any(map(words.PAGE_NUMBER.match, said)) or len(beside) > _MOST_LINKS:
            return 0, 0
        if said:
            return len(said), sum(bool((facts := read_title(text)).is_report and facts.year) for text in said)
    return 0, 0


def next_by_form(page: Page) -> Iterator[Found]:
    """The further pages behind a form whose button says 下一页, or whose buttons are the numbers of pages, sent as it is printed."""
    forms = page.root.iter("form") if page.root is not None else ()
    for form in islice(forms, _MOST_FORMS):
        fields = hidden(form)
        for button in () if STATE in dict(fields) else _turning(form):
            pressed = [*fields, *_pressed(button)]
            if pressed:
                yield replace(sent(page, form, pressed, ""), pagination=True)


def _turning(form: Element) -> list[Element]:
    """The button of a form that says 下一页; else those that say numbers, where these are sent."""
    buttons = list(islice(filter(_sends, form.iter("input", "button")), _MOST_OPTIONS))
    following = [button for button in buttons if words.NEXT.match(_label_of(button))]
    numbers = [b for b in buttons if _pressed(b) and words.PAGE_NUMBER.match(_label_of(b))]
    return following[:1] or (numbers if len(numbers) >= _FEWEST else [])


def _pressed(button: Element) -> list[tuple[str, str]]:
    """What a button adds to its form when it is pressed."""
    name = button.get("name")
    if (button.get("type") or "").lower() == "image":
        return [(f"{name}.{side}" if name else side, "1") for side in ("x", "y")]
    return [(name, button.get("value") or "")] if name else []


def sent(page: Page, form: Element, fields: list[tuple[str, str]], text: str) -> Found:
    """What a form leads to with these fields."""
    url, sent = urljoin(page.base, form.get("action") or page.url), page.as_sent(fields)
    if (form.get("method") or "get").lower() == "post":
        return Found(url, text, form=sent)
    return Found(urlsplit(url)._replace(query=sent).geturl(), text)


def choices(page: Page) -> Iterator[Found]:
    """What a form leads to for each of the years, or bodies, of which one is chosen in it: no other field is to be filled in. In a
    column a box for words may stay empty beside the years of which it shows one; beside a report only its other years count."""
    if page.root is not None and page.outline.kind == "report":
        yield from _years_of_report(page)
        return
    if page.root is None or not (page.is_column or page.is_disclosure):
        return
    for form in islice(page.root.iter("form"), _MOST_FORMS):
        if STATE in dict(hidden(form)):
            continue
        if not _is_written_in(form):
            yield from _chosen(page, form, hidden(form))
        elif page.is_column and len(boxes := _left_empty(form)) <= _MOST_EMPTY:
            yield from (found for found in _chosen(page, form, boxes) if words.YEAR_CHILD.match(found.text))


def _years_of_report(page: Page) -> Iterator[Found]:
    """What the forms beside a report lead to for each of the other years."""
    others = years_beside.others(page)
    for form in islice(page.root.iter("form") if page.root is not None and others else (), _MOST_FORMS):
        if STATE not in dict(hidden(form)) and not _is_written_in(form):
            years = (found for found in _chosen(page, form, hidden(form)) if words.line(found.text) in others)
            yield from (replace(found, kind="list") for found in years)


def _left_empty(form: Element) -> list[tuple[str, str]]:
    """The fields of a form that its reader does not see, and boxes for words as they stand there; more than are believed where
    something else is to be filled in."""
    kinds = {(f.get("type") or "text").lower() for f in form.iter("input")}
    if kinds & {"password", "file", "checkbox", "tel", "email"} or form.find(".//textarea") is not None:
        return [("", "")] * (_MOST_EMPTY + 1)
    boxes = [
        f
        for f in form.iter("input")
        if (f.get("type") or "text").lower() in ("text", "search") and f.get("name")
    ]
    return [*hidden(form), *((f.get("name") or "", f.get("value") or "") for f in boxes)]


def _chosen(page: Page, form: Element, sent_too: list[tuple[str, str]]) -> Iterator[Found]:
    """The form as it would be sent with each year or body of the one field that has them, all others left at 全部; with each of the
    shortest field where all of them have 全部."""
    fields = _fields(form)
    named = {name: _named(options) for name, options in fields.items()}
    telling = sorted(
        (name for name, found in named.items() if len(found) >= _FEWEST), key=lambda n: len(named[n])
    )
    for name in telling:
        others = [other for other in fields if other != name]
        if all(_is_open(fields[other]) for other in others):
            rest = [*sent_too, *((other, "") for other in others)]
            yield from (sent(page, form, [*rest, (name, value)], text) for text, value in named[name])
            return


def _fields(form: Element) -> dict[str, list[tuple[str, str]]]:
    """Name of each field in which one of several is chosen -> the words and the value of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for choice in islice(form.iter("select"), _MOST_FIELDS):
        options = islice(choice.iter("option"), _MOST_OPTIONS)
        found[choice.get("name") or ""] = [(words_of(o), _value(o)) for o in options]
    for button in islice(form.iter("input"), _MOST_OPTIONS):
        if (button.get("type") or "").lower() == "radio":
            found.setdefault(button.get("name") or "", []).append(
                (_label(form, button), button.get("value") or "")
            )
    return {name: options for name, options in found.items() if name}


def _value(option: Element) -> str:
    """What an option sends: its words where it says nothing else, and these name one of several."""
    said, value = words_of(option), option.get("value")
    if value is None:
        return said if words.is_choice(words.line(said)) else ""
    return str(value)


def _label(form: Element, button: Element) -> str:
    """The words beside a radio button."""
    name, around = button.get("id"), button.getparent()
    label = next(
        (e for e in islice(form.iter("label"), _MOST_OPTIONS) if name and e.get("for") == name), None
    )
    if label is None and around is not None and around.tag == "label":
        label = around
    return words_of(label) if label is not None else tidy(button.tail or "")


def _named(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(said, value) for said, value in options if value and words.is_choice(words.line(said))]


def _is_open(options: list[tuple[str, str]]) -> bool:
    """Whether a field may be left as it is: nothing is chosen in it, or it is open for all."""
    return any(not value for _, value in options)


def hidden(form: Element) -> list[tuple[str, str]]:
    """The fields of a form that its reader does not see."""
    return [(f.get("name") or "", f.get("value") or "") for f in form.iter("input") if _is_hidden(f)]


def _is_written_in(form: Element) -> bool:
    """Whether a reader would write something into a form."""
    kinds = {(f.get("type") or "text").lower() for f in form.iter("input")}
    return (
        bool(kinds - {"hidden", "submit", "button", "image", "reset", "radio"})
        or form.find(".//textarea") is not None
    )


def parts_of_index(page: Page) -> list[Found]:
    """The other parts of a page that shows a part of an index: bodies by their first letter, papers by month."""
    if page.outline.kind == "report" or page.entry.further:
        return []
    said = ((link, words.line(link.text)) for link in page.outline.links if link.url != page.url)
    found = {
        link.url: text for link, text in said if words.NAMELESS.match(text) and _is_beside(page.url, link.url)
    }
    numbers = sum(text.isdecimal() for text in found.values())
    is_index = numbers >= words.FEWEST_NUMBERS or any(map(_TELLS, found.values()))
    if not is_index or len(page.row_dates) >= _MOST_DATED:
        return []
    return [Found(url, text) for url, text in found.items()]


def _is_beside(own: str, other: str) -> bool:
    """Whether an address lies below a page's folder or beside it, or is the page with other parameters."""
    mine, theirs = urlsplit(own), urlsplit(other)
    around = mine.path.rstrip("/").rpartition("/")[0] or mine.path.rpartition("/")[0]
    return mine.netloc == theirs.netloc and theirs.path.startswith(around + "/")


def next_without_words(page: Page) -> Iterator[Found]:
    """The further page behind an arrow: `rel`, a class or a label for screen readers says next."""
    heads = [(link, "next") for link in page.root.iter("link")] if page.root is not None else []
    for link, text in (*heads, *page.anchors):
        if not _is_marked_next(link, text):
            continue
        target = (link.get("href") or "").strip()
        if not target or target.startswith("#") or target.lower().startswith("javascript:"):
            continue
        if (url := urljoin(page.base, target)) != page.url:
            yield Found(url, "", pagination=True)


def _is_marked_next(link: Element, text: str) -> bool:
    """Whether a link says next to programs; `text`: what it says to readers."""
    if "next" in (link.get("rel") or "").lower().split():
        return True
    if text:
        return False
    label = link.get("aria-label") or link.get("title") or ""
    classes = " ".join(node.get("class") or "" for node in islice(link.iter(), 4))
    return bool(words.NEXT.match(label.strip()) or _NEXT_CLASS.search(classes))


def _is_hidden(field: Element) -> bool:
    return field.get("type", "").lower() == "hidden" and bool(field.get("name"))


def _sends(button: Element) -> bool:
    kind = (button.get("type") or ("submit" if button.tag == "button" else "text")).lower()
    return kind in ("submit", "image")


def _label_of(button: Element) -> str:
    said = words_of(button) if button.tag == "button" else button.get("value") or ""
    return tidy(said or button.get("alt") or button.get("value") or "")
