"""The style sheets of a page: their rules on a screen, and what is declared in them.

The pieces of CSS that tell whether a text is seen; style sheets in files of their own are not at hand when a page is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from parsers.readers.html.styles import media

MAX_STYLE = 400_000
"""Characters of style sheets that are read; a page's own have a tenth."""
KEPT_SHEETS = 4
"""Sheets whose rules are kept: the pages of a portal have the same."""
_DEEPEST, _MOST_COMBINED, _LONGEST_COMBINED = 6, 50, 2_000
"""Rules within rules that are read, selectors that come of them, and their characters."""
_COMMA_OR_BRACKET = re.compile(r"([,()\[\]])")
_OF_A_PART = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.I)
"""In a selector of what is no element."""
_BRACE = re.compile("[{}]")
_VARIABLE = re.compile(r"(--[\w-]{1,60})\s{0,9}:([^;{}]{0,100})")
_USED = re.compile(r"var\(\s{0,9}(--[\w-]{1,60})[^()]{0,60}\)")
_PARTS = re.compile(r"(#[\w-]+)|(\.[\w-]+|\[[^\[\]]*\]|:[\w-]+)|([A-Za-z][\w-]*)")

Declared = list[tuple[str, str, bool]]
"""Name, value and importance of declarations, in small letters."""
Rank = tuple[tuple[int, int, int], int]
"""Specificity and order of a declaration; the greater one wins."""
OWN_STYLE: Rank = ((1_000, 0, 0), 0)
ATTRIBUTE: Rank = ((0, 0, 0), -1)


class PageStyles:
    """What a page says of looks, parsed once for all who ask."""

    def __init__(self, page: LexborHTMLParser, low: str) -> None:
        self.page = page
        self.low = low
        """The page's text in small letters: patterns without regard to letters take much longer."""
        self._declared: dict[str, Declared] = {}
        self._variables: dict[str, str] = {}

    @cached_property
    def sheet(self) -> str:
        """What the `<style>` elements say on a screen, variables in their places, without comments."""
        written = _sheets(self.page)
        self._variables = dict(_VARIABLE.findall(written)) if "--" in written else {}
        return _without_comments(self._resolved(written))

    @cached_property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """Selectors and declarations of each rule, as they are written."""
        return rules_of(self.sheet)

    @cached_property
    def own(self) -> dict[str, list[Any]]:
        """What `style` attributes say, each with its elements: hundreds of a page say the same."""
        found: dict[str, list[Any]] = {}
        for node in self.page.css("[style]"):
            found.setdefault(node.attrs["style"] or "", []).append(node)
        if any("var(" in style for style in found) and self.sheet:  # which tells the variables
            same: dict[str, list[Any]] = {}
            for style, nodes in found.items():
                same.setdefault(self._resolved(style), []).extend(nodes)
            return same
        return found

    def _resolved(self, css: str) -> str:
        """A style with the variables of the page in their places."""
        return _USED.sub(lambda used: self._variables.get(used[1], ""), css) if "var(" in css else css

    def declared(self, block: str) -> Declared:
        """What a block or a `style` declares."""
        known = self._declared.get(block)
        if known is None:
            known = self._declared[block] = declarations(block)
        return known

    def said_of(self, wanted: re.Pattern[str], most_rules: int) -> Iterator[tuple[Any, Declared, Rank]]:
        """Elements, what is declared of them, and how much it weighs: by the last rules that have a wanted word, and by themselves."""
        rules = [
            (selector, block)
            for selectors, block in self.rules
            if wanted.search(block)
            for selector in selectors_of(selectors)
            if not _OF_A_PART.search(selector)
        ]
        for order, (selector, block) in enumerate(rules[-most_rules:]):
            for node in self.matched(selector):
                yield node, self.declared(block), (specificity(selector), order)
        for style, nodes in self.own.items():
            if wanted.search(style):
                declared = self.declared(style)
                yield from ((node, declared, OWN_STYLE) for node in nodes)

    def matched(self, selector: str) -> Iterator[Any]:
        """The elements that a selector names; none for one that lexbor does not know."""
        if selector.strip():
            with suppress(SelectolaxError):
                yield from self.page.css(selector.strip())


