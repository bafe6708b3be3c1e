"""Bringing the WARC files of another archive into this one, under a name that is free."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from archive.store.db import Archive, ArchiveError
from archive.store.recovery import members

CHUNK = 1 << 20


class WarcCopier:
    """Makes the bytes that rows refer to present here before the rows are written."""

    def __init__(self, archive: Archive, source: Path, copy: bool) -> None:
        self._ours = archive.warcs.directory
        self._theirs = source / "warc"
        self._copy = copy
        self._names: dict[str, str] = {}

    def bring(self, name: str, upto: int) -> str:
        """See that the first `upto` bytes of their file are here; gives the name it has here.

        The file may still grow while it is brought. Raises ArchiveError where it is gone or too short.
        """
        source = self._theirs / name
        try:
            if source.stat().st_size < upto:
                raise ArchiveError(
                    f"{source} is shorter than its archive says: run `nianbao verify` there first"
                )
            local = self._names.get(name) or self._place(source)
            self._names[name] = local
            self._extend(source, self._ours / local, upto)
        except OSError as error:
            raise ArchiveError(
                f"cannot bring {source}: {error.strerror or error}; mend it and merge again"
            ) from error
        return local

    def _place(self, source: Path) -> str:
        """The name under which the file is or shall be here: its own, or a further one where another has that."""
        head = _head(source)
        stem = source.name.removesuffix(".warc.gz")
        for name in (source.name, f"{stem}-{hashlib.sha256(head).hexdigest()[:12]}.warc.gz"):
            target = self._ours / name
            if not target.exists():
                self._link(source, target)
                return name
            if _head(target) in (head, b""):
                return name
        raise ArchiveError(f"{source} cannot be told from another file of its name: rename it in both places")

    def _link(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._copy:
            try:
                os.link(source, target)
                return
            except OSError:
                pass  # another file system: the bytes are copied
        target.touch()

    def _extend(self, source: Path, target: Path, upto: int) -> None:
        """Append what is missing; a file that was linked misses nothing."""
        have = target.stat().st_size
        if have >= upto:
            return
        with source.open("rb") as theirs, target.open("ab") as ours:
            theirs.seek(have)
            while have < upto and (data := theirs.read(min(CHUNK, upto - have))):
                ours.write(data)
                have += len(data)
            ours.flush()
            os.fsync(ours.fileno())


def _head(path: Path) -> bytes:
    """The first record of a file: what a run writes there names it for good."""
    with path.open("rb") as file:
        return next((member for _, member in members(file, 0)), b"")
