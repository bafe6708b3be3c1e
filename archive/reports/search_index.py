"""Keeping `reports_fts` in step with the reading that each report shows.

The index is contentless: a row is taken out by giving back exactly what was put in, which the view
`report_texts` rebuilds from the rows of the reading.
"""

from __future__ import annotations

from archive.store.db import Archive


def add(archive: Archive, report_id: int) -> None:
    """Index the report as it is shown now, inside the caller's transaction."""
    archive.conn.execute(
        "insert into reports_fts (rowid, title, body)"
        " select id, bigrams(title), bigrams(body) from report_texts where id = ?",
        (report_id,),
    )


def remove(archive: Archive, report_id: int) -> None:
    """Take the report out, before the reading it shows changes."""
    archive.conn.execute(
        "insert into reports_fts (reports_fts, rowid, title, body)"
        " select 'delete', id, bigrams(title), bigrams(body) from report_texts where id = ?",
        (report_id,),
    )


def rebuild(archive: Archive, batch: int = 200) -> None:
    """Make the whole index anew, in short transactions: for an index that is damaged."""
    ids = [
        row["id"] for row in archive.rows("select id from reports where reading_id is not null order by id")
    ]
    with archive.transaction():
        archive.conn.execute("insert into reports_fts (reports_fts) values ('delete-all')")
    for start in range(0, len(ids), batch):
        with archive.transaction():
            for report_id in ids[start : start + batch]:
                add(archive, report_id)
