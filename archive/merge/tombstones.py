"""What either archive took down is taken down in both, also where a merged WARC file brings the bytes again."""

from __future__ import annotations

from archive.custody import takedown
from archive.store.db import Archive

_THEIRS = """
select t.capture_key, t.reason, t.taken_down_at from other.tombstones t
where exists (select 1 from main.captures m where m.key = t.capture_key)
and not exists (select 1 from main.tombstones m where m.capture_key = t.capture_key)
"""
_BROUGHT = """
select m.id, o.key, o.url, o.address, o.body_sha256, o.record_id, o.record_type, b.local as warc, o.offset,
    t.reason, t.taken_down_at
from main.tombstones t join other.captures o on o.key = t.capture_key
join temp.brought b on b.name = o.warc join main.captures m on m.key = o.key
where o.record_type = 'response'
and not exists (select 1 from other.tombstones s where s.capture_key = o.key)
"""


def take_over(archive: Archive) -> None:
    """Before their captures are merged: what they took down of ours is taken down here, for their reason."""
    for row in archive.rows(_THEIRS):
        mine = archive.rows("select * from main.captures where key = ?", row["capture_key"])
        takedown.take_from_file(archive, mine[0]["warc"], mine, row["reason"], row["taken_down_at"])


def keep_down(archive: Archive) -> None:
    """After their captures are merged: files of theirs that hold what was taken down here are written anew."""
    for row in archive.rows(_BROUGHT):
        takedown.take_from_file(archive, row["warc"], [row], row["reason"], row["taken_down_at"])
