"""What either archive took down is taken down in both, also where a merged WARC file brings the bytes again."""

from __future__ import annotations

import sqlite3

from archive.custody import takedown
from archive.store.db import Archive
from archive.store.rows import TAKEN, TakenRow

_THEIRS = """
select t.capture_key, t.reason, t.taken_down_at from other.tombstones t
where exists (select 1 from main.captures m where m.key = t.capture_key)
and not exists (select 1 from main.tombstones m where m.capture_key = t.capture_key)
"""
_BROUGHT = """
select t.capture_key, t.reason, t.taken_down_at
from main.tombstones t join other.captures o on o.key = t.capture_key
join temp.brought b on b.name = o.warc
where exists (select 1 from main.captures m where m.key = o.key)
and o.record_type <> 'revisit'
and not exists (select 1 from other.tombstones s where s.capture_key = o.key)
"""
_OURS = f"""
select {TAKEN} from main.captures c where (key = ?1 or page_key = ?1)
and not exists (select 1 from main.tombstones t where t.capture_key = c.key)
"""
"""A capture, and the texts that other captures hold of it."""
_OF_THEIRS = """
select m.id, o.key, o.url, o.address, o.body_sha256, b.local as warc, o.offset, o.record_id
from other.captures o join temp.brought b on b.name = o.warc join main.captures m on m.key = o.key where o.key = ?
"""
"""A capture as it stands in the copy of their file."""


def take_over(archive: Archive) -> None:
    """Before their captures are merged: what they took down of ours is taken down here, for their reason."""
    _take_all(archive, _OURS, archive.rows(_THEIRS))


def keep_down(archive: Archive) -> None:
    """After their captures are merged: files of theirs that hold what was taken down here are written anew."""
    _take_all(archive, _OF_THEIRS, archive.rows(_BROUGHT))


def _take_all(archive: Archive, where: str, tombstones: list[sqlite3.Row]) -> None:
    """`where`: the query that finds the capture of a tombstone by its key."""
    takings = [
        takedown.Taking(row, tombstone["reason"], tombstone["taken_down_at"])
        for tombstone in tombstones
        for row in archive.typed(TakenRow, where, tombstone["capture_key"])
    ]
    takedown.take_all(archive, takings)
