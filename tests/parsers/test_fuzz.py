"""Damaged files: no crash, no hang. Some of them always, ten minutes with `make accept`."""

from __future__ import annotations

import os

import pytest

from samples import SampleServer, truth
from tests.parsers.fuzzing import fuzz
from tests.parsers.readers.text.test_text_layouts import printed
from tests.parsers.renderings import LAYOUTS, report, tables
from tests.parsers.test_sample_pages import fetch


@pytest.fixture(scope="module")
def files(portals: SampleServer) -> list[bytes]:
    """A page of every portal and a text of every layout."""
    reports = truth()["reports"]
    pages = {r["portal"]: fetch(portals, r["addresses"][0]) for r in reports}
    published = next(r for r in reports if r["sample"] == "published")
    rows = tables(published["form"], printed(published["figures"], published["form"]))
    return [
        *pages.values(),
        *(report(published["title"], rows, layout).encode() for layout in LAYOUTS.values()),
    ]


def test_damaged_files_are_read_or_refused(files: list[bytes]) -> None:
    count, wrong = fuzz(files, seconds=120, most=150)
    assert (count, wrong) == (150, [])


@pytest.mark.accept
def test_ten_minutes_of_damaged_files(files: list[bytes]) -> None:
    seconds = float(os.environ.get("NIANBAO_FUZZ_SECONDS", "600"))
    count, wrong = fuzz(files, seconds, first_seed=1_000_000)
    print(f"{count} damaged files in {seconds:g} s: {len(wrong)} crashes or hangs")
    assert wrong == []
