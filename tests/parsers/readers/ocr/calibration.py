"""How sure the engine is of what it reads right and of what it reads wrong: `python -m tests.parsers.readers.ocr.calibration`.

Reads generated scans of other seeds than those that are tested and prints, for each threshold, how many figures it marks
and how many wrong ones it leaves. The threshold of the reader, `SURE`, was chosen by it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from parsers import parse_report
from parsers.readers.ocr import reader
from tests.parsers.readers.ocr.scans import Scan, failed_keys

FIRST = 10_000
THRESHOLDS = (0.80, 0.85, 0.90, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)


class Seen(NamedTuple):
    """One figure of one scan; `again`: a second reading of its cell says the same, or there was none."""

    seed: int
    dpi: int
    kind: str
    key: str
    wanted: float | None
    got: float | None
    state: str
    score: float
    again: bool
    failed: bool


def _scored(text: reader.Text) -> tuple[str, ...]:
    return (reader.OCR, f"{text.score:.6f}", str(text.again in (None, text.text)))


def seen(seed: int) -> Iterator[Seen]:
    """The figures of one scan with the engine's scores, which stand in their flags here."""
    scan = Scan(seed)
    reading = parse_report(scan.data)
    failed = failed_keys(reading)
    figures = {f.key: f for f in reading.figures}
    for key, wanted in scan.report.expected().items():
        figure = figures.get(key)
        scores = [float(f) for f in figure.flags if f[0].isdigit()] if figure else []
        yield Seen(
            seed, scan.dpi, scan.kind, key, wanted,
            None if figure is None or figure.value is None else float(figure.value),
            figure.state if figure else "missing", min(scores, default=0.0),
            figure is not None and "False" not in figure.flags, key in failed,
        )  # fmt: skip


def main(count: int, out: Path, first: int = FIRST) -> None:
    """Print the table, and keep the figures as JSON."""
    reader._flags = _scored
    found: list[Seen] = []
    for seed in range(first, first + count):
        found += seen(seed)
        out.write_text(json.dumps(found), encoding="utf-8")
    values = [f for f in found if f.state == "value"]
    wrong = [f for f in values if f.got != f.wanted]
    print(f"{len(found)} figures, {len(values)} values, {len(wrong)} wrong")
    for threshold in THRESHOLDS:
        marked = sum(1 for f in values if f.score < threshold or not f.again)
        left = [f for f in wrong if f.score >= threshold and f.again]
        silent = sum(1 for f in left if not f.failed)
        print(
            f"{threshold}: {marked / len(values):.2%} marked, {len(left)} wrong ones not, {silent} of them in no failed sum"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
