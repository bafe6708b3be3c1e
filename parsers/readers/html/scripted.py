"""Cells whose text a script of the page sets when it runs. Nothing is run here: what a script would print is not known, only
that the source's text, or its blank, is not what the page shows.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parsers.readers.html.styles.visibility import FILLED, Marks

_MAX_SCRIPTS = 1_000_000
"""Characters of scripts in which names are looked for."""
_LONGEST = 20
"""Characters of a text that may be a number; an element with more of it lays out the page."""
_NAMED = "td[id], th[id], td [id], th [id]"
_SETS = re.compile(
    r"\.(?:inner(?:HTML|Text)|textContent|text|html|append|countUp|value)\b|document\.write|CountUp"
)
_PUTS = re.compile(
    r"\.(?:(?:innerHTML|innerText|textContent)\s{0,9}\+?=(?!=)|(?:text|html|append|val|countUp)\(\s{0,9}[^)\s])|CountUp"
)
_CLASS = re.compile(r"[\"'`\s>,][a-z]{0,8}\.([A-Za-z_][\w-]{0,60})|ClassName\(\s{0,9}[\"'`]([\w-]{1,60})")
_NEAR, _MOST_SETTERS = 200, 500
"""Characters before a text is set in which the class is looked for, and how often."""
_BINDING_WORDS = (
    *("v-text", "v-html", "v-model", "v-bind", "ng-bind", "ng-model", "x-text", "x-html", "data-bind"),
    *("th:text", "th:utext", "wx:text", "odometer", "countup", "count-up", "count-to", "counter"),
)
_ROOTS = ("-text", "-html", "-model", "bind", ":text", "utext", "odometer", "count")
"""One of them is in each of these words: most pages are asked for eight instead of seventeen."""
_COLON = re.compile(r":(?<=\s:)[a-z][\w.-]{0,40}\s{0,3}=")
_BINDS = re.compile(
    r"v-(?:text|html|model)|(?:data-)?ng-(?:bind(?:-html|-template)?|model)|x-(?:text|html)|data-bind(?:-text)?|[a-z]{1,4}:u?text"
    r"|(?:v-bind|x-bind)?:(?:value|val|text|html|inner-?html|inner-?text|text-?content|to|end|end-?val(?:ue)?|num(?:ber)?|count|data)"
    r"(?:\.prop)?|\[(?:inner(?:text|html)|textcontent)\]",
    re.I,
)
_COUNTS = re.compile("odometer|count-?up|count-?to|counter|num-?scroll", re.I)
_NOUGHT = re.compile(r"0{0,9}(?:\.0{0,9})?|-{1,3}|/")
_WORD = re.compile(r"[\w-]+")


def filled_by_scripts(page: LexborHTMLParser, low: str) -> Marks:
    """The elements in cells that are named by a script which sets texts, or that say themselves what is put into them; `low`:
    the page's text in small letters."""
    inside = page.css("td, th, td *, th *") if _says_bindings(low) else []
    bound = {node.mem_id: (node, FILLED) for node in inside if _is_bound(node)}
    return bound | _named_by_scripts(page)


def _named_by_scripts(page: LexborHTMLParser) -> Marks:
    scripts = "\n".join(node.text() for node in page.css("script"))[:_MAX_SCRIPTS]
    if _SETS.search(scripts) is None:
        return {}
    named = [node for node in page.css(_NAMED) if _is_short(node)]
    words = set(_WORD.findall(scripts)) if named else set()
    found = [node for node in named if (node.attributes.get("id") or "") in words]
    if classes := _classes_in(scripts):
        classed = page.css("td[class], th[class], td [class], th [class]")
        found += [node for node in classed if not classes.isdisjoint(_classes(node)) and _is_short(node)]
    return {node.mem_id: (node, FILLED) for node in found}


def _classes_in(scripts: str) -> set[str]:
    """The classes of elements whose text a script sets, as far as it names them near where it does."""
    found: set[str] = set()
    for puts in islice(_PUTS.finditer(scripts), _MOST_SETTERS):
        for names in _CLASS.findall(scripts[max(0, puts.start() - _NEAR) : puts.start()]):
            found.update(filter(None, names))
    return found


def _classes(node: Any) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _says_bindings(low: str) -> bool:
    """Whether a page may have attributes that bind a text, or elements that count up to one."""
    tables = low[max(0, low.find("<table")) :]
    has_word = any(root in tables for root in _ROOTS) and any(word in tables for word in _BINDING_WORDS)
    return has_word or _COLON.search(tables) is not None


def _is_bound(node: Any) -> bool:
    """Whether another text will stand in an element than its source prints: its attributes bind it to one, or it counts up
    from nought. What Angular has filled says so."""
    said = node.attributes
    if not said:
        return False
    text = node.text(deep=True).strip()
    classes = said.get("class") or ""
    if any(map(_BINDS.fullmatch, said)):
        return not (text and "ng-binding" in classes)
    return _COUNTS.search(classes) is not None and _NOUGHT.fullmatch(text) is not None


def _is_short(node: Any) -> bool:
    """Whether an element has no element in it and so little text that it may be a number."""
    child, length = node.first_child, 0
    while child is not None:
        if child.tag != "-text":
            return False
        length += len(child.text_content or "")
        if length > _LONGEST:
            return False
        child = child.next
    return True


def writes(script: str) -> bool:
    """Whether a script sets a text."""
    return _SETS.search(script) is not None
