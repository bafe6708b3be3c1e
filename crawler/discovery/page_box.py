"""A pager that is a box to write the number of the page in: 到第[ ]页 跳转, in a form or beside a button that a script follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from crawler.discovery.boxes import STATE, hidden, sent
from crawler.listdata import rows, script_clicks, script_pagers
from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element

_MOST_BOXES, _UP, _LONGEST = 10, 4, 200
"""Boxes of a page, tags around one in which its words stand, and characters of these."""
_GOES = re.compile(r"^\W*(?:跳转?(?:到|至)?|转(?:到|至)?|前往|确定|确认|提交|go)\W*$", re.I)
_PAGES = re.compile(
    r"共\s{0,3}(\d{1,4})\s{0,3}页|(?<![\d/-])(\d{1,4})\s{0,3}/\s{0,3}(\d{1,4})(?![\d/-])\s{0,3}页?"
)
_SEARCHES = re.compile(r"搜索|检索|查询|search|关键[词字]", re.I)
_HERE = re.compile(r"第\s{0,3}(\d{1,4})\s{0,3}页|(?<!\d)(\d{1,4})\s{0,3}/\s{0,3}\d{1,4}")


def by_number(page: Page) -> Iterator[Found]:
    """The next page of a list, where its number is to be written into a box; nothing where the page does not print how many there
    are."""
    if page.root is None or not (page.is_column or page.names_reports):
        return
    for box in islice(filter(_is_written, page.root.iter("input")), _MOST_BOXES):
        around = None if _is_search(box) else _pager(box)
        if around is None:
            continue
        pages, here = _read(_PAGES, around), _own(page, box) or _read(_HERE, around) or 1
        if here < min(pages, rows.MOST_PAGES):
            yield from islice(_led_on(page, box, around, str(here + 1)), 1)
            return


def _own(page: Page, box: Element) -> int:
    """The number that stands in a box; 0 for none."""
    written = (box.get("value") or "").strip()
    return int(written) if written.isdecimal() and len(written) < 5 else 0


def _is_written(field: Element) -> bool:
    return (field.get("type") or "text").lower() in ("text", "number", "")


def _is_search(box: Element) -> bool:
    """Whether words are to be written into a box, not a number: the search of every page."""
    form = next(box.iterancestors("form"), None)
    said = [box.get("placeholder") or "", box.get("title") or ""]
    for button in islice(form.iter("input", "button"), _MOST_BOXES) if form is not None else ():
        if button is not box:
            said += ["".join(button.itertext()), button.get("value") or "", button.get("alt") or ""]
    return bool(_SEARCHES.search(" ".join(said)))


def _pager(box: Element) -> Element | None:
    """The smallest element around a box that says how many pages there are; None where that is no pager."""
    for around in islice(box.iterancestors(), _UP):
        said = tidy("".join(around.itertext()))
        if len(said) > _LONGEST:
            return None
        if _PAGES.search(said):
            return around
    return None


def _read(pattern: re.Pattern[str], around: Element) -> int:
    match = pattern.search(tidy("".join(around.itertext())))
    return int(next(filter(None, reversed(match.groups())), "0")) if match else 0


def _led_on(page: Page, box: Element, around: Element, number: str) -> Iterator[Found]:
    """What a form, or the script behind a button beside it, leads to with this number in the box."""
    form = next(box.iterancestors("form"), None)
    if form is not None and box.get("name"):
        fields = [*hidden(form), (box.get("name") or "", number)]
        if STATE not in dict(fields) and not any(f is not box and _is_written(f) for f in form.iter("input")):
            yield replace(sent(page, form, fields, ""), pagination=True)
        return
    for element, text, effects in script_clicks.worked_with(page, box, number):
        if _GOES.match(text) and any(e is around for e in element.iterancestors()):
            yield from (link for effect in effects if (link := script_pagers.led_on(page, effect)))
