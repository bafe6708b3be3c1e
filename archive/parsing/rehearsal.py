"""What a new parser would change, before it does: everything is read on a copy of the rows that is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.custody.backup import snapshot
from archive.open import open_archive
from archive.store.db import DB_NAME, Archive
from archive.store.scratch import scratch
from archive.store.warc import Warcs


@contextmanager
def rehearsed(archive: Archive) -> Iterator[Archive]:
    """An archive with the rows of this instant, over the same WARC files: what is written there is gone at the end of the context.

    It needs as much room beside the database as that takes. A kill leaves a folder that the next writer removes.

    :raises OSError: no space.
    """
    with scratch(archive.data_dir) as folder:
        inner = folder / "copy"  # the lock on the folder itself says that it is in use
        inner.mkdir()
        snapshot(archive.data_dir / DB_NAME, inner).replace(inner / DB_NAME)
        with open_archive(inner, archive.clock) as copy:
            copy.warcs = Warcs(archive.warcs.directory, archive.clock)
            yield copy
