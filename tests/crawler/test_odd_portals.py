"""Portals whose like the crawler was not made for: every report is found, and nothing else is believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive import Archive
from tests.crawler import child
from tests.crawler.odd_portals import PORTALS, serve


@pytest.fixture(scope="module")
def believed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, set[str]]]:
    """Portal -> paths of what the crawl took for reports."""
    data: Path = tmp_path_factory.mktemp("odd")
    with serve() as port:
        homes = [f"http://{name}.sample.localhost:{port}/" for name in PORTALS]
        child.run(data, homes, {**child.FAST, "parse": False})
    found: dict[str, set[str]] = {name: set() for name in PORTALS}
    with Archive.open(data, read_only=True) as archive:
        for row in archive.rows("select url from captures where role = 'report' and grade = 'ok'"):
            parts = urlsplit(row["url"])
            path = parts.path + ("?" + parts.query if parts.query else "")
            found[(parts.hostname or "").partition(".")[0]].add(path)
    yield found


@pytest.mark.parametrize("name", PORTALS)
def test_every_report_is_found(believed: dict[str, set[str]], name: str) -> None:
    assert believed[name] == PORTALS[name].reports
