"""An archive of a few report pages, stored and read like a crawl's, for tests of custody."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import parsers
from archive import Archive, ParseQueue, open_archive, refresh
from archive.custody import manifest
from archive.schema import digests
from archive.store.response import Response
from tests.capturing import captured
from tests.nianbao.site.building import WHOLE, figures_for, page

START = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
COUNTIES = ("白岩县", "柳洼县", "青坪县", "石桥县")


def url_of(number: int) -> str:
    return f"http://www.county{number}.example/zfxxgk/t2022_{number}.html"


def body_of(number: int, requests: int = 33) -> bytes:
    """The report of one county; `requests` makes another version of it."""
    figures = figures_for("2021", {**WHOLE, "t3.new_received.total": (str(requests), requests, "value")})
    title = f"{COUNTIES[number]}人民政府2021年政府信息公开工作年度报告"
    return page(title, "2021", figures, before=f"<p>发布日期：2022-01-2{number}</p>")


def store(archive: Archive, url: str, body: bytes, at: datetime) -> str:
    """One believed report capture; gives its key."""
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return captured(archive, Response(url, at, 200, "OK", headers, body))


def edited(data: Path) -> sqlite3.Connection:
    """The database for somebody who changes rows by hand, with digests that fit: a forger has the program too."""
    conn = sqlite3.connect(data / "nianbao.db")
    digests.register(conn)
    return conn


def read_all(archive: Archive, parser: str = parsers.PARSER_VERSION) -> int:
    parsing = ParseQueue(archive, parser, workers=1)
    try:
        return parsing.finish()
    finally:
        parsing.close()


def keep(data: Path, counties: int = 3) -> list[str]:
    """Two runs: the counties' reports, then the first of them unchanged and the second revised; keys of captures."""
    ticks = iter(range(10_000))
    with open_archive(data, lambda: START + timedelta(seconds=next(ticks))) as archive:
        keys = [store(archive, url_of(n), body_of(n), archive.clock()) for n in range(counties)]
        read_all(archive)
        refresh.refresh_stale(archive)
        manifest.close_run(archive)
        keys.append(store(archive, url_of(0), body_of(0), archive.clock() + timedelta(days=2)))
        keys.append(store(archive, url_of(1), body_of(1, 35), archive.clock() + timedelta(days=2)))
        read_all(archive)
        refresh.refresh_stale(archive)
        manifest.close_run(archive)
    return keys
