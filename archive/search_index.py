"""Keeping `reports_fts` in step with the reading that each report shows.

The index is contentless: a row is taken out by giving back exactly what was put in, which the view
`report_texts` rebuilds from the rows of the reading.
"""

from __future__ import annotations

from archive.db import Archive


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
