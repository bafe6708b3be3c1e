"""What no word of a link tells, but where it stands: 更多 below a box of reports, 下一页 on the button of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.normalize import tidy
from parsers.lexicon.titles import read_title
from parsers.page.tree import Element

_MORE = re.compile(r"^\W*(?:查看|点击|浏览)?(?:更多|全部|more)?(?:信息)?\W*$", re.I)
_MOST_LINKS, _MOST_BOXES, _HIGHEST, _FEWEST = 60, 40, 4, 2
"""Links of a box, boxes of a page, tags around a link that may be its box, reports in it."""
_MOST_FORMS = 20
_STATE = "__VIEWSTATE"
"""A form that carries the state of a server: what it answers is no address."""


def more_of_reports(page: Page) -> list[Found]:
    """Links without a name of their own in a box whose other links mostly are reports: they lead to all of them."""
    if page.root is None or page.is_column or page.outline.kind == "report":
        return []
    nameless = (a for a in page.root.iter("a") if a.get("href") and _MORE.match(_said(a)))
    return [
        Found(urljoin(page.url, a.get("href") or ""), "更多", kind="list")
        for a in islice(nameless, _MOST_BOXES)
        if _beside_reports(a)
    ]


def _said(link: Element) -> str:
    return tidy("".join(link.itertext()))


def _beside_reports(link: Element) -> bool:
    """Whether the smallest box around a link that holds titles holds reports, and no pager."""
    for box in islice(link.iterancestors(), _HIGHEST):
        beside = list(islice((a for a in box.iter("a") if a is not link), _MOST_LINKS + 1))
        said = [words.line(a.get("title") or _said(a)) for a in beside]
        if any(map(words.PAGE_NUMBER.match, said)) or len(beside) > _MOST_LINKS:
            return False
        reports = sum(bool((facts := read_title(text)).is_report and facts.year) for text in said)
        if said:
            return reports >= _FEWEST and 2 * reports >= len(said)
    return False


def next_by_form(page: Page) -> Iterator[Found]:
    """The further page behind a form whose button says 下一页, sent as it is printed."""
    forms = page.root.iter("form") if page.root is not None else ()
    for form in islice(forms, _MOST_FORMS):
        fields = [(f.get("name") or "", f.get("value") or "") for f in form.iter("input") if _is_hidden(f)]
        if not any(map(_says_next, form.iter("input", "button"))) or not fields or _STATE in dict(fields):
            continue
        url, sent = urljoin(page.url, form.get("action") or page.url), urlencode(fields)
        if (form.get("method") or "get").lower() == "post":
            yield Found(url, "", pagination=True, form=sent)
        else:
            yield Found(urlsplit(url)._replace(query=sent).geturl(), "", pagination=True)


def _is_hidden(field: Element) -> bool:
    return field.get("type", "").lower() == "hidden" and bool(field.get("name"))


def _says_next(button: Element) -> bool:
    sends = (button.get("type") or "submit").lower() in ("submit", "image")
    return sends and bool(words.NEXT.match(tidy(button.get("value") or button.get("alt") or _said(button))))
