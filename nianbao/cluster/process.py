"""The process of a task: `python -m nianbao.cluster.process DIR` crawls into the shard at DIR.

Its standard input is the worker's end of a pipe: first the order, then nothing; when it breaks the process ends,
however the worker ended. So a lost worker never leaves a visitor behind.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from pathlib import Path

from archive import ArchiveError, open_archive
from crawler import crawl
from nianbao.cluster.worker import SUMMARY, Order
from nianbao.exits import Exit


def _main(directory: Path) -> None:
    order: Order = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        with open_archive(directory) as archive:
            summary = crawl(archive, list(order.homes), order.options, regions=order.regions)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        sys.exit(int(Exit.UNREADABLE))
    (directory.parent / SUMMARY).write_bytes(pickle.dumps(summary))


def _end_with(pipe: int) -> None:
    """End when the other end of the pipe is gone. Read without buffers, whose locks would outlive the interpreter."""
    while os.read(pipe, 1):
        pass
    os._exit(int(Exit.STOPPED))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
