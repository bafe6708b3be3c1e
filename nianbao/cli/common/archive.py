"""Opening an archive from a command: the errors of the rooms become one line and an exit status."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import Archive, ArchiveError, open_archive
from archive.coverage.deadlines import deadlines_of
from archive.store.db import DB_NAME, explain
from nianbao.exits import Exit, Failure

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def opened(data: Path, *, read_only: bool = False, create: bool = False) -> Iterator[Archive]:
    """An open archive; what is wrong with it, also later on, is said in one line (exit status 3).

    `create`: only a command that brings something in makes an archive where there is none.
    """
    try:
        with open_archive(data, read_only=read_only, create=create) as archive:
            if not read_only:
                deadlines_of(archive)  # a bad file of rules is said before hours of work
            yield archive
    except ArchiveError as error:
        raise Failure(str(error), Exit.UNREADABLE) from None
    except sqlite3.Error as error:
        raise Failure(explain(data / DB_NAME, error), Exit.UNREADABLE) from None
    except OSError as error:
        place = error.filename or data
        if error.errno not in NO_SPACE:
            raise Failure(f"{place}: {error.strerror or error}") from None
        raise Failure(f"no space left for {place}: nothing recorded is lost; free some and go on") from None
