"""Uniting archives: shards of a cluster and other archives of one's own; and taking in what strangers bring.

What follows is of archives that are trusted; `archive.merge.strangers` has what is done with all others.

Keys derive from content, so there is nothing to negotiate: rows that are new are taken over, rows that both have are
chosen between by `archive.merge.rules`, and what follows from them (which reading a report shows, its changes, the
search index) is derived anew for every report that was touched. In any order and however often, the result is the
archive that one process would have made of the same captures.

Each batch is one short transaction and complete in itself: killed, the same merge goes on; a crawl and the site may
work beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from archive import refresh
from archive.merge import readings, strangers, tombstones
from archive.merge import rules as merge_rules
from archive.merge.rules import Merger
from archive.merge.warcs import WarcCopier
from archive.open import open_archive
from archive.review import apply
from archive.store import erasure
from archive.store.db import DB_NAME, Archive, ArchiveError
from archive.store.left_out import LeftOut, printable

BATCH = 200
"""Captures or reports a transaction."""
MAX_ORIGIN = 100
"""Characters of the name of a stranger's archive."""

Progress = Callable[[int, int], None]
"""Called with the number of captures and reports dealt with, and how many there are."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge added: captures and reports that were not here, and reports that changed in any way.

    Of a stranger's archive: takedowns that wait for a person, answers to forms that were not taken, and what was left
    out; its reports are made when its captures are read.
    """

    captures: int
    reports: int = 0
    touched: int = 0
    takedowns: int = 0
    forms: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)


def merge(
    archive: Archive,
    source: Path,
    *,
    trusted: bool = False,
    origin: str | None = None,
    progress: Progress | None = None,
) -> Merged:
    """Bring the archive at `source` into `archive`, which must be open for writing. `source` is only read.

    An archive of one's own (`trusted`) is believed in all it says: rows, readings, decisions, takedowns. Of a stranger's
    only captures come over whose bytes bear out their rows; `parsing.reparse` reads them. `origin` says whose archive it is: the name of its
    folder, unless told.

    :raises ArchiveError: no archive there, another schema, the same archive, no access.
    """
    if (source / DB_NAME).exists() and (source / DB_NAME).samefile(archive.data_dir / DB_NAME):
        raise ArchiveError(f"{source} is the archive that is merged into: name another one")
    if not (source / DB_NAME).is_file():
        raise ArchiveError(f"no archive at {source}: there is no {DB_NAME}")
    progress = progress or (lambda done, total: None)
    if not trusted:
        whose = printable(origin or source.absolute().name or "unnamed", MAX_ORIGIN)
        taken = strangers.take_in(archive, source, whose, progress)
        return Merged(taken.captures, takedowns=taken.takedowns, forms=taken.forms, left_out=taken.left_out)
    open_archive(source, archive.clock, read_only=True).close()
    with _attached(archive, source):
        return _Merge(archive, WarcCopier(archive, source), progress).run()


@contextmanager
def _attached(archive: Archive, source: Path) -> Iterator[None]:
    archive.conn.execute("attach database ? as other", (f"{(source / DB_NAME).absolute().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        archive.conn.execute("detach database other")


class _Merge:
    def __init__(self, archive: Archive, bringer: WarcCopier, progress: Progress) -> None:
        self.archive = archive
        self.conn = archive.conn
        self._bringer = bringer
        self._progress = progress
        self._done = 0
        self._total = archive.value(
            "select (select count(*) from other.captures) + (select count(*) from other.reports)"
        )

    def run(self) -> Merged:
        before = self._counts()
        self.conn.execute("drop table if exists temp.brought")
        self.conn.execute("create temp table brought (name text primary key, local text) without rowid")
        tombstones.take_over(self.archive)
        self._whole(merge_rules.CRAWLS)
        with self.archive.transaction():
            self._printed_names()
        for ids in self._batches("captures"):
            self._captures(ids)
        merger = readings.Readings(self.archive)
        for ids in self._batches("reports"):
            with self.archive.transaction():
                for other_id in ids:
                    merger.report(other_id)
        with self.archive.transaction():
            merger.rest()
        self._whole(merge_rules.AFTER)
        with self.archive.transaction():
            apply.reapply(self.archive)
        tombstones.keep_down(self.archive)
        touched = self.archive.value("select count(*) from main.stale")
        refresh.refresh_stale(self.archive)
        captures, reports = (now - then for now, then in zip(self._counts(), before, strict=True))
        erasure.finish(self.archive)
        return Merged(captures, reports, touched)

    def _counts(self) -> tuple[int, int]:
        count = self.archive.value
        return count("select count(*) from main.captures"), count("select count(*) from main.reports")

    def _whole(self, rules: tuple[merge_rules.Rule, ...]) -> None:
        for rule in rules:
            with self.archive.transaction():
                Merger(self.conn, rule, merge_rules.VALUES.get(rule.table)).merge()

    def _printed_names(self) -> None:
        """A publisher's printed names are those that either archive has seen."""
        rows = self.conn.execute(
            "select p.id as id, p.printed as ours, o.printed as theirs from main.publishers p"
            " join other.publishers o on o.key = p.key where o.printed <> p.printed"
        ).fetchall()
        for row in rows:
            names = sorted({*json.loads(row["ours"]), *json.loads(row["theirs"])})
            text = json.dumps(names, ensure_ascii=False)
            self.conn.execute("update main.publishers set printed = ? where id = ?", (text, row["id"]))

    def _batches(self, table: str) -> Iterator[list[int]]:
        """Ids of `other`, in batches; each is counted as done when the next is asked for."""
        last = 0
        while True:
            rows = self.conn.execute(
                f"select id from other.{table} where id > ? order by id limit ?", (last, BATCH)
            ).fetchall()
            if not rows:
                return
            last = rows[-1]["id"]
            yield [row["id"] for row in rows]
            self._done += len(rows)
            self._progress(self._done, self._total)

    def _captures(self, ids: list[int]) -> None:
        where, span = "o.id between ? and ?", (ids[0], ids[-1])
        needed: list[sqlite3.Row] = self.conn.execute(
            "select warc, max(offset + length) as upto from other.captures o"
            f" where {where} and not exists (select 1 from main.captures m where m.key = o.key) group by warc",
            span,
        ).fetchall()
        names = {row["warc"]: self._bringer.bring(row["warc"], row["upto"]) for row in needed}
        self.conn.executemany("insert or replace into temp.brought values (?, ?)", names.items())
        local = {"warc": "(select local from temp.brought where name = o.warc)"}
        with self.archive.transaction():
            Merger(self.conn, merge_rules.CAPTURES, local).merge(where, *span)
