"""Whatever a portal publishes, the site answers, and goes on: drawing, retelling and cleaning are done in processes that end."""

from __future__ import annotations

import io
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from archive import open_archive
from archive.store.response import Response
from nianbao.site.proof import css, sanitize
from parsers import Unreadable
from parsers.readers.registry import read_document
from tests.capturing import captured
from tests.nianbao.site.proof.hostile_files import boxes, files, kids_loop
from tests.serving import Site, running
from tests.thinned import thinned

ANSWERED, GOOD = 10.0, 2.0
"""Seconds in which there is an answer, and in which a good file is drawn behind bad ones."""
AT = datetime(2026, 2, 1, tzinfo=UTC)


def good_pdf(number: int = 0) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800))
    canvas.drawString(20, 50, f"report {number}")
    canvas.save()
    return out.getvalue()


@dataclass(frozen=True)
class Bad:
    """A site, and the keys of the captures of bad and good files by name."""

    site: Site
    keys: dict[str, str]

    def get(self, name: str, page: str = "/page") -> tuple[int, str, float]:
        """Status, text and seconds."""
        began = time.monotonic()
        try:
            address = f"{self.site.address}/-/snapshot/{self.keys[name]}{page}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.status, answer.read().decode(), time.monotonic() - began
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), time.monotonic() - began


def stored(data: Path, found: Iterator[tuple[str, bytes]]) -> dict[str, str]:
    with open_archive(data, clock=lambda: AT) as archive:
        return {
            name: captured(archive, Response(f"http://x.sample.localhost/{name}", AT, 200, "OK", [], body))
            for name, body in found
        }


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bad]:
    data = tmp_path_factory.mktemp("bad")
    keys = stored(data, files()) | stored(data, ((f"good-{n}.pdf", good_pdf(n)) for n in range(40)))
    with running(data) as site:
        found = Bad(site, keys)
        found.get("good-39.pdf")
        yield found


NAMES = [name for name, _ in files(0.00001)]


@pytest.mark.parametrize("name", thinned(NAMES, 3))
def test_each_gives_an_answer_and_the_next_good_one_is_drawn(bad: Bad, name: str) -> None:
    for page in ("/page", ""):
        status, _, seconds = bad.get(name, page)
        assert status < 500 and seconds < ANSWERED, (page, status, seconds)
    status, text, seconds = bad.get(f"good-{NAMES.index(name)}.pdf")
    assert status == 200 and "data:image/png" in text and seconds < GOOD
    assert bad.site.memory() < 1_000_000_000


def test_what_did_not_work_is_said(bad: Bad) -> None:
    text = bad.get("manypath.pdf", "?lang=en")[1]
    assert "cannot be drawn here: " in text and "Download the raw bytes" in text
    assert bad.get("manypath.pdf")[2] < 1, "known by now"


def test_thirty_at_once_change_nothing(bad: Bad) -> None:
    names = NAMES * 2
    with ThreadPoolExecutor(30) as pool:
        asked = [pool.submit(bad.get, name, f"/page?page={n}") for n, name in enumerate(names[:30], 2)]
        most = 0
        while not all(future.done() for future in asked):
            most = max(most, bad.site.memory())
            time.sleep(0.2)
    assert all(future.result()[0] < 500 for future in asked)
    status, text, seconds = bad.get("good-30.pdf")
    assert status == 200 and "data:image/png" in text and seconds < GOOD
    assert most < 1_000_000_000
    time.sleep(6)
    before = bad.site.work()
    time.sleep(2)
    assert bad.site.work() - before < 0.5, "nothing is at work any more"


def test_text_boxes_in_text_boxes_are_read_once() -> None:
    began = time.monotonic()
    found = read_document(boxes(24))
    assert [block.text for block in found.blocks if hasattr(block, "text")] == ["年"]
    assert time.monotonic() - began < 1


def test_a_page_tree_that_holds_itself_is_said() -> None:
    assert sanitize.page(kids_loop(1_000_000), "").how == "none"
    with pytest.raises(Unreadable):
        read_document(kids_loop(1_000_000))


@pytest.mark.parametrize(
    "part", ["margin:", "border-", "left :", "top:-9", "width ", "text-indent:-", "height:0", "("]
)
def test_a_style_costs_no_more_than_its_length(part: str) -> None:
    way = [frozenset({"td"})]
    times = []
    for count in (50_000, 200_000):
        began = time.perf_counter()
        css.shown(css.clean("td{" + part * count + "}"), way)
        sanitize.page(f'<td style="{part * count}">x'.encode(), None)
        times.append(time.perf_counter() - began)
    assert times[1] < 12 * times[0] + 0.5


def test_a_file_that_claims_a_million_pages_has_a_short_bar() -> None:
    pages = sanitize.Page("", False, "drawn", number=500, pages=1_000_000).near
    assert len(pages) < 40 and {1, 500, 1_000_000} <= set(pages)
