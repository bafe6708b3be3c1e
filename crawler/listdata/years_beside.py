"""The other years that a report's page offers beside it to click: some bodies show their newest report itself, and no list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.books import LooseEnd
from crawler.listdata import script_clicks, script_effects
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

_BOXES = ("a", "li", "span", "div", "dd", "em", "i", "b", "button", "label")
_PRINTED = re.compile(r">\s{0,20}20[012]\d\s{0,9}(?:年|<|\()")
_MOST, _FEWEST, _UP = 3_000, 2, 3
"""Elements that are looked at; years side by side that are no words of the report; boxes around a year that may be what is clicked."""


def links(page: Page) -> list[Found]:
    """Where a click on each of them leads."""
    years = _years(page)
    if not years or not script_clicks.has_scripts(page):
        return []
    found = []
    for element, _, effects in script_clicks.clicks(page):
        text = next((said for year, said in years.items() if _is_around(element, year)), None)
        opened = (script_effects.opened(page, effect, text) for effect in effects if text)
        found += [Found(x.url, x.text, kind="list", form=x.form) for x in opened if x and x.url != page.url]
    return found


def has_years(page: Page) -> bool:
    """Whether a report's page offers other years of which no link says where they are."""
    return bool(_years(page))


def unled(page: Page, rows: list[Found]) -> Iterator[LooseEnd]:
    """The reports of those years to which nothing leads, as they would be called."""
    own = read_title(words.line(page.outline.title or ""))
    led = {words.line(link.text) for link in rows if link.url != page.url}
    for said in dict.fromkeys(_years(page).values()):
        if said not in led and int(said[:4]) != own.year:
            yield LooseEnd("title", f"{own.head or ''}{said[:4]}年政府信息公开工作年度报告")


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
        if _is_linked(box):
            continue
        if _is_clicked(box) or _beside(box) >= _FEWEST:
            yield box, said


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
    if parent is None or next(islice(box.iterancestors("table", "p"), 1), None) is not None:
        return 0
    beside = (words.line(tidy(e.text or "")) for e in islice(parent.iterchildren(box.tag), 60))
    return len({said for said in beside if words.YEAR_CHILD.match(said)})


def _is_around(element: Element, year: Element) -> bool:
    return element is year or any(box is element for box in islice(year.iterancestors(), _UP))
