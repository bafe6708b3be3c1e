"""Hanweb JCMS (大汉): columns `/col/col<n>/index.html`, articles `/art/2022/1/28/art_<n>_<n>.html`.

Diary - A list is a unit of the script `jpage`: rows as CDATA in `<datastore><recordset><record>` inside a
`<script type="text/xml">`, the first groups of them or none, the rest from a proxy (`dataproxy.jsp`). - The call of
`jpage` prints the proxy's address (`proxyUrl`, `storeurl`), `perPage`, `groupSize`, `totalRecord` and an object of
parameters with `columnid` and `unitid`; names and capitals vary. - The proxy is asked for rows by number
(`startrecord`, `endrecord`, both from 1) and gives a group (3 pages) at most. - The script asks by POST, parameters in the
form and numbers in the address, unless the page prints GET; some proxies answer a GET with an empty list. - The plug-in is used by others too, with a proxy and parameters of other names, and the answer may be XML within JSON. - A
`<nextgroup>` may be encrypted: not used. - An organ's report of a year may be one address,
`/module/xxgk/xxgkAnnualReport.jsp?fbtime=2021&area=<organ>`, linked in HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from crawler.listdata import rows
from crawler.listdata.js_literals import UNKNOWN
from crawler.listdata.js_requests import pairs
from crawler.page.list_request import ListRequest, join
from crawler.page.page import Found, Page

NAME = "hanweb"
ORDER = 30
GROUP = 3
"""Pages in one answer of the proxy, where the page prints no `groupSize`."""
_CALL = re.compile(r"\.jpage\s*\(\s*\{")
_PROXY = re.compile(
    r"[\"'](?=([^\"'\s]*dataproxy\.jsp))[^\"']*+[\"']|url[\"']?\s{0,9}:\s{0,9}[\"']([^\"'\s?]++)[^\"']*+[\"']",
    re.I,
)
_NUMBER = r"[\"']?\s*:\s*[\"']?(\d{1,7})"
_SIZE = re.compile(rf"\bperpage{_NUMBER}", re.I)
_GROUP = re.compile(rf"\bgroupsize{_NUMBER}", re.I)
_TOTAL = re.compile(rf"\btotalrecord{_NUMBER}", re.I)
_PARAMETERS = re.compile(r"(?:param|data)\w{0,20}[\"']?\s{0,9}:\s{0,9}\{([^{}]{0,4000})\}", re.I)
_NAMED = re.compile(r"\{([^{}]{0,2000}\bcolumnid\b[^{}]{0,2000})\}", re.I)
_GET = re.compile(r"\b(?:method|type)[\"']?\s*:\s*[\"']get[\"']", re.I)
_LONGEST_CALL = 6_000
_OPENED = re.compile("<recordset", re.I)


def marks(page: Page) -> bool:
    source = page.source
    return answers(page) or "dataproxy.jsp" in source or "<recordset" in source or bool(_CALL.search(source))


def answers(page: Page) -> bool:
    return {"startrecord", "endrecord"} <= page.ask.parameters.keys()


def links(page: Page) -> list[Found]:
    return list(_of_answer(page) if answers(page) else _of_column(page))


def _of_column(page: Page) -> Iterator[Found]:
    """Rows in the page; what the proxy has beyond them, or all of it, for a column of reports."""
    shown_here = rows.of_html(rows.records(page.text), page.url)
    yield from shown_here
    kind = page.rows_as or page.rows_beside(shown_here)
    before, *calls = _CALL.split(page.text)
    for call in calls or [before]:
        shown = rows.count_records(
            _OPENED.split(before)[-1]
        )  # those of another list stand in their own recordset
        before = call
        ask = _first(page, call[:_LONGEST_CALL] if calls else call, shown)
        if ask is not None and kind:
            yield Found(ask.url, page.entry.anchor or "", pagination=bool(shown), kind=kind, form=ask.form)


def _first(page: Page, call: str, shown: int) -> ListRequest | None:
    """The first group behind the rows shown, as the call of `jpage` prints it."""
    proxy, size = _PROXY.search(call), _SIZE.search(call)
    parameters = _NAMED.search(call) or _PARAMETERS.search(call)
    if not proxy or not size or not parameters or not int(size[1]):
        return None
    group, total = _GROUP.search(call), _TOTAL.search(call)
    values = pairs(parameters[1])
    if (shown and total and int(total[1]) <= shown) or UNKNOWN in "".join(values.values()):
        return None
    count = int(size[1]) * (int(group[1]) if group and int(group[1]) else GROUP)
    numbers = {"startrecord": shown + 1, "endrecord": shown + count, "perpage": size[1]}
    url = join(page.url, proxy[1] or proxy[2])
    if url is None:
        return None
    if _GET.search(call):
        return ListRequest(f"{url}?{urlencode({**values, **numbers})}")
    return ListRequest(f"{url}?{urlencode(numbers)}", urlencode(values))


def _of_answer(page: Page) -> Iterator[Found]:
    found, ask = rows.rows(page), page.ask
    yield from found
    start, end = (ask.parameters[name] for name in ("startrecord", "endrecord"))
    _, total = rows.counts(page.text)
    if not found or not total or not (start.isdecimal() and end.isdecimal()):
        return
    shown, group = rows.count_records(page.text), int(end) - int(start) + 1
    # A proxy that gives fewer rows than were asked for is asked for the next from where it stopped.
    after = int(start) + (shown or group)
    if group > 0 and after <= total <= rows.MOST_PAGES * group:
        following = ask.replace({"startrecord": str(after), "endrecord": str(after + group - 1)})
        yield page.next(following)
