"""What a click on each element of a page would do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.page.page import Page
from crawler.script.effects import Effect
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

_LONGEST_WORDS = 60
_SCRIPTS = re.compile(
    r"<script\b|\son(?:click|change)\s{0,9}=|href\s{0,9}=\s{0,9}[\"']?javascript:[^\"'>]{0,200}[(=]", re.I
)
"""A script, or the code of a handler without one."""


def has_scripts(page: Page) -> bool:
    return bool(_SCRIPTS.search(page.text))


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
        yield element, said_by(element), effects
    for element, code in handlers(page):
        effects = page.reading.clicked(element, code)
        if effects:
            yield element, said_by(element), effects


def worked_with(page: Page, box: Element, text: str) -> Iterator[tuple[Element, str, list[Effect]]]:
    """What clicks would do once a reader has written this into a box of the page."""
    page.reading.browser.elements.written = {box: text}
    yield from _clicks(page)
    page.reading.browser.elements.written = {}


def handlers(page: Page) -> Iterator[tuple[Element, str]]:
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


def said_by(element: Element) -> str:
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
