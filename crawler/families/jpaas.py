"""Hanweb JPAAS (大汉, the newer one): columns as directories, articles `/art/2022/art_<32 hex>.html`.

Diary - What a column shows are units; a tag with `url` (`…/front/page/build/unit`) and `querydata` (an object in
single quotes) is filled by a script. - The gateway is asked by GET with those parameters and
`paramJson={"pageNo":1,"pageSize":15}`, and answers JSON whose `data.html` holds rows and a pager with counts. - The size
of a page stands in the tag (`pagesize`) or nowhere; then it is not asked for either. - `parseType` is spelt
`bulidstatic`. - Navigation and breadcrumbs are units of their own; lists are those with a size, or so called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

from crawler.listdata import rows
from crawler.listdata.js_requests import MOST_REQUESTS, pairs
from crawler.page.list_request import join
from crawler.page.page import Found, Page

NAME = "jpaas"
ORDER = 20
_UNIT = re.compile(
    r"<\w+\s[^<>]{0,2000}?\bquerydata\s*=\s*(?:\"[^\"]{0,2000}\"|'[^']{0,2000}')[^<>]{0,2000}>", re.I
)
_ATTRIBUTE = re.compile(r"\s(url|querydata|pagesize)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_LIST = re.compile("列表|信息|栏目|list", re.I)


def marks(page: Page) -> bool:
    return answers(page) or ("build/unit" in page.source and "querydata" in page.source.lower())


def answers(page: Page) -> bool:
    return "/build/unit" in page.url and "paramJson" in page.ask.parameters


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_column(page))


def _of_column(page: Page) -> Iterator[Found]:
    """The first page of each list of a column of reports."""
    if page.rows_as is None:
        return
    units = [_attributes(tag) for tag in _UNIT.findall(page.text)]
    units = [unit for unit in units if unit.get("url")]
    lists = (
        [u for u in units if "pagesize" in u] or [u for u in units if _LIST.search(u["querydata"])] or units
    )
    for unit in lists[:MOST_REQUESTS]:
        asked = {"pageNo": 1}
        if unit.get("pagesize", "").isdecimal():
            asked["pageSize"] = int(unit["pagesize"])
        query = urlencode({**pairs(unit["querydata"]), "paramJson": _json(asked)})
        url = join(page.url, f"{unit['url']}?{query}")
        if url is not None:
            yield Found(url, page.entry.anchor or "", kind=page.rows_as)


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}


def _of_answer(page: Page) -> Iterator[Found]:
    found, ask = rows.rows(page), page.ask
    yield from found
    asked = rows.as_json(ask.parameters["paramJson"])
    if not isinstance(asked, dict) or not isinstance(asked.get("pageNo"), int):
        return
    size, number = asked.get("pageSize"), asked["pageNo"]
    if rows.further(ask, page, len(found), size if isinstance(size, int) else 0, number):
        yield page.next(ask.replace({"paramJson": _json({**asked, "pageNo": number + 1})}))


def _json(value: dict[str, int]) -> str:
    return json.dumps(value, separators=(",", ":"))