def _sheets(page: LexborHTMLParser) -> str:
    """What the `<style>` elements of a page say on a screen."""
    sheets = "\n".join(node.text() for node in page.css("style") if _on_screen(node))[:MAX_STYLE]
    # Old pages hide a style sheet from older browsers in the marks of a comment of HTML, which CSS passes over.
    return sheets.replace("<!--", " ").replace("-->", " ")


def _without_comments(css: str) -> str:
    """A style sheet without its comments; one that is never closed goes on to the end."""
    pieces, at = [], 0
    while (begin := css.find("/*", at)) >= 0:
        pieces.append(css[at:begin])
        end = css.find("*/", begin + 2)
        at = len(css) if end < 0 else end + 2
    return " ".join([*pieces, css[at:]])


def _on_screen(node: Any) -> bool:
    """Whether a `<style>` is one for a browser that shows pages and runs scripts."""
    if (node.attributes.get("type") or "text/css").strip().lower() != "text/css":
        return False
    within = node.parent is not None and node.parent.tag == "noscript"
    return not within and media.shown(node.attributes.get("media") or "all")


@lru_cache(maxsize=KEPT_SHEETS)
def rules_of(sheet: str) -> tuple[tuple[str, str], ...]:
    """Selectors and declarations of each rule of a sheet."""
    return tuple(_blocks(sheet))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule, those of rules within rules too; of at-rules those that hold here."""
    within = [("", True)]
    at = 0
    for brace in _BRACE.finditer(css):
        text, at = css[at : brace.start()], brace.end()
        opens = brace[0] == "{"
        own, _, prelude = text.rpartition(";") if opens else (text, "", "")
        selectors, counts = within[-1]
        if counts and selectors and own:
            yield selectors, own
        if opens:
            within.append(_inner(within, prelude.strip()))
        elif len(within) > 1:
            within.pop()
    if within[-1][1] and within[-1][0]:
        yield within[-1][0], css[at:]


def _inner(within: list[tuple[str, bool]], prelude: str) -> tuple[str, bool]:
    """The selectors of a block that opens in others, and whether its rules count."""
    selectors, counts = within[-1]
    if prelude.startswith("@"):
        return selectors, counts and media.holds(prelude)
    if not selectors or not counts:
        return prelude, counts
    outer, inner = selectors_of(selectors), selectors_of(prelude)
    long = len(selectors) * (1 + prelude.count("&")) > _LONGEST_COMBINED
    if long or len(within) >= _DEEPEST or len(outer) * len(inner) > _MOST_COMBINED:
        return prelude, False
    combined = (two.replace("&", one) if "&" in two else f"{one} {two}" for one in outer for two in inner)
    return ",".join(combined), True


def declarations(block: str) -> Declared:
    """Name, value and importance of each declaration of a block or a `style` attribute."""
    found = []
    for piece in block.split(";"):
        name, _, value = piece.partition(":")
        value, important, _ = value.lower().partition("!important")
        found.append((name.strip().lower(), value.strip(), bool(important)))
    return found


def selectors_of(text: str) -> list[str]:
    """The selectors of a rule: a comma within brackets, as in `:is(td, th)`, parts none."""
    found, depth = [""], 0
    for piece in _COMMA_OR_BRACKET.split(text):
        depth = max(0, depth + (piece in "([" and piece != "") - (piece in ")]" and piece != ""))
        if piece == "," and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    return found


def specificity(selector: str) -> tuple[int, int, int]:
    """How closely a selector names its elements: by ids, classes and tags (CSS Selectors 4, 17)."""
    counts = [0, 0, 0]
    for ids, classes, tags in _PARTS.findall(selector):
        counts[0] += bool(ids)
        counts[1] += bool(classes)
        counts[2] += bool(tags)
    return counts[0], counts[1], counts[2]
