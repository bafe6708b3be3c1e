"""An archive of any size: the demo's, its rows copied with new keys, names and places until there are enough.

Every copy has all that the original has (figures, checks, text, search index, changes), so that a page costs what it
costs in a grown archive; only the bytes are those of the demo.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from archive import Archive, open_archive
from archive.coverage import expected
from archive.reports import names
from archive.search import bigrams
from crawler.registry.registry import portals

STRIDE = 10_000
"""Ids of one copy are so far from those of the next: more than any table of the demo has."""
TABLES = {
    "portals": (),
    "publishers": (),
    "captures": ("portal_id",),
    "reports": ("publisher_id", "reading_id"),
    "renditions": ("report_id",),
    "versions": ("rendition_id", "capture_id"),
    "readings": ("version_id", "capture_id"),
    "parses": ("capture_id", "reading_id"),
    "sections": ("reading_id",),
    "figures": ("reading_id",),
    "checks": ("reading_id",),
    "issues": ("capture_id", "reading_id"),
    "changes": ("report_id", "version_from", "version_to"),
    "visits": ("portal_id",),
}
"""Table -> its columns that hold ids of copied tables."""
CHANGED = {
    "sample": "0",
    "host": "'{n}-' || host",
    "home": "replace(home, '://', '://{n}-')",
    "address": "address || '?{n}'",
    "warc": "warc || '{n}'",
    "record_id": "record_id || '{n}'",
    "first_seen": "strftime('%Y-%m-%dT%H:%M:%SZ', first_seen, '-{n} minutes')",
    "at": "strftime('%Y-%m-%dT%H:%M:%SZ', at, '-{n} minutes')",
}
"""Column -> what stands in copy n."""
POSTPONED = ("figures_ranking",)


def fill(data: Path, reports: int) -> None:
    """Make an archive with at least so many reports in this directory, or leave the one that is there."""
    if (data / "nianbao.db").exists():
        with open_archive(data) as archive:  # brings an old one up to date
            names.refresh(archive)
        return
    command = [sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", str(data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open_archive(data) as archive:
        conn = archive.conn
        conn.execute("pragma foreign_keys = off")
        conn.execute("pragma synchronous = off")
        own = archive.value("select count(*) from reports")
        _words(archive)
        postponed = [
            archive.value("select sql from sqlite_master where name = ?", name) for name in POSTPONED
        ]
        for name in POSTPONED:
            conn.execute(f"drop index {name}")
        for number in range(1, -(-reports // own)):
            with archive.transaction():
                _copy(archive, number)
        for sql in postponed:
            conn.execute(sql)
        expected.refresh(archive)
        names.refresh(archive)
        conn.execute("analyze")
        archive.checkpoint()


def _words(archive: Archive) -> None:
    """What the demo's reports put into the search index, made once; and places for the publishers of the copies."""
    archive.conn.create_function("bigrams", 1, bigrams, deterministic=True)
    archive.conn.execute(
        "create temp table words as select id, bigrams(title) as title, bigrams(body) as body from report_texts"
    )
    archive.conn.execute(
        "create temp table places (n integer primary key, code, province, prefecture, county)"
    )
    found = [entry for entry in portals() if entry.prefecture and not entry.body]
    archive.conn.executemany(
        "insert into places (code, province, prefecture, county) values (?, ?, ?, ?)",
        [(e.code, e.province, e.prefecture, e.name) for e in found],
    )


def _copy(archive: Archive, number: int) -> None:
    """Copy `number` of everything, inside the caller's transaction."""
    for table, references in TABLES.items():
        columns = [row["name"] for row in archive.rows(f"pragma table_info({table})")]
        values = ", ".join(_value(column, references, number) for column in columns)
        low = "id < ?" if "id" in columns else f"{references[0]} < ?"
        archive.conn.execute(
            f"insert into {table} ({', '.join(columns)}) select {values} from {table} where {low}", (STRIDE,)
        )
    archive.conn.execute(
        f"insert into reports_fts (rowid, title, body) select id + {number * STRIDE}, title, body from words"
    )
    archive.conn.execute(
        """update publishers set (region_code, province, prefecture, county) =
            (select code, province, prefecture, county from places
                where n = 1 + (? * 7) % (select count(*) from places))
        where id between ? and ?""",
        (number, number * STRIDE, (number + 1) * STRIDE - 1),
    )
    archive.conn.execute(
        "update publishers set name = county || name where id between ? and ?",
        (number * STRIDE, (number + 1) * STRIDE - 1),
    )


def _value(column: str, references: tuple[str, ...], number: int) -> str:
    """The SQL expression of a column in copy `number`."""
    if column == "id" or column in references:
        return f"{column} + {number * STRIDE}"
    if column == "key":
        return f"printf('%08x', {number}) || substr(key, 9)"
    return CHANGED.get(column, column).replace("{n}", str(number))


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
