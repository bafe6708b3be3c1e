"""Pagers that a script drives: an address that it joins with a number, or a form that it sends with one."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from crawler.listdata import rows
from crawler.listdata.js_requests import scripts
from crawler.page.list_request import ListRequest, counts_pages, join
from crawler.page.page import Found, Page
from crawler.page.vocabulary import NEXT

_STRING = r"(?:\"[^\"\n]*\"|'[^'\n]*')"
_NUMBER = r"[A-Za-z_$][\w$.]*(?:\(\))?"
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|\breturn\b)\s*"
    rf"({_STRING})\s*\+\s*({_NUMBER})\s*(?:\+\s*({_STRING}))?"
)
"""`location.href = 'list.do?p=' + obj.curr + '&c=5'`; plugins also ask a function for the address of a page."""
_COUNTER = re.compile(r"(?:^|\.)(?:page\w*|cur\w*|num\w*|new_?page|pn|p|n|i|idx|index|getCurrent\(\))$", re.I)
_PAGES = re.compile(r"\b(?:pages?_?count|total_?pages?|pages)[\"']?\s*[:=]\s*[\"']?(\d{1,4})\b", re.I)
_ROWS = re.compile(r"\b(?:count|total\w*|items)[\"']?\s*[:=]\s*[\"']?(\d{1,6})\b", re.I)
_SIZE = re.compile(
    r"\b(?:limit|(?:per_?)?page_?size|per_?page|items_?per_?page|items_?on_?page)[\"']?\s*[:=]\s*[\"']?(\d{1,4})\b",
    re.I,
)
_LINK = re.compile(r"<(a|span|li|button)\b([^<>]{1,400})>([^<>]{1,20})</\1>", re.I)
_CALLS = re.compile(r"\b([A-Za-z_$][\w$]*)\s*\(\s*[\"']?(\d{1,4})[\"']?\s*[,)]")
_FORM, _ENDED = re.compile(r"<form\b", re.I), re.compile(r"</form", re.I)
_INPUT = re.compile(r"<input\b([^<>]*)>", re.I)
_ATTRIBUTE = re.compile(r"\b(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_STATE = "__VIEWSTATE"
"""A form that carries the state of a server: what it answers is no address."""


def scripted_pages(page: Page) -> list[Found]:
    """The next page of the list that `page` shows, where only a script leads there; nothing for any other page."""
    if not page.is_column or "<script" not in page.text:
        return []
    following = _joined(page) or _sent(page)
    if following is None or following == page.ask:
        return []
    return [Found(following.url, "", pagination=True, form=following.form)]


def _joined(page: Page) -> ListRequest | None:
    """By an address that is joined with the number of a page, where the script says how many there are."""
    code = scripts(page.text)
    pages = _pages(code)
    for before, counter, after in _GOES.findall(code) if pages else ():
        url = join(page.base, f"{before[1:-1]}0{after[1:-1]}")
        if url is None or not _COUNTER.search(counter) or not before[1:-1]:
            continue
        start = re.escape(before[1:-1].rpartition("/")[2]) or "/"
        own = re.search(rf"{start}(\d{{1,4}}){re.escape(after[1:-1])}$", page.url)
        number = int(own[1]) + 1 if own else 2
        if number <= min(pages, rows.MOST_PAGES):
            return ListRequest(join(page.base, f"{before[1:-1]}{number}{after[1:-1]}") or url)
    return None


def _pages(code: str) -> int:
    """How many pages a script says that there are; 0 where it does not."""
    stated, total, size = _PAGES.search(code), _ROWS.search(code), _SIZE.search(code)
    if stated:
        return int(stated[1])
    return -(-int(total[1]) // int(size[1])) if total and size and int(size[1]) else 0


def _sent(page: Page) -> ListRequest | None:
    """By a form that the function behind the link 下一页 sends, with the number that it is called with."""
    links = (inside for _, inside, text in _LINK.findall(page.text) if NEXT.match(unescape(text).strip()))
    called = next((call for inside in links for call in _CALLS.findall(inside)), None)
    if called is None:
        return None
    body = re.search(rf"\bfunction\s+{re.escape(called[0])}\s*\(.{{0,1500}}", scripts(page.text), re.S)
    if body is None or "submit(" not in body[0]:
        return None
    forms = (_with_number(page, form, called[1]) for form in _FORM.split(page.text)[1:])
    return next((ask for ask in forms if ask), None)


def _with_number(page: Page, form: str, number: str) -> ListRequest | None:
    """A form as it would be sent; None for one that counts no pages."""
    head, _, inside = _ENDED.split(form, maxsplit=1)[0].partition(">")
    said = _attributes(head)
    url = join(page.base, said.get("action") or page.url)
    fields = [_attributes(field) for field in _INPUT.findall(inside)]
    values = {f["name"]: f.get("value", "") for f in fields if f.get("name") and f.get("type") == "hidden"}
    counter = next((f["name"] for f in fields if counts_pages(f.get("name", ""))), None)
    if url is None or counter is None or _STATE in values:
        return None
    sent = page.as_sent({**values, counter: number})
    if said.get("method", "get").lower() == "post":
        return ListRequest(url, sent)
    return ListRequest(urlsplit(url)._replace(query=sent).geturl())


def _attributes(head: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(head)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}
