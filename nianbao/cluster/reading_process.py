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

from archive.parsing.queue import read_apart
from archive.store.to_read import Pending
from nianbao.cluster.worker import READ, TASKS
from nianbao.exits import Exit


def _main(folder: Path, number: str) -> None:
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    tasks: list[Pending] = pickle.loads((folder / f"{number}.{TASKS}").read_bytes())
    found = read_apart(tasks)
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
