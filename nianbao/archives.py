"""Opening an archive from a command: the errors of the rooms become one line and an exit status."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import Archive, ArchiveError
from nianbao.exits import Exit, Failure


@contextmanager
def opened(data: Path, *, read_only: bool = False) -> Iterator[Archive]:
    """An open archive; what is wrong with it, also later on, is said in one line (exit status 3)."""
    try:
        with Archive.open(data, read_only=read_only) as archive:
            yield archive
    except ArchiveError as error:
        raise Failure(str(error), Exit.UNREADABLE) from None
