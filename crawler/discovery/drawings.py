"""Reports behind a drawing or an explanation of them (一图读懂…年度报告): some columns link the drawing alone, and that links the report."""

from __future__ import annotations

from crawler.page import vocabulary as words
from crawler.page.page import Found, Page


def whole_texts(page: Page) -> list[Found]:
    """Links on the page of a drawing whose words say that they lead to the paper that is drawn (查看全文), by its title."""
    report = words.drawn(words.line(page.entry.title or page.entry.anchor or ""))
    if page.entry.kind != "page" or not report:
        return []
    said = ((link.url, words.line(link.text)) for link in page.outline.links)
    return [Found(url, report) for url, text in said if words.WHOLE_TEXT.match(text)]
