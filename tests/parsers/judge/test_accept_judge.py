"""Ten thousand pages with damaged tags, hundreds of damaged files, two thousand clean pages (make accept-reading)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers import parse_report
from tests.parsers.judge.runs import SILENT, clean_run, files_run, tokens_run
from tests.parsers.judge.verdict import Case
from tests.parsers.layouts.runs import SHARE, Tally, save, table

pytestmark = pytest.mark.accept
CHROMIUM = "/usr/bin/chromium"


def _kept(section: str, tally: Tally, rates: dict[str, float], capsys: pytest.CaptureFixture[str]) -> None:
    save(section, tally, rates)
    with capsys.disabled():
        print("\n" + table(tally, ("pages", "cells", "right", "told", *SILENT)))
        print(rates)


def test_ten_thousand_pages_with_damaged_tags(capsys: pytest.CaptureFixture[str]) -> None:
    tally = tokens_run(int(10_000 * SHARE))
    whole = tally.total["cells_whole"]
    read = 1 - tally.total["whole_unread"] / max(1, whole)
    rates = {"right": tally.rate("right"), "told": tally.rate("told"), "read_where_whole": read}
    _kept("tokens", tally, rates, capsys)
    tally.total.update(whole_read=whole - tally.total["whole_unread"])
    kept = Tally(tally.total.copy())
    kept.total["cells"] = whole
    save("tokens_whole", kept, {"read": read})
    assert {kind: tally.total[kind] for kind in SILENT} == dict.fromkeys(SILENT, 0), tally.failures
    assert read >= 0.999, tally.failures


def test_damaged_files(capsys: pytest.CaptureFixture[str]) -> None:
    tally = files_run(int(300 * SHARE))
    _kept("files", tally, {"right": tally.rate("right")}, capsys)
    assert {kind: tally.total[kind] for kind in SILENT} == dict.fromkeys(SILENT, 0), tally.failures


def test_two_thousand_clean_pages(capsys: pytest.CaptureFixture[str]) -> None:
    tally = clean_run(int(2_000 * SHARE))
    _kept("clean", tally, {"complaints": tally.total["complaints"] / tally.total["pages"]}, capsys)
    assert tally.total["complaints"] == 0, tally.failures


def test_what_chromium_shows(tmp_path: Path) -> None:
    """A locator is the path that a browser's own tools show, and the cell there prints what was read; rows that the browser drops out
    of their table stand in no cell of it, and are flagged."""
    playwright = pytest.importorskip("playwright.sync_api")
    compared = 0
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for seed in range(int(200 * SHARE)):
            case = Case(seed)
            file = tmp_path / "page.html"
            file.write_bytes(case.data)
            figures = [
                figure
                for figure in parse_report(case.data).figures
                if figure.locator and figure.state == "value" and "outside_table" not in figure.flags
            ]
            page.goto(file.as_uri())
            shown = page.evaluate(
                "paths => paths.map(p => document.evaluate(p, document, null, 9, null).singleNodeValue?.innerText)",
                [str(f.locator).removeprefix("html:") for f in figures],
            )
            wrong = [
                (f.key, f.raw, text)
                for f, text in zip(figures, shown, strict=True)
                if re.sub(r"\s", "", text or "") != re.sub(r"\s", "", f.raw or "")
            ]
            assert wrong == [], (seed, case.broken[1])
            compared += len(figures)
        browser.close()
    assert compared > 100 * 200 * SHARE
