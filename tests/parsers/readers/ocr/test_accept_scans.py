"""Sixty damaged scans of generated reports: no wrong figure passes in silence.

A wrong figure must stand in a sum that fails, or carry `low_confidence`. What was read, and how, is written to
`build/accuracy.json`.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

import pytest

from parsers import Reading, parse_report
from tests.parsers.layouts.runs import Counted, Tally, save, table
from tests.parsers.producers.official import Report
from tests.parsers.readers.ocr.scans import RESOLUTIONS, Scan, failed_keys

pytestmark = pytest.mark.accept
SCANS = 60


def outcome(seed: int) -> Counted:
    """What is read of one scan."""
    scan = Scan(seed)
    counts, silent = counted(parse_report(scan.data), scan.report)
    return (
        (f"{scan.dpi} dpi", scan.kind),
        counts,
        [f"{scan} {scan.dpi} {scan.kind}: {line}" for line in silent],
    )


def counted(reading: Reading, report: Report) -> tuple[Counter[str], list[str]]:
    """Figures that are right, marked, said to be wrong, wrong in silence, lost in silence, by what the report prints. A cell that was
    not seen is said where its row is: an issue names what the row lacks, and the others of the row are flagged."""
    failed = failed_keys(reading)
    figures = {f.key: f for f in reading.figures}
    said = " ".join(
        issue.message for issue in reading.issues if issue.code in ("rows_missing", "tables_missing")
    )
    short = {f.key.rpartition(".")[0] for f in reading.figures if "short_row" in f.flags}
    counts: Counter[str] = Counter(pages=1)
    silent: list[str] = []
    for key, wanted in report.expected().items():
        figure = figures.get(key)
        state = figure.state if figure else "missing"
        flags = figure.flags if figure else ()
        got = float(figure.value) if figure and figure.value is not None else None
        low = "low_confidence" in flags
        counts.update(cells=1, marked=low, bare=state != "missing" and "ocr" not in flags)
        if got == wanted and state != "unreadable":
            counts["right"] += 1
        elif (
            state == "unreadable"
            or low
            or key in failed
            or (state == "missing" and (said or key.rpartition(".")[0] in short))
        ):
            counts["told"] += 1
        else:
            counts["lost" if state in ("missing", "blank") else "wrong"] += 1
            silent.append(f"{key}: {wanted} read as {figure}")
    return counts, silent


def test_no_figure_of_a_scan_is_wrong_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_spec("rapidocr"), "the extra [ocr] is not installed: pip install -r requirements-ocr.lock"
    tally = Tally()
    cores, spawn = sorted(os.sched_getaffinity(0)), get_context("spawn")
    with ProcessPoolExecutor(len(cores), spawn, _on_a_core, (cores, spawn.Value("i"))) as pool:
        for done, found in enumerate(pool.map(outcome, range(SCANS)), 1):
            tally.add(*found)
            with capsys.disabled():
                print(
                    f"scan {done} of {SCANS}: {' '.join(found[0])}, {dict(found[1])}",
                    *found[2],
                    sep="\n  ",
                    flush=True,
                )
    rates = {f"{dpi} dpi": _right(tally.by_name[f"{dpi} dpi"]) for dpi in RESOLUTIONS}
    save("scans", tally, rates)
    with capsys.disabled():
        print("\n" + table(tally, ("pages", "cells", "right", "marked", "told", "wrong", "lost", "bare")))
    assert tally.total["wrong"] == tally.total["lost"] == tally.total["bare"] == 0, tally.failures
    assert rates["150 dpi"] >= 0.99


def _on_a_core(cores: list[int], taken: Any) -> None:
    """A process for each core: the engine makes a thread for each that it may use, and two get in each other's way."""
    with taken.get_lock():
        os.sched_setaffinity(0, {cores[taken.value]})
        taken.value += 1


def _right(counts: Counter[str]) -> float:
    return counts["right"] / max(1, counts["cells"])
