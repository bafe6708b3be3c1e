"""The other years that a report's page offers beside it to click or to choose: some bodies show their newest report itself, and no list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.listdata import script_choices, script_clicks, script_effects
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

_BOXES = ("a", "li", "span", "div", "dd", "em", "i", "b", "button", "label", "option")
_WRITTEN = frozenset(("text", "search", "password", "date"))
"""Fields beside which years are those of a search."""
_PRINTED = re.compile(r">\s{0,20}20[012]\d\s{0,9}(?:年|<|\()")
_MOST, _FEWEST, _UP, _MOST_FIELDS = 3_000, 2, 3, 20
"""Elements that are looked at; years side by side that are no words of the report; boxes around a year that may be what is clicked;
fields of a form."""


def links(page: Page) -> list[Found]:
    """Where a click on each of them leads, or the choice of it."""
    years = _years(page)
    if not years or not script_clicks.has_scripts(page):
        return []
    chosen = (x for x in script_choices.chosen(page) if words.line(x.text) in others(page))
    found = [Found(x.url, x.text, kind="list", form=x.form) for x in chosen]
    for element, _, effects in script_clicks.clicks(page):
        text = next((said for year, said in years.items() if _is_around(element, year)), None)
        opened = (script_effects.opened(page, effect, text) for effect in effects if text)
        found += [Found(x.url, x.text, kind="list", form=x.form) for x in opened if x and x.url != page.url]
    return found


def has_years(page: Page) -> bool:
    """Whether a report's page offers other years of which no link and no click says where they are."""
    if not (found := others(page)):
        return False
    led = {words.line(link.text) for link in links(page)}
    return not led.issuperset(found)


def unled(page: Page, rows: list[Found]) -> Iterator[LooseEnd]:
    """The reports of those years to which nothing leads, as they would be called."""
    own = read_title(words.line(page.outline.title or ""))
    led = {words.line(link.text) for link in rows if link.url != page.url}
    for said in others(page):
        if said not in led:
            yield LooseEnd("title", f"{own.head or ''}{said[:4]}年政府信息公开工作年度报告")


def others(page: Page) -> list[str]:
    """The years beside the report's own."""
    own = read_title(words.line(page.outline.title or "")).year
    return [said for said in dict.fromkeys(_years(page).values()) if int(said[:4]) != own]


def _years(page: Page) -> dict[Element, str]:
    """The boxes that hold nothing but a year, several side by side or each to be clicked; remembered with the page."""
    known: dict[Element, str] | None = page.__dict__.get("_years_beside")
    if known is None:
        is_report = page.outline.kind == "report" and page.root is not None
        known = dict(_boxes(page.root)) if is_report and _PRINTED.search(page.text) else {}
        page.__dict__["_years_beside"] = known
    return known


def _boxes(root: Element | None) -> Iterator[tuple[Element, str]]:
    for box in islice(root.iter(*_BOXES) if root is not None else (), _MOST):
        text = box.text
        if (
            not text
            or "20" not in text
            or len(box)
            or not words.YEAR_CHILD.match(said := words.line(tidy(text)))
        ):
            continue
        if _is_linked(box) or (box.tag == "option" and _is_of_search(box)):
            continue
        if _is_clicked(box) or _beside(box) >= _FEWEST:
            yield box, said


def _is_of_search(option: Element) -> bool:
    """Whether words are written beside what is chosen: in its form, or next to it where it has none."""
    form = next(option.iterancestors("form"), None)
    around = [form] if form is not None else islice(option.iterancestors("div", "p", "td", "li"), 1)
    fields = (field for box in around for field in islice(box.iter("input"), _MOST_FIELDS))
    return any((field.get("type") or "text").lower() in _WRITTEN for field in fields)


def _is_linked(box: Element) -> bool:
    link = box if box.tag == "a" else next(islice(box.iterancestors("a"), 1), None)
    target = "" if link is None else (link.get("href") or "").strip()
    return bool(target) and not target.startswith("#") and target[:11].lower() != "javascript:"


def _is_clicked(box: Element) -> bool:
    around = [box, *islice(box.iterancestors(), 1)]
    return box.tag == "a" or any(n == "onclick" or n.startswith("data-") for e in around for n in e.keys())  # noqa: SIM118


def _beside(box: Element) -> int:
    """How many years stand side by side in boxes of one kind, this one among them."""
    parent = box.getparent()
    is_text = box.tag != "option" and next(islice(box.iterancestors("table", "p"), 1), None) is not None
    if parent is None or is_text:
        return 0
    beside = (words.line(tidy(e.text or "")) for e in islice(parent.iterchildren(box.tag), 60))
    return len({said for said in beside if words.YEAR_CHILD.match(said)})


def _is_around(element: Element, year: Element) -> bool:
    return element is year or any(box is element for box in islice(year.iterancestors(), _UP))
