"""The archive: captures, reports, figures and what changed, in one directory (SQLite and WARC files).

Bytes come first: a response is on disk and indexed before anything is concluded from it. Keys derive
from content, so crawling twice, parsing twice and merging give the same rows. One process writes; any
number read.

Front door: `Archive.open(data_dir)` and, for what one does with it, the modules `captures`, `frontier`,
`runs` (the crawler's), `consume.ParseQueue` and `readings` (bytes to figures), `settling` (what follows once a run has
ended), `change_query`, `coverage`, `review` and `query` (what people ask).

The front door opens what is asked for: a worker process takes `archive.parsing.worker` through it and must not pay for the
database's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.parsing.queue import ParseQueue
    from archive.store.db import Archive, ArchiveError

__all__ = ["Archive", "ArchiveError", "ParseQueue"]

_HOMES = {
    "Archive": "archive.store.db",
    "ArchiveError": "archive.store.db",
    "ParseQueue": "archive.parsing.queue",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
