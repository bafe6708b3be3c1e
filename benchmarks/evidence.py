"""What is told of changes: false alarms over pages that only look different, and true changes told rightly.

A ratio of neither is known of other software; the targets are those of the project's own promise.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.result import Result
from tests.archive import trials

REPORTS, TIMES = 20, 50
CHANGES = 500


def results() -> list[Result]:
    """1,000 alterations that are no content, and 500 changes that are."""
    with TemporaryDirectory() as directory:
        alarms = trials.unchanged(Path(directory) / "unchanged", REPORTS, TIMES)
        tried = trials.trials(CHANGES)
        wrong = trials.changed(Path(directory) / "changed", tried)
    told = (len(tried) - len(wrong)) / len(tried)
    return [
        Result("false_change_alarms", len(alarms), None, 0, f"of {REPORTS * TIMES} alterations", "lower"),
        Result("true_changes_announced", told, None, 1.0, f"of {CHANGES} changes", "higher"),
    ]
