"""The run over thousands of pages with damaged tags, on all cores."""

from __future__ import annotations

from collections import Counter

from tests.parsers.judge.verdict import Case, judge_tokens
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


def tokens_run(count: int, first: int = 0) -> Tally:
    """Read `count` pages with damaged tags."""
    return run(_tokens, first, count)
