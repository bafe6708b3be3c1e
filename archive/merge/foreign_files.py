"""Copying files of a stranger: no more than they hold, and never so much that our own disk is full."""

from __future__ import annotations

import os
import shutil
import struct
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from archive.store.db import ArchiveError
from archive.store.warc_files import open_regular

CHUNK = 1 << 20
BLOCK = 512
"""Bytes of `st_blocks`, whatever the file system."""
MOST_PACKED = 8
"""So many times may a file be larger than what it takes of the disk: a file system may pack it, but holes are no archive."""
SMALL = 1 << 20
"""Of a file up to here nobody asks: a file system may keep it in its own tables."""
SHARE = 2
"""A copy takes at most this part of the free space: others write there too."""
_HEAD = struct.Struct(">16s H 6x I I 60x I")
"""Of a database: magic, bytes of a page, counter of changes, pages, counter of changes for which the number of pages is valid."""
_MAGIC = b"SQLite format 3\0"


def check_whole(file: BinaryIO, path: Path) -> None:
    """That a file holds about as much as it says. Raises ArchiveError."""
    state = os.fstat(file.fileno())
    if state.st_size > max(SMALL, MOST_PACKED * BLOCK * state.st_blocks):
        raise ArchiveError(
            f"{path} is mostly holes: it says {state.st_size} bytes and has {BLOCK * state.st_blocks}"
        )


def check_head(file: BinaryIO, path: Path) -> None:
    """That a database is no longer than its head says, where that says it. Raises ArchiveError."""
    file.seek(0)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_MAGIC):
        return  # no database: SQLite will say so
    _, page, changes, pages, valid_for = _HEAD.unpack(head)
    size = os.fstat(file.fileno()).st_size
    if pages and changes == valid_for and size > pages * (page if page > 1 else 1 << 16):
        raise ArchiveError(
            f"{path} is longer than its head says: run `nianbao backup` there and name the copy"
        )


def copy(paths: list[Path], folder: Path) -> None:
    """Copy regular files into a folder of ours, each as long as it is now. Raises ArchiveError where that is more than is there, or
    than there is room for; OSError."""
    with ExitStack() as opened:
        files = [(path, opened.enter_context(open_regular(path))) for path in paths]
        for path, theirs in files:
            check_whole(theirs, path)
        sizes = [os.fstat(theirs.fileno()).st_size for _, theirs in files]
        free = shutil.disk_usage(folder).free
        if sum(sizes) > free // SHARE:
            raise ArchiveError(
                f"copying {paths[0]} takes {sum(sizes)} bytes, more than half of the {free} that are free: make room"
            )
        for (path, theirs), size in zip(files, sizes, strict=True):
            theirs.seek(0)
            with (folder / path.name).open("wb") as ours:
                while size and (data := theirs.read(min(CHUNK, size))):
                    ours.write(data)
                    size -= len(data)
