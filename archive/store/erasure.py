"""What a takedown leaves to be done once its rows are written: files to delete, and old bytes inside the database.

What is to be done is noted in a file beside the database before the first byte is changed, and the note goes last. A
kill, a full disk or another program in between leaves the note, and the next writer finishes. Only files that the note
names are deleted, and only those that no capture is in.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.store import moved
from archive.store.objects import UnreachableError
from archive.store.warc_files import is_warc_name, remove_warc

if TYPE_CHECKING:
    from archive.store.db import Archive

NOTE = "takedown.json"
"""JSON list of names in `warc/`, beside `nianbao.db`."""
PART = ".part"
"""What a file is called until it is whole."""


def note(archive: Archive, names: Iterable[str]) -> None:
    """Before anything is taken down: these WARC files go unless a capture is in them, and old bytes are erased.

    :raises OSError: it could not be written; nothing was changed.
    """
    path = archive.data_dir / NOTE
    part = path.with_name(NOTE + PART)
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(sorted({*_noted(path), *names}), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def finish(archive: Archive) -> bool:
    """Do what is noted; False where another program uses the archive: it is to be done by a later writer.

    :raises sqlite3.OperationalError: no space; the note stays.
    """
    path = archive.data_dir / NOTE
    if not path.exists():
        return True
    try:
        with alone(archive, wait=False):
            _delete(archive, _noted(path))
            if not _erase(archive):
                return False
            path.unlink(missing_ok=True)
    except (BlockingIOError, UnreachableError):
        return False
    return True


@contextmanager
def alone(archive: Archive, *, wait: bool = True) -> Iterator[None]:
    """Between a note and what it announces no other process may act on it: the lock of `warc/`, which a kill frees.

    :raises BlockingIOError: another process has it and it is not to be waited for.
    """
    archive.warcs.directory.mkdir(exist_ok=True)
    held = os.open(archive.warcs.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)


def _delete(archive: Archive, names: list[str]) -> None:
    """The WARC files of these names that no capture is in, and what was begun of them."""
    held = {row["warc"] for row in archive.rows("select distinct warc from captures")}
    for name in filter(is_warc_name, names):
        (archive.warcs.directory / (name + PART)).unlink(missing_ok=True)
        if name not in held:
            remove_warc(archive.warcs.directory, name)
            moved.forget(archive.data_dir, name)


def _noted(path: Path) -> list[str]:
    """The names that the note holds; none where it is damaged."""
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _erase(archive: Archive) -> bool:
    """Rewrite the search index and the database, so that neither deleted rows nor the log hold a byte of them.

    FTS5 keeps the words of a deleted row beside a mark until segments are merged, and SQLite keeps deleted rows in free
    pages and in the gaps of pages in use: merging all segments into one and `vacuum` leave nothing but live rows.
    """
    try:
        with archive.transaction() as conn:
            conn.execute("insert into reports_fts (reports_fts) values ('optimize')")
        archive.conn.execute("vacuum")
        busy = archive.value("pragma main.wal_checkpoint(truncate)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    return not busy
