"""A folder of ours beside the database for what is in hand; one that a kill left behind goes with the next writer.

What stands in it may be the text of pages: it must not outlast a takedown. The living hold a lock on theirs.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "scratch-"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def scratch(data_dir: Path) -> Iterator[Path]:
    """An empty folder in the directory of an archive, until the end of the context."""
    path, held = _made(data_dir)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)


def _made(data_dir: Path) -> tuple[Path, int]:
    """A folder and the lock on it; made anew where another writer swept it before it was locked."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data_dir))
        with suppress(FileNotFoundError):
            held = os.open(path, _FOLDER)
            fcntl.flock(held, fcntl.LOCK_EX)
            if path.exists():
                return path, held
            os.close(held)


def sweep(data_dir: Path) -> None:
    """Remove what no living process holds; links are not followed."""
    for path in data_dir.glob(f"{PREFIX}*"):
        try:
            held = os.open(path, _FOLDER)
        except OSError:  # no folder, a link, or gone by now
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(held)
