"""上一篇, 下一篇: on some portals what is older than a list shows is reached from article to article alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.urls import Base
from parsers.page.tree import Element

SCORE, BEHIND = 33.0, 32.7
"""After all that names reports: an article beside a report, and one behind that which is no report."""
_MOST, _MOST_LINKS, _EVEN = 4, 2_000, 0.05
_LABELLED = [re.compile(rf"{side}\s{{0,9}}一?\s{{0,9}}(?:篇|条|个|则)") for side in "上下前后"]
"""In the text of a page that may label a link so; one for each, as a pattern with one beginning is found several times as quick."""
_LABEL = re.compile(r"^\W*[上下前后]一?(?:篇|条|个|则)(?:文章|信息|新闻)?\W*$")


def neighbours(page: Page) -> list[Found]:
    """The articles beside a report, be they called reports or not: titles are cut. Behind one other paper the chain goes on."""
    if page.root is None or not (page.outline.kind == "report" or is_beside(page)):
        return []
    base = Base(page.base, page.encoding)
    if "&#" not in page.text and not any(label.search(page.text) for label in _LABELLED):
        return []
    found = (link for link in _labelled(page.root, base, page.url) if link.url != page.entry.parent)
    return list(islice(found, _MOST))


def is_beside(page: Page) -> bool:
    """Whether a page is asked as an article beside a report."""
    entry = page.entry
    return entry.kind == "page" and abs(entry.score + 0.1 * entry.depth - SCORE) < _EVEN


def _labelled(root: Element, base: Base, own: str) -> Iterator[Found]:
    for link in islice(root.iter("a"), _MOST_LINKS):
        text = tidy(("".join(link.itertext()) if len(link) else link.text or "")[:200])
        if not _LABEL.match(text) and not _LABEL.match(_before(link)):
            continue
        url, said = base.join(link.get("href") or ""), tidy(link.get("title") or "") or text
        if url and url != own:
            yield Found(url, said)


def _before(link: Element) -> str:
    """The words right before a link, in its line."""
    beside, box = link.getprevious(), link.getparent()
    if beside is not None:
        return tidy(beside.tail or "") or tidy("".join(islice(beside.itertext(), 5))[:40])
    return tidy(box.text or "")[:40] if box is not None else ""
