"""Each portal can be walked from its home page: by links, by its pager, by its own endpoint."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from samples import truth
from samples.places import Place, places

from .conftest import Get

PLACES = list(places().values())


def _links(place: Place, path: str, text: str) -> Iterator[str]:
    for pattern in (r'href="([^"]*)"', r"url=([^\"]+)\"", r"replace\('([^']+)'\)"):
        yield from (unescape(found) for found in re.findall(pattern, text, re.IGNORECASE))
    if pager := re.search(r'createPageHTML\((\d+), \d+, "(\w+)", "(\w+)"\)', text):
        yield from (f"{pager[2]}_{k}.{pager[3]}" for k in range(1, int(pager[1])))


def _rows(get: Get, place: Place, text: str) -> Iterator[str]:
    box = re.search(
        r'data-url="(\S+)" data-channel-id="(\w+)" data-page-size="(\d+)" data-total="(\d+)"', text
    )
    if box:
        for number in range(2, -(-int(box[4]) // int(box[3])) + 1):
            asked = f"{box[1]}?channelId={box[2]}&pageNo={number}&pageSize={box[3]}"
            yield from (row["url"] for row in json.loads(get(place.host, asked)[2])["data"]["rows"])


def _walk(get: Get, place: Place) -> tuple[dict[str, int], dict[str, int]]:
    """Clicks from home and status of each path that can be reached without a forbidden page."""
    clicks, statuses, queue = {"/": 0}, {}, ["/"]
    while queue:
        path = queue.pop(0)
        statuses[path], headers, body = get(place.host, path)
        if target := headers.get("location"):
            if target not in clicks:
                clicks[target] = clicks[path]
                queue.append(target)
            continue
        if "html" not in headers.get("content-type", ""):
            continue
        text = body.decode("gb18030" if b"charset=gb2312" in body[:400] else "utf-8")
        found = [*_links(place, path, text), *_rows(get, place, text)]
        for target in (urljoin(f"http://{place.host}{path}", link) for link in found):
            parts = urlsplit(target)
            plain = parts.path.partition(";")[0]
            if parts.hostname == place.host and plain not in clicks and not plain.startswith(place.disallow):
                clicks[plain] = clicks[path] + 1
                queue.append(plain)
    return clicks, statuses


@pytest.mark.parametrize("place", PLACES, ids=[place.key for place in PLACES])
def test_every_report_is_reachable(get: Get, place: Place) -> None:
    clicks, statuses = _walk(get, place)
    portal = next(portal for portal in truth()["portals"] if portal["host"] == place.host)
    served = [path for path, status in statuses.items() if status == 200]
    assert len(served) >= portal["pages"]
    reports = [r for r in truth()["reports"] if r["portal"] == place.key]
    for report in reports:
        for address in report["addresses"]:
            assert urlsplit(address).path in clicks, report["title"]
    # A list is at most four clicks away and a report on its first page one more.
    assert min(clicks[urlsplit(r["addresses"][0]).path] for r in reports) <= 4
    for kind, traps in truth()["hazards"].items():
        assert all(urlsplit(t).path in clicks for t in traps if urlsplit(t).netloc == place.host), kind


def test_trs_pages_only_by_script(get: Get) -> None:
    first = get("xinxian.sample.localhost", "/zfxxgk/zfxxgknb/")[2].decode()
    assert "index_1.html" not in first
    assert get("xinxian.sample.localhost", "/zfxxgk/zfxxgknb/index_1.html")[0] == 200


def test_endpoint_beyond_the_last_page_is_empty(get: Get) -> None:
    status, _, body = get("pingyin.sample.localhost", "/gongkai/api/docs?pageSize=8&pageNo=99&channelId=0")
    assert status == 200
    assert json.loads(body)["data"]["rows"] == []
