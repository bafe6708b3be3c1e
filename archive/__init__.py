"""The archive: captures, reports, figures and what changed, in one directory (SQLite and WARC files).

Bytes come first: a response is on disk and indexed before anything is concluded from it. Keys derive
from content, so crawling twice, parsing twice and merging give the same rows. One process writes; any
number read.

Front door: `open_archive(data_dir)` and, for what one does with it, the folders `store` and `crawl` (the crawler's),
`ParseQueue` and `record` (bytes to figures), `refresh` (what follows once a run has ended), `history`, `coverage`,
`review` and `reports` (what people ask).

The front door opens what is asked for: a worker process takes `archive.parsing.worker` through it and must not pay for the
database's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.open import open_archive
    from archive.parsing.queue import ParseQueue
    from archive.store.db import Archive, ArchiveError

__all__ = ["Archive", "ArchiveError", "ParseQueue", "open_archive"]

_HOMES = {
    "Archive": "archive.store.db",
    "ArchiveError": "archive.store.db",
    "ParseQueue": "archive.parsing.queue",
    "open_archive": "archive.open",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
