"""Hostile files end with a clear word, within a budget of time and memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests import measured
from tests.thinned import thinned

BUDGET_SECONDS = 60
MEMORY_MB = 500

HOSTILE = {
    "a billion columns": b"<html><table><tr><td colspan=1000000000 rowspan=999999999>1<td>2</table>",
    "fifty thousand nested tags": b"<html><body>" + b"<div>" * 50_000 + "一、总体情况".encode(),
    "unclosed fonts": b"<html><body>"
    + b"".join(b"<font size=%d><p>1<table><tr><td>%d</td></tr></table>" % (n, n) for n in range(2_900)),
    "unclosed strokes": b"<html><body>"
    + b"".join(b"<s class=c%d><p>1<table><tr><td>%d</td></tr></table>" % (n, n) for n in range(2_900)),
    "nested tables": b"<html><body>" + b"<table><tr><td>" * 5_000 + b"1",
    "20 MB of cells": b"<html><table><tr>" + b"<td>" * 5_000_000,
    "a line of 1 MB": "2021年".encode() + b"1 " * 500_000,
    "a line of tabs": b"a\t" * 300_000,
    "a line of pipes": b"|" * 1_000_000,
    "a comment without end": b"<!-- " + "<tr>一、总体情况\x00".encode() * 20,
    "NUL bytes": b"<html>" + b"\x00" * 100_000 + "<p>一、总体情况".encode(),
    "a flood of entities": b"<html><p>" + b"&amp;&#20197;" * 400_000,
    "a million headings": "一、总体情况\n".encode() * 60_000,
    "brackets": "（".encode() * 300_000,
    "digits": b"<html><table><tr><td>" + b"1" * 1_000_000,
    "blanks": b"<html><p>" + b" " * 5_000_000 + b"</p>",
}


@pytest.mark.parametrize("name", thinned(HOSTILE))
def test_hostile_files_end_in_time_and_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(HOSTILE[name])
    command = [sys.executable, "-m", "nianbao", "parse", "--json", str(path)]
    start = time.monotonic()
    done = measured.run(command)
    assert time.monotonic() - start < BUDGET_SECONDS
    assert done.status in (3, 4), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.peak_mb < MEMORY_MB
