"""Shandong gongkai channels: `/gongkai/channel_<id>/`, articles `doc_<24 hex>.html`.

Diary - The list is filled by a script. The first page may stand in the HTML; the element that is filled
names its data endpoint (`data-url`), the channel, the page size and the total, and the script names the
parameters. - The endpoint answers JSON: rows with `title` and `url`, and the number of pages. Only what
the page prints is asked; no parameter is guessed. - Articles are static HTML. The same document id
under two channels is a republication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.page import Found, Page

NAME = "gongkai"
_ATTRIBUTE = re.compile(r"data-(url|channel-id|page-size|total)\s*=\s*[\"']([^\"']+)[\"']")
_PARAMETERS = re.compile(r"params\s*:\s*\{([^}]+)\}")
_NAME = re.compile(r"(\w+)\s*:")
_ROLES = {
    "channel": re.compile("channel", re.I),
    "size": re.compile("size", re.I),
    "page": re.compile("page", re.I),
}


def marks(page: Page) -> bool:
    return _is_answer(page) or ("data-channel-id" in page.source and "data-url" in page.source)


def links(page: Page) -> list[Found]:
    return _of_answer(page) if _is_answer(page) else _of_shell(page)


def _is_answer(page: Page) -> bool:
    return page.media_type == "application/json" and "/gongkai/" in page.url


def _of_shell(page: Page) -> list[Found]:
    """The second page of the list, asked as the page's own script asks for it."""
    printed = {name: unescape(value) for name, value in _ATTRIBUTE.findall(page.source)}
    call = _PARAMETERS.search(page.source)
    if not call or not {"url", "channel-id", "page-size", "total"} <= printed.keys():
        return []
    if not (printed["page-size"].isdigit() and printed["total"].isdigit()):
        return []
    if int(printed["total"]) <= int(printed["page-size"]):
        return []
    values = {"channel": printed["channel-id"], "size": printed["page-size"], "page": "2"}
    query = urlencode([(n, values[r]) for n in _NAME.findall(call[1]) if (r := _role(n))])
    return [Found(f"{urljoin(page.url, printed['url'])}?{query}", "2", pager=True)]


def _role(parameter: str) -> str | None:
    return next((role for role, pattern in _ROLES.items() if pattern.search(parameter)), None)


def _of_answer(page: Page) -> list[Found]:
    """The rows of a JSON answer, and the next page while there is one."""
    try:
        answer = json.loads(page.body)
    except ValueError:
        return []
    found = [Found(urljoin(page.url, row["url"]), row["title"]) for row in _rows(answer)]
    parts = urlsplit(page.url)
    query = parse_qsl(parts.query)
    number = next((int(v) for k, v in query if _role(k) == "page" and v.isdigit()), 0)
    last = next((n for n in _numbers(answer, "pages")), 0)
    if found and number < last:
        further = [(k, str(number + 1) if _role(k) == "page" else v) for k, v in query]
        found.append(Found(parts._replace(query=urlencode(further)).geturl(), str(number + 1), pager=True))
    return found


def _rows(value: Any) -> Iterator[dict[str, str]]:
    """Every object with a title and an address, wherever it stands in the answer."""
    if isinstance(value, dict):
        if isinstance(value.get("title"), str) and isinstance(value.get("url"), str):
            yield value
        for inner in value.values():
            yield from _rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _rows(inner)


def _numbers(value: Any, name: str) -> Iterator[int]:
    if isinstance(value, dict):
        if isinstance(value.get(name), int):
            yield value[name]
        for inner in value.values():
            yield from _numbers(inner, name)
