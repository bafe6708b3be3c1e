"""The process of a visit: `python -m nianbao.cluster.process DIR` crawls into the shard at DIR.

Its standard input is a pipe from whoever began it. When the pipe breaks the process ends, however the other one ended, so a lost
worker never leaves a visitor behind. What comes through the pipe are lines: until when it may go on.
"""

from __future__ import annotations

import os
import pickle
import select
import sys
import threading
from pathlib import Path

from archive import ArchiveError, open_archive
from crawler import crawl
from nianbao.cluster.child import ORDER, SUMMARY, Order, now
from nianbao.exits import Exit

LONGEST_WAIT = 60.0


def _main(directory: Path) -> None:
    order: Order = pickle.loads((directory.parent / ORDER).read_bytes())
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(), order.until), daemon=True).start()
    try:
        with open_archive(directory) as archive:
            summary = crawl(archive, list(order.homes), order.options, regions=order.regions)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        sys.exit(int(Exit.UNREADABLE))
    (directory.parent / SUMMARY).write_bytes(pickle.dumps(summary))


def _end_with(pipe: int, until: float | None) -> None:
    """End when the other end of the pipe is gone, or when the time is over. Read without buffers, whose locks would outlive the interpreter."""
    lines = b""
    while True:
        left = LONGEST_WAIT if until is None else until - now()
        if left <= 0:
            break
        if not select.select([pipe], [], [], min(left, LONGEST_WAIT))[0]:
            continue
        said = os.read(pipe, 4096)
        if not said:
            break
        *whole, lines = (lines + said).split(b"\n")
        until = float(whole[-1]) if whole else until
    os._exit(int(Exit.STOPPED))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
