"""Links of a column to one other page that differ in their mark alone: what a script shows for each, or a place on that page.

Which of them it is shows in what the visit finds: reports of each body and year that they name, or those of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from archive.crawl.books import LooseEnd
from crawler.discovery.controls import is_name
from crawler.discovery.loose.view import View
from crawler.page import vocabulary as words
from parsers.lexicon.titles import read_title

_FEWEST = 2


def marked(view: View) -> Iterator[LooseEnd]:
    """What those links are called."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for link, text in view.page.anchors if view.page.is_column else ():
        at, mark, name = (link.get("href") or "").strip().partition("#")
        url = view.base.join(at) if mark and name and at else None
        if url is not None and url in view.led and url != view.page.url:
            found[url][name] = words.line(link.get("title") or text)
    for marks in found.values():
        yield from map(_end, marks.values()) if _tell(marks) else ()


def _tell(marks: dict[str, str]) -> bool:
    """Whether the links to one page name several bodies, years or reports."""
    return len(set(marks.values())) >= _FEWEST and all(
        is_name(said) or _is_title(said) for said in marks.values()
    )


def _is_title(said: str) -> bool:
    facts = read_title(said)
    return bool(facts.is_report and facts.year)


def _end(said: str) -> LooseEnd:
    return LooseEnd("title" if _is_title(said) else "name", said)
