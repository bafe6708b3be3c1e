"""The sample portals on loopback, and one whole crawl of them that several tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.reports import query
from samples import Hit, SampleServer, truth
from tests.crawler import child


@pytest.fixture(scope="session")
def portals() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@dataclass(frozen=True)
class Crawled:
    """A finished crawl: where it is, its summary, and what the server saw of it."""

    data: Path
    summary: dict[str, Any]
    log: list[Hit]


@pytest.fixture(scope="session")
def crawled(portals: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """All five portals, with manners and parsing, as a person would crawl them."""
    data = tmp_path_factory.mktemp("crawled")
    before = len(portals.log)
    summary = child.run(data, portals.homes, child.LOOPBACK)
    return Crawled(data, summary, portals.log[before:])


def found(data: Path) -> dict[str, set[str]]:
    """Canonical address -> host of every report in the archive."""
    with open_archive(data, read_only=True) as archive:
        addresses = {a for r in query.reports(archive) for a in r["addresses"]}
    by_host: dict[str, set[str]] = {}
    for address in addresses:
        by_host.setdefault(address.split("/")[2], set()).add(address)
    return by_host


def renditions(report: dict[str, Any]) -> list[str]:
    """Every address of a report of the truth: its pages and its file."""
    return [*report["addresses"], *([report["file"]["address"]] if report["file"] else [])]


def expected() -> dict[str, set[str]]:
    """The same from the portals' own truth."""
    by_host: dict[str, set[str]] = {}
    for report in truth()["reports"]:
        for address in renditions(report):
            by_host.setdefault(address.split("/")[2], set()).add(address)
    return by_host
