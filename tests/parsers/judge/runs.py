"""The run over thousands of pages with damaged tags, on all cores."""

from __future__ import annotations

from collections import Counter

from tests.parsers.judge.damaged_files import KINDS, judge_file
from tests.parsers.judge.verdict import Case, judge_tokens
from tests.parsers.layouts.judging import judge
from tests.parsers.layouts.plans import make
from tests.parsers.layouts.runs import Counted, Tally, run

SILENT = ("wrong", "lost", "crash", "locator")
"""What must not be."""


def _tokens(seed: int) -> Counted:
    case = Case(seed)
    verdict = judge_tokens(case)
    counts = verdict.counts + Counter(pages=1)
    failures = [
        f"{case} {verdict.done}: {c}" for c in verdict.complaints if c.startswith((*SILENT, "whole_unread"))
    ]
    return tuple(verdict.done), counts, failures[:3]


def _clean(seed: int) -> Counted:
    plan = Case(seed).plan
    verdict = judge(make(plan), plan)
    counts = verdict.counts + Counter(pages=1, cells=verdict.cells, complaints=len(verdict.complaints))
    return tuple(plan.names), counts, [f"{plan}: {c}" for c in verdict.complaints[:3]]


def _file(seed: int) -> Counted:
    kind = sorted(KINDS)[seed % len(KINDS)]
    verdict = judge_file(kind, seed)
    return (kind,), verdict.counts + Counter(pages=1), [f"{kind} {seed}: {c}" for c in verdict.complaints[:3]]


def clean_run(count: int) -> Tally:
    """Read `count` pages that nothing damaged: any flag and any issue is false."""
    return run(_clean, 0, count)


def files_run(count: int) -> Tally:
    """Read `count` files of each kind, their tables damaged or whole."""
    return run(_file, 0, count * len(KINDS))


def tokens_run(count: int, first: int = 0) -> Tally:
    """Read `count` pages with damaged tags."""
    return run(_tokens, first, count)
