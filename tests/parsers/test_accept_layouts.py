"""Ten thousand layouts and ten thousand damages: how often a cell is right, flagged, wrong (make accept)."""

from __future__ import annotations

import pytest

from tests.parsers.layouts.runs import SHARE, damages_run, layouts_run, save, table

PAGES = int(10_000 * SHARE)
pytestmark = pytest.mark.accept


def test_ten_thousand_layouts(capsys: pytest.CaptureFixture[str]) -> None:
    tally = layouts_run(PAGES)
    rates = {
        "right": tally.rate("right"),
        "wrong_unflagged": tally.rate("wrong", "invented"),
        "flagged": tally.rate("doubted", "flagged"),
        "facts_wrong_per_page": tally.total["fact"] / PAGES,
        "pages_with_unexpected_issue": tally.total["issue"] / PAGES,
    }
    save("layouts", tally, rates)
    with capsys.disabled():
        kinds = (
            "wrong",
            "lost",
            "invented",
            "doubted",
            "flagged",
            "issue",
            "failed_check",
            "fact",
            "locator",
        )
        print("\n" + table(tally, ("pages", "cells", "right", *kinds)))
        print(rates)
    assert tally.total["pages"] == PAGES
    for kind in ("wrong", "lost", "invented", "locator"):
        assert tally.total[kind] == 0, (kind, tally.failures)
    assert rates["right"] >= 0.9999, tally.failures
    assert rates["flagged"] <= 0.005, tally.failures
    assert tally.total["clean_pages"] > 100 * SHARE / 2
    assert tally.total["clean_pages_flagged"] == 0, tally.failures
    assert rates["facts_wrong_per_page"] <= 0.001, tally.failures


def test_ten_thousand_damages(capsys: pytest.CaptureFixture[str]) -> None:
    """No figure is wrong or gone in silence, with checksums or, in table 2, without."""
    tally = damages_run(PAGES)
    damaged_t2 = sum(counts["pages"] for name, counts in tally.by_name.items() if name.startswith("t2_"))
    rates = {
        "silent_t3_t4": tally.total["silent"] / max(1, tally.total["cells"] - tally.total["cells_t2"]),
        "silent_t2": tally.total["silent_t2"] / max(1, tally.total["cells_t2"]),
        "silent_t2_per_page_damaged_there": tally.total["silent_t2"] / max(1, damaged_t2),
    }
    save("damages", tally, rates)
    with capsys.disabled():
        kinds = ("silent", "silent_t2", "invented", "told", "absent", "vanished", "locator")
        print("\n" + table(tally, ("pages", "cells", *kinds)))
        print(rates)
    assert tally.total["pages"] >= PAGES
    for kind in ("silent", "silent_t2", "vanished", "invented", "locator"):
        assert tally.total[kind] == 0, (kind, tally.failures)
