"""Reports as text, PDF, Word and Excel files whose tables lost a row, a label or a figure before they were printed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from parsers import Reading, Unreadable, parse_report
from tests.parsers.judge.verdict import Verdict
from tests.parsers.layouts.said import REWRITINGS
from tests.parsers.producers import files
from tests.parsers.producers.official import Report, Row, invented

Damage = Callable[[list[list[str]], random.Random], None]


def text_of(report: Report) -> bytes:
    """The report with tabs between its cells, as copied from a page."""
    blocks = (
        b if isinstance(b, str) else "\n".join("\t".join(c.text for c in row) for row in b)
        for b in report.blocks
    )
    return "\n".join([report.title, *blocks]).encode()


KINDS: dict[str, Callable[[Report], bytes]] = {
    "docx": files.docx_of,
    "pdf": files.reportlab_pdf,
    "text": text_of,
    "xlsx": files.xlsx_of,
}


def damaged_report(seed: int) -> Report:
    """A report of invented figures; of two in three a figure or the label of a row is gone."""
    rng = random.Random(seed)
    whole = invented(rng.choice(("2021", "2021", "2019")), seed=seed)
    kind = rng.choice(("whole", "figure", "label"))
    tables = [n for n, block in enumerate(whole.blocks) if not isinstance(block, str)]
    if kind == "whole":
        return whole
    number = tables[1]
    rows = [list(row) for row in whole.blocks[number]]
    row = rng.choice([row for row in rows if sum(c.text.isdigit() for c in row) >= 5])
    wanted = [n for n, c in enumerate(row) if c.text.isdigit() == (kind == "figure") and c.text]
    at = wanted[-1] if kind == "label" else rng.choice(wanted)
    row[at] = replace(row[at], text="")
    blocks = (*whole.blocks[:number], tuple(rows), *whole.blocks[number + 1 :])
    return replace(whole, blocks=blocks, printed=_printed(whole, blocks))


def _printed(whole: Report, blocks: tuple[str | tuple[Row, ...], ...]) -> dict[str, str]:
    """What is printed still: figures are all different, so that each is known by its text."""
    texts = {c.text for block in blocks if not isinstance(block, str) for row in block for c in row}
    return {key: text if text in texts else "" for key, text in whole.printed.items()}


def judge_file(kind: str, seed: int) -> Verdict:
    """Every cell of a file: right, told, wrong or lost without a word."""
    report = damaged_report(seed)
    verdict = Verdict()
    try:
        reading = parse_report(KINDS[kind](report))
    except Unreadable:
        verdict.counts.update(refused=1, cells=len(report.printed), told=len(report.printed))
        return verdict
    _cells(reading, report, _labels(invented(report.form, seed=seed)), verdict)
    return verdict


def _labels(whole: Report) -> dict[str, str]:
    """Field -> the label of its row. Figures are all different, so that each is known by its text."""
    keys = {text: key for key, text in whole.printed.items() if text}
    found: dict[str, str] = {}
    for block in whole.blocks:
        for row in () if isinstance(block, str) else block:
            names = [c.text for c in row if not c.figure and c.text]
            for key in (
                {keys[c.text].rpartition(".")[0] for c in row if c.figure and c.text in keys} if names else ()
            ):
                found[key] = names[-1]
    return found


def _cells(reading: Reading, report: Report, labels: dict[str, str], verdict: Verdict) -> None:
    read = {f.key: f for f in reading.figures}
    for key, value in report.expected().items():
        figure = read.get(key)
        verdict.counts["cells"] += 1
        state = figure.state if figure else "missing"
        got = float(figure.value) if figure and figure.value is not None else None
        if got == value and (value is not None or state in ("blank", "missing")):
            verdict.counts["right"] += 1
        elif state == "unreadable" or (figure and set(figure.flags) - REWRITINGS):
            verdict.counts["told"] += 1
        elif state in ("missing", "blank"):
            label = labels.get(key.rpartition(".")[0])
            names = [text for text in (label, f"{value:.12g}" if value is not None else None) if text]
            told = any(name in issue.message for issue in reading.issues for name in names)
            verdict.counts["told"] += told
            if not told:
                verdict.add("lost", f"{key} is {value}, read {state}")
        else:
            verdict.add("wrong", f"{key} is {value}, read {figure}")
