"""Bringing the WARC files of another archive of one's own into this one, under a name that is free.

Bytes are copied: a file that two folders share changes when its owner goes on writing.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from archive.custody.offload import fetch
from archive.store import erasure
from archive.store.db import Archive, ArchiveError
from archive.store.moved import NOTE, moved
from archive.store.warc_files import is_warc_name, open_warc
from archive.store.warc_members import members

CHUNK = 1 << 20


class WarcCopier:
    """Makes the bytes that rows refer to present here before the rows are written."""

    def __init__(self, archive: Archive, source: Path) -> None:
        self._archive = archive
        self._ours = archive.warcs.directory
        self._theirs = source / "warc"
        self._names: dict[str, str] = {}

    def bring(self, name: str, upto: int) -> str:
        """See that the first `upto` bytes of their file are here; returns the name it has here.

        The file may still grow while it is brought. Raises ArchiveError where it is gone, too short or no regular file.
        """
        try:
            with open_warc(self._theirs, name) as theirs:
                if os.fstat(theirs.fileno()).st_size < upto:
                    raise ArchiveError(
                        f"{self._theirs / name} is shorter than its archive says: run `nianbao verify` there first"
                    )
                local = self._names.get(name) or self._place(theirs, name)
                self._names[name] = local
                self._extend(theirs, self._ours / local, upto)
        except OSError as error:
            where = self._theirs / name if is_warc_name(name) else self._theirs
            if isinstance(error, FileNotFoundError) and (self._theirs.parent / NOTE).is_file():
                raise ArchiveError(
                    f"{where} has moved to an object store: run `nianbao offload --back` there and merge again"
                ) from error
            raise ArchiveError(
                f"cannot bring {where}: {error.strerror or error}; mend it and merge again"
            ) from error
        return local

    def _place(self, theirs: BinaryIO, name: str) -> str:
        """The name under which the file is or shall be here: its own, or a further one where another has that."""
        head = _head(theirs)
        stem = name.removesuffix(".gz").removesuffix(".warc")[:60]
        self._ours.mkdir(parents=True, exist_ok=True)
        for candidate in (name, f"{stem}-{hashlib.sha256(head).hexdigest()[:12]}.warc.gz"):
            self._bring_back(candidate)
            if not os.path.lexists(self._ours / candidate):
                (self._ours / candidate).touch(exist_ok=False)
                return candidate
            with open_warc(self._ours, candidate) as ours:
                if _head(ours) in (head, b""):
                    return candidate
        raise ArchiveError(
            f"{self._theirs / name} cannot be told from another file of its name: rename it in both places"
        )

    def _bring_back(self, name: str) -> None:
        """A file of ours that moved to a store: what grows must be here, and a shorter one of its name would hide it."""
        if moved(self._ours, name) is not None:
            with erasure.alone(self._archive):
                fetch(self._archive, name)

    def _extend(self, theirs: BinaryIO, target: Path, upto: int) -> None:
        """Append what is missing."""
        with open_warc(target.parent, target.name, write=True) as ours:
            have = ours.seek(0, os.SEEK_END)
            theirs.seek(have)
            while have < upto and (data := theirs.read(min(CHUNK, upto - have))):
                ours.write(data)
                have += len(data)
            ours.flush()
            os.fsync(ours.fileno())


def _head(file: BinaryIO) -> bytes:
    """The first record of a file: what a run writes there names it for good."""
    return next((member for _, member in members(file, 0)), b"")
