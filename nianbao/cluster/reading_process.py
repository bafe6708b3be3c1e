"""The process of a batch: `python -m nianbao.cluster.reading_process FOLDER NUMBER` reads its captures.

Its standard input is a pipe from the worker. When the pipe breaks the process ends, however the worker ended.
"""

from __future__ import annotations

import os
import pickle
import secrets
import sys
import threading
from pathlib import Path

from archive.parsing.queue import BUDGET_SECONDS, PRELOAD
from archive.parsing.worker import read_capture
from archive.store.to_read import Pending
from archive.workers import PATIENCE, Workers
from nianbao.cluster.worker import READ, TASKS
from nianbao.exits import Exit


def _main(folder: Path, number: str) -> None:
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    tasks: list[Pending] = pickle.loads((folder / f"{number}.{TASKS}").read_bytes())
    found = []
    workers: Workers[Pending] = Workers(read_capture, 1, BUDGET_SECONDS, PRELOAD, patience=PATIENCE)
    try:
        for task in tasks:
            workers.send(task)
            while not (done := list(workers.done(timeout=1.0))):
                pass
            found += [(d.task, d.outcome, d.result) for d in done]
    finally:
        workers.close()
    part = folder / f"{number}.{secrets.token_hex(8)}.part"
    part.write_bytes(pickle.dumps(found))
    part.replace(folder / f"{number}.{READ}")


def _end_with(pipe: int) -> None:
    """End when the other end of the pipe is gone. Read without buffers, whose locks would outlive the interpreter."""
    while os.read(pipe, 4096):
        pass
    os._exit(int(Exit.STOPPED))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
