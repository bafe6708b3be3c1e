"""In a worker: what was chosen written to a file. It is whole, or it is not handed out at all."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from pathlib import Path

from archive import open_archive
from archive.exchange import wacz
from archive.exchange.tables import Choice
from archive.exchange.whole import write_whole
from nianbao.site.web.pool import MEMORY, last_resort

SECONDS = 600.0
MADE, NOTHING, LARGE = "made", "nothing", "large"
MOST_BYTES = 4_000_000_000
"""Of a file: the disk is everybody's."""
WACZ = "wacz"


@dataclass(frozen=True, slots=True)
class Task:
    """`format`: of `archive.exchange.whole.ENDINGS`, or `WACZ` with a `report`. `save_as`: where the file goes."""

    directory: str
    format: str
    save_as: str
    choice: Choice = field(default_factory=Choice)
    report: str = ""


def make(task: Task) -> tuple[str, int]:
    """(`MADE`, figures or records), `NOTHING` where nothing was chosen, `LARGE` or `MEMORY` for what is too much."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    with last_resort(SECONDS):
        try:
            count = _made(task)
        except MemoryError:
            return MEMORY, 0
        except OSError:  # too large a file, or no space left for it
            return LARGE, 0
    return (MADE if count else NOTHING), count


def _made(task: Task) -> int:
    with open_archive(task.directory, read_only=True) as archive:
        if task.format != WACZ:
            return write_whole(archive, task.choice, task.format, Path(task.save_as))
        rows = wacz.captures_of_report(archive, task.report)
        if not rows:
            return 0
        return wacz.write_wacz(archive, rows, Path(task.save_as), title=task.report, created=archive.now())
