"""Where in an answer the rows stand that a page shows: lists of objects, or texts that hold links, at any path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.listdata import rows as rows_of_text
from crawler.listdata.recipe_rows import decoded, flat, words_of
from crawler.page.recipe import AS_BASE64, AS_JSON
from crawler.watch.seen import Link, Seen

MOST_PLACES, MOST_ROWS, DEEPEST = 2_000, 300, 8
"""Values of an answer and rows of a list that are looked at."""
FEWEST_SHOWN = 0.8
"""Share of an answer's rows that have to be seen on the page."""
_FEWEST_FIRST = 3
"""Rows that a page shows of an answer that holds more."""
_SHORTEST, _SHORTEST_PART = 4, 8
"""Characters of a title, and of one that stands within other words or is cut short."""
_BLANKS = re.compile(r"\s+")
_CUT = re.compile(r"(?<![.。…])[.。…]*(?:…|\.{3}|。{3})$")
_DATE = re.compile(r"^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|1[0-9]{9}(?:\d{3})?$)")
_PAGES = re.compile(
    r"^(?:total_?pages?|page_?total|page_?counts?|pages|page_?nums?_?total|last_?page)$", re.I
)
_TOTAL = re.compile(
    r"^(?:total(?:_?(?:records?|counts?|nums?|rows?|elements|hits|size))?|(?:rows?|records?)_?counts?|counts?|iTotalRecords)$",
    re.I,
)
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Rows that the page shows. `links`: the link of each row in `rows`, None where the row is shown without one; `title` is
    empty where the rows are the links of a text."""

    path: Path
    title: str
    rows: tuple[dict[str, Any], ...]
    links: tuple[Link | None, ...]
    date: str = ""

    @property
    def score(self) -> tuple[int, int]:
        return sum(link is not None for link in self.links), len(self.rows)


def squeezed(text: str) -> str:
    return _BLANKS.sub("", text)


class Shown:
    """The links and the words of a page, to look rows up in."""

    def __init__(self, seen: Seen) -> None:
        self._links = [(squeezed(link.text), squeezed(link.title), link) for link in seen.links]
        self._by_words: dict[str, Link] = {}
        for text, title, link in reversed(self._links):
            self._by_words.update({words: link for words in (text, title) if words})
        self._text = squeezed(seen.text)

    def link(self, words: str) -> Link | None:
        """The link that a title stands in, whole, among other words, or cut short."""
        if words in self._by_words:
            return self._by_words[words]
        if len(words) < _SHORTEST_PART:
            return None
        return next((link for text, _, link in self._links if words in text or _begins(words, text)), None)

    def has(self, words: str) -> bool:
        return words in self._text


def _begins(words: str, cut: str) -> bool:
    begun = _CUT.sub("", cut)
    return begun != cut and len(begun) >= _SHORTEST_PART and words.startswith(begun)


def places(text: str, seen: Seen, base: str, *, whole: bool = False) -> Iterator[Place]:
    """Where rows of the page stand in an answer. `whole`: it may hold the rows of all pages, of which the page shows the first."""
    shown = Shown(seen)
    for path, value in walk(text):
        if isinstance(value, str):
            yield from _of_text(path, value, seen, base)
        elif isinstance(value, list):
            objects = tuple(flat(row) for row in value[:MOST_ROWS] if isinstance(row, dict))
            if objects and (place := _of_objects(path, objects, shown, whole)):
                yield place


def walk(text: str) -> Iterator[tuple[Path, Any]]:
    """Every value of an answer with its path: JSON, JSON in base64, JSON in a string, or the text itself."""
    todo: list[tuple[Path, Any, int]] = [((), text, 0)]
    for _ in range(MOST_PLACES):
        if not todo:
            return
        path, value, depth = todo.pop()
        yield path, value
        if depth < DEEPEST:
            todo += [((*path, step), inner, depth + 1) for step, inner in _inside(value)]


def _inside(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(name, inner) for name, inner in value.items() if isinstance(name, str)]
    if isinstance(value, list):  # rows are looked at together; of a list of lists the first may hold them
        return [(str(n), inner) for n, inner in enumerate(value[:3]) if isinstance(inner, list | dict)]
    if not isinstance(value, str):
        return []
    if value.lstrip()[:1] in ("{", "[", "") or value.rstrip()[-1:] in (")", ";"):
        found = rows_of_text.as_json(value)
        return [] if found is None else [(AS_JSON, found)]
    text = decoded(value)
    return [] if text is None or (not text.isprintable() and "\n" not in text) else [(AS_BASE64, text)]


def _of_text(path: Path, value: str, seen: Seen, base: str) -> Iterator[Place]:
    """Links of HTML or items of XML that are all shown on the page."""
    if "<" not in value or rows_of_text.as_json(value) is not None:
        return
    found = rows_of_text.of_text(value, base)
    at = {link.url: link for link in seen.links}
    links = tuple(at.get(row.url) for row in found)
    if found and sum(link is not None for link in links) >= FEWEST_SHOWN * len(found):
        yield Place(path, "", tuple({"title": row.text, "url": row.url} for row in found), links)


def _of_objects(path: Path, objects: tuple[dict[str, Any], ...], shown: Shown, whole: bool) -> Place | None:
    """The member whose words are most often those of a link, or else words of the page."""
    names = dict.fromkeys(name for row in objects for name in row)
    found = (place for name in names if (place := _called(path, objects, name, shown, whole)))
    return max(found, key=lambda place: place.score, default=None)


def _called(
    path: Path, objects: tuple[dict[str, Any], ...], name: str, shown: Shown, whole: bool
) -> Place | None:
    """The rows, if a member holds the words by which the page shows them."""
    said = [squeezed(words_of(row[name])) if isinstance(row.get(name), str) else "" for row in objects]
    links = [shown.link(words) for words in said]
    are_seen = [
        link is not None or (bool(words) and shown.has(words))
        for link, words in zip(links, said, strict=True)
    ]
    first = _begun(are_seen) if whole else len(objects)
    titles = {words for words in said[:first] if len(words) >= _SHORTEST}
    if min(len(titles), sum(are_seen[:first])) < max(1, FEWEST_SHOWN * first):
        return None
    return Place(path, name, objects[:first], tuple(links[:first]), _date(objects))


def _begun(are_seen: list[bool]) -> int:
    """How many rows from the first on are shown; none where they are too few to tell."""
    first = next((n for n, seen in enumerate(are_seen) if not seen), len(are_seen))
    return first if first >= _FEWEST_FIRST else 0


def _date(objects: tuple[dict[str, Any], ...]) -> str:
    """The member that holds a date in every row; of several the one that is called so."""
    names = [name for name in objects[0] if all(_DATE.match(str(row.get(name) or "")) for row in objects)]
    return min(names, key=lambda n: (not re.search(r"date|time|day|rq|sj", n, re.I), len(n)), default="")


def counted(text: str, shown: int) -> tuple[Path, Path]:
    """Where an answer says how many pages and how many rows there are, which shows `shown` rows itself."""
    pages: Path = ()
    total: Path = ()
    for path, value in walk(text):
        number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 9 else value
        if path and isinstance(number, int) and not isinstance(number, bool):
            if _PAGES.match(path[-1]) and number >= 1 and not pages:
                pages = path
            elif _TOTAL.match(path[-1]) and number >= shown and not total:
                total = path
    return pages, total
