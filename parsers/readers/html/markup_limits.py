"""What is taken of markup before a tree is made of it: the tree builder is quadratic in depth and in the attributes of a tag.

Every step here is linear in the page. What is left out is counted, so that the reader can say so: elements nested
deeper than a browser keeps them (Blink: 512 levels) lose their tags and keep their text, and a tag keeps its first
attributes only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

MAX_DEPTH = 512
"""Elements in one another; Blink puts what is nested deeper beside its ancestor."""
MAX_TABLES = 128
"""Tables in one another."""
MAX_ATTRIBUTES = 128
"""Attributes of one tag; a report needs ten."""
MAX_OPEN_FORMATTING = 16
"""Formatting elements open at once: the standard opens each of them anew in every block behind it."""
HARMLESS_TAGS = 6_000
"""So many elements in one another take the tree builder a tenth of a second."""

MAX_OPTIONS = 5_000
"""Options of the page's lists; each county of the country would be 3,000."""

_OPTION = re.compile(r"<option\b[^>]*>?", re.I)
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_TABLE_PARTS = frozenset(["table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
_IMPLIED = frozenset(["p", "li", "dd"])
"""Elements that their like closes: an open one counts once, until it is closed or opened again."""
_INLINE = _FORMATTING | {"abbr", "bdo", "cite", "del", "ins", "label", "q", "span", "sub", "sup"}
_NESTING = (
    "address article aside blockquote button center details dfn dir div dl fieldset figure footer form header kbd main "
    "map menu nav object ol pre samp section ul var ucapcontent ucaptitle h1 h2 h3 h4 h5 h6"
)
_NAMES = "|".join([*sorted(_INLINE | _TABLE_PARTS | _IMPLIED), *_NESTING.split(), "[a-z]+[:-][a-z-]+"])
_TAG = re.compile(rf"<(/?)({_NAMES})(?=[\s/>])[^>]*>?", re.I)
_HIDING = re.compile(r"^<(?:s|strike|del)\b|none|hidden|size:\s?0|line-through", re.I)
_LETTERS = "".join(sorted(name for name in _FORMATTING if len(name) == 1))
_WORDS = "|".join(sorted(name for name in _FORMATTING if len(name) > 1))
_FIRST = "".join(sorted({case for name in _FORMATTING for case in (name[0], name[0].upper())}))
_FORMATTING_TAG = re.compile(rf"<(/?)(?=[{_FIRST}])(?i:[{_LETTERS}]|{_WORDS})[\s/>]")
_LONG_TAG = 2_000
_WINDOW = _LONG_TAG // 2
"""Where a tag is that long, one of the windows side by side has no end of a tag."""
_OPENING = re.compile(r"<[a-zA-Z][^<>\s/]*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']+(?:\s{0,9}=\s{0,9}(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")


def limited(text: str) -> tuple[str, bool]:
    """The markup of which a tree can be made, and whether it is all that the page has."""
    text, whole = _few_attributes(text)
    if _harmless(text):
        return text, whole
    text, few = _few_options(text)
    text, kept = shallow(text)
    return text, whole and few and kept


def _harmless(text: str) -> bool:
    """Whether a page has so few tags that no nesting of them is slow; so it is for nearly every page."""
    if text.count("<") > HARMLESS_TAGS:
        return False
    found = _FORMATTING_TAG.findall(text)
    return len(found) - 2 * found.count("/") <= MAX_OPEN_FORMATTING


def _few_attributes(text: str) -> tuple[str, bool]:
    """Cut the tags that have too many attributes. Only long tags are looked into, and nearly no page has one."""
    pieces: list[str] = []
    done = 0
    for start, end in _long_tags(text):
        if (cut := _surplus(text, start, end)) is not None:
            pieces.append(text[done:cut])
            done = end
    return ("".join([*pieces, text[done:]]), False) if done else (text, True)


def _long_tags(text: str) -> Iterator[tuple[int, int]]:
    """Where between two ends of tags so much stands that a long one may be among it, and where the second end is."""
    at = 0
    while at < len(text) - _WINDOW:
        if text.find(">", at, at + _WINDOW) < 0:
            start = text.rfind(">", 0, at) + 1
            end = text.find(">", at)
            end = len(text) if end < 0 else end
            if end - start >= _LONG_TAG:
                yield start, end
            at = end
        at += _WINDOW


def _surplus(text: str, start: int, end: int) -> int | None:
    """Where the first MAX_ATTRIBUTES of a long tag that ends at `end` end, if it has more."""
    while 0 <= (start := text.find("<", start, end)) <= end - _LONG_TAG:
        if opening := _OPENING.match(text, start):
            attributes = _ATTRIBUTE.finditer(text, opening.end(), end)
            last = next(islice(attributes, MAX_ATTRIBUTES - 1, MAX_ATTRIBUTES), None)
            return last.end() if last and next(attributes, None) else None
        start += 1
    return None


def _few_options(text: str) -> tuple[str, bool]:
    """Leave out the tags of options beyond MAX_OPTIONS; the tree builder looks through all of a list for each."""
    options = islice(_OPTION.finditer(text), MAX_OPTIONS, MAX_OPTIONS + 1)
    first = next(options, None)
    return (
        (text, True)
        if first is None
        else (text[: first.start()] + _OPTION.sub(" ", text[first.start() :]), False)
    )


def shallow(text: str) -> tuple[str, bool]:
    """Leave out the tags of elements that are nested too deep, and whether nothing printed changes by that.

    Their text stays, on a line of its own. Parts of tables are kept as deep as they stand: cells must stay cells.
    """
    state = _Open()
    pieces: list[str] = []
    done = 0
    whole = True
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if state.closes(name) if tag[1] else state.opens(name):
            continue
        pieces += text[done : tag.start()], "" if name in _INLINE else "<br>"
        done = tag.end()
        whole = whole and name not in _TABLE_PARTS and not _HIDING.search(tag[0])
    return ("".join([*pieces, text[done:]]), whole) if done else (text, True)


class _Open:
    """The elements that are open, about as the tree builder will see it."""

    def __init__(self) -> None:
        self._opened: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._depth = self._formatting = 0

    def opens(self, name: str) -> bool:
        """Whether an opening tag is kept."""
        if name in _TABLE_PARTS - {"table"} or (
            name in _IMPLIED and self._opened[name] > self._opened["table"]
        ):
            return True
        if self._too_deep(name):
            self._dropped[name] += 1
            return False
        self._count(name, 1)
        return True

    def closes(self, name: str) -> bool:
        """Whether a closing tag is kept."""
        if self._dropped[name]:
            self._dropped[name] -= 1
            return False
        if self._opened[name]:
            self._count(name, -1)
        return True

    def _too_deep(self, name: str) -> bool:
        if name == "table":
            return self._opened[name] >= MAX_TABLES
        return self._depth >= MAX_DEPTH or (name in _FORMATTING and self._formatting >= MAX_OPEN_FORMATTING)

    def _count(self, name: str, by: int) -> None:
        self._opened[name] += by
        self._depth += by
        self._formatting += by if name in _FORMATTING else 0
