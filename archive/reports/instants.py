"""First and last instants of what strangers show too: our own captures alone say them."""

from __future__ import annotations

from archive.store.db import Archive

_STRANGERS = """
select 1 from captures where origin is not null
and address in (select address from renditions where report_id = ?) limit 1
"""
_SPANS = """
create temp table spans as
select r.version_id as version, n.id as rendition, min(c.fetched_at) as first, max(c.fetched_at) as last
from renditions n join versions v on v.rendition_id = n.id join readings r on r.version_id = v.id
join parses p on p.reading_id = r.id join captures read on read.id = p.capture_id
join captures c on c.address = read.address and c.body_sha256 = read.body_sha256
where n.report_id = ? and c.origin is null group by r.version_id
"""


def of_ours(archive: Archive, report_id: int) -> None:
    """Set what our own captures say, inside the caller's transaction; where none of them shows it, the stranger's stand."""
    if archive.row(_STRANGERS, report_id) is None:
        return
    conn = archive.conn
    conn.execute("drop table if exists temp.spans")
    conn.execute(_SPANS, (report_id,))
    conn.execute(
        "update versions set first_seen = s.first, last_seen = s.last from temp.spans s where s.version = versions.id"
    )
    conn.execute(
        "update renditions set first_seen = s.first, last_seen = s.last from"
        " (select rendition, min(first) as first, max(last) as last from temp.spans group by rendition) s"
        " where s.rendition = renditions.id"
    )
    conn.execute(
        "update reports set first_seen = (select min(first) from temp.spans)"
        " where id = ? and exists (select 1 from temp.spans)",
        (report_id,),
    )
    conn.execute("drop table temp.spans")
