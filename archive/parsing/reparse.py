"""Today's parsers over the captures of all years: a better parser is an event that one can review.

What it reads as before is marked as read and not written again. What it reads otherwise becomes a reading of its own
beside the earlier one; `differences` says, cell by cell, what turned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypedDict

from archive import refresh
from archive.custody.takedown import forget
from archive.history import diff
from archive.parsing.queue import ParseQueue
from archive.reports import search_index
from archive.store import to_read
from archive.store.db import Archive
from archive.store.rows import SqlValue

Progress = Callable[[int, int], None]
EVERY = 50
"""Captures between two looks at the write-ahead log."""
BATCH = 100


def reparse(
    archive: Archive, parser: str, *, workers: int | None = None, progress: Progress | None = None
) -> int:
    """Read every capture that this version of the parsers has not read; returns how many were dealt with.

    Each is a transaction of its own. Stopped at any moment, the same call goes on; with nothing left it writes nothing.

    :raises ArchiveError: some lie in a store that cannot be reached; all others were read.
    """
    total = to_read.count_pending(archive, parser)
    if not total:
        return 0
    parsing = ParseQueue(archive, parser, workers=workers)
    looked = 0
    try:
        while parsing.step(timeout=0.2) or parsing.pending():
            if progress:
                progress(parsing.read, total)
            if parsing.read - looked >= EVERY:
                looked = parsing.read
                archive.trim_log()
    finally:
        parsing.close()
    refresh.refresh_stale(archive, parser)
    parsing.recorder.check()
    return parsing.read


def unread(archive: Archive, parser: str) -> None:
    """Forget what this version read, and make the search index anew, so that `reparse` reads all of it again.

    For rows that were damaged, and for a parser that was changed under the same version. The bytes are untouched.
    """
    search_index.rebuild(archive)
    while ids := [
        row["capture_id"]
        for row in archive.rows(
            "select distinct capture_id from parses where parser = ? limit ?", parser, BATCH
        )
    ]:
        with archive.transaction() as conn:
            forget(archive, ids)
            conn.executemany("delete from parses where capture_id = ?", [(i,) for i in ids])


Turned = TypedDict(
    "Turned",
    {
        "capture": str,
        "address": str,
        "from": str,
        "title": str | None,
        "facts": dict[str, list[SqlValue]],
        "cells": dict[str, diff.Sides],
        "text": list[str],
    },
)
"""What one version of the parsers reads otherwise than the version before it, `from`, in one capture.

facts: {column: [before, after]}; cells: {field: [before, after]}; text: a unified diff.
"""


def turned(archive: Archive, parser: str) -> Iterator[Turned]:
    """What this version reads otherwise than the version before it, capture by capture, in order of address."""
    for row in archive.conn.execute(_TURNED, {"parser": parser}):
        facts = {name: [row[f"was_{name}"], row[name]] for name in FACTS if row[f"was_{name}"] != row[name]}
        yield {
            "capture": row["capture"],
            "address": row["address"],
            "from": row["was_parser"],
            "title": row["title"],
            "facts": facts,
            "cells": diff.figures(archive, row["was"], row["now"]),
            "text": diff.text(archive, row["was"], row["now"]),
        }


FACTS = ("is_report", "title", "publisher", "report_year", "published_on", "form", "level", "region_code")
_COLUMNS = ", ".join(f"n.{f} as {f}, w.{f} as was_{f}" for f in FACTS)
_TURNED = f"""
select c.key as capture, c.address, w.parser as was_parser, w.id as was, n.id as now, {_COLUMNS}
from parses p join captures c on c.id = p.capture_id join readings n on n.id = p.reading_id
join captures s on s.address = c.address and s.body_sha256 = c.body_sha256
join parses b on b.capture_id = s.id and b.parser <> p.parser and b.reading_id <> p.reading_id
join readings w on w.id = b.reading_id
where p.parser = :parser and b.reading_id = (
    select max(x.reading_id) from parses x where x.capture_id = s.id and x.parser <> p.parser)
order by c.address, c.id
"""
