"""Whether the archive is what it was: every capture hashed again, every row looked at from both sides.

Each check yields `Damage`: where, what was found, and what to do about it.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import parsers
from archive.custody import manifest
from archive.custody.verify_readings import Doubt, Task, tasks_of, verify_reading
from archive.custody.verify_rows import rows, search_index
from archive.custody.verify_warcs import files, verify_file
from archive.store.db import Archive
from archive.store.moved import open_own, size_of
from archive.workers import Workers

SAMPLE = 200
"""Readings that are read again unless all are asked for."""
BUDGET_SECONDS = 60.0
PRELOAD = ("parsers.parse", "archive.custody.verify_readings")
"""For the server that the workers fork from: this process may have read from a store, and such a one must not be forked."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Damage:
    where: str
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.todo}"


RESTORE = "restore the file from a copy or merge an archive that has it"
RESTORE_DB = "restore nianbao.db from a copy"
REPARSE = "run `nianbao reparse --again`, which writes the readings anew from the stored bytes"


def verify(
    archive: Archive, *, everything: bool = False, progress: Progress | None = None
) -> Iterator[Damage]:
    """All damage there is, as it is found. Readings are sampled unless `everything`, and the search index is compared
    with the texts only then; all else is looked at whole.
    """
    written = archive.conn.text_factory
    archive.conn.text_factory = _any_text
    try:
        yield from _guarded(_database(archive))
        yield from _guarded(_rows(archive, everything))
        yield from _guarded(_manifests(archive))
        yield from _guarded(_files_and_readings(archive, everything, progress))
    finally:
        archive.conn.text_factory = written


def _any_text(stored: bytes) -> str:
    """A flipped bit may leave text that is no UTF-8: it is to be told of, not to end the check."""
    return stored.decode(errors="replace")


def _guarded(stage: Iterator[Damage]) -> Iterator[Damage]:
    """A row of impossible content ends the stage that meets it, not the check."""
    try:
        yield from stage
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "readonly" in str(error):
            raise  # it could not be looked at, which is no damage
        yield Damage("nianbao.db", str(error), RESTORE_DB)
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        yield Damage("nianbao.db", f"holds what no writer wrote: {type(error).__name__}: {error}", RESTORE_DB)


def unread(archive: Archive) -> int:
    """How many reports show a reading that this version of the parsers has not confirmed: no damage."""
    found: int = archive.value(
        "select count(*) from reports where reading_id is not null and not exists"
        " (select 1 from parses where parses.reading_id = reports.reading_id and parser = ?)",
        parsers.PARSER_VERSION,
    )
    return found


def _rows(archive: Archive, everything: bool) -> Iterator[Damage]:
    for where, what in rows(archive):
        yield Damage(f"nianbao.db, {where}", what, RESTORE_DB)
    if everything:
        for where, what in search_index(archive):
            yield Damage(where, what, REPARSE)


def _files_and_readings(archive: Archive, everything: bool, progress: Progress | None) -> Iterator[Damage]:
    work = list(files(archive))
    readings = _readings(archive, everything)
    total, done = len(work) + len(readings), 0
    for name in work:
        for where, what in verify_file(archive, name):
            yield Damage(where, what, RESTORE)
        done += 1
        if progress:
            progress(done, total)
    workers: Workers[Task] = Workers(verify_reading, 2, BUDGET_SECONDS, PRELOAD)
    try:
        for found in _run(workers, archive, readings):
            for doubt in found:
                yield Damage(f"reading {doubt.reading}", doubt.what, REPARSE)
            done += 1
            if progress:
                progress(done, total)
    finally:
        workers.close()


def _database(archive: Archive) -> Iterator[Damage]:
    """What SQLite itself can say, and what each row must be by its own words."""
    for row in archive.rows("pragma integrity_check"):
        if row[0] != "ok":
            yield Damage("nianbao.db", row[0], RESTORE_DB)
    for row in archive.rows("pragma foreign_key_check"):
        yield Damage(f"nianbao.db, table {row[0]}, row {row[1]}", f"refers to no row of {row[2]}", RESTORE_DB)
    try:
        archive.conn.execute("insert into reports_fts (reports_fts) values ('integrity-check')")
    except sqlite3.OperationalError:
        raise  # locked or read-only: it could not be looked at, which is no damage
    except sqlite3.DatabaseError as error:
        yield Damage("search index", str(error), "run `nianbao reparse --again`, which makes it anew")
    wrong = "select key from reports r where (reading_id is not null) <> (id in (select id from reports_fts_docsize))"
    for row in archive.rows(wrong):
        yield Damage(f"report {row['key']}", "it and the search index disagree", REPARSE)
    shown = (
        "select reports.key, reports.title, readings.title as read from reports"
        " join readings on readings.id = reading_id where reports.title is not readings.title"
    )
    for row in archive.rows(shown):
        yield Damage(f"report {row['key']}", f"says {row['title']!r}, its reading {row['read']!r}", REPARSE)


def _manifests(archive: Archive) -> Iterator[Damage]:
    """The chain, each file against its row, and what each file attests against what is there."""
    buried = {row["warc"] for row in archive.rows("select warc from tombstones")}
    previous: str | None = None
    for row in archive.rows("select * from manifests order by id"):
        path = archive.data_dir / manifest.FOLDER / row["name"]
        where = f"manifest {row['name']}"
        try:
            head, lines = manifest.read(path)
        except (OSError, ValueError) as error:
            yield Damage(where, f"cannot be read: {error}", RESTORE)
            previous = row["sha256"]
            continue
        if manifest.sha256(path) != row["sha256"]:
            yield Damage(where, "is not the file that was written", RESTORE)
        if head.get("previous") != previous:
            yield Damage(where, "does not follow the manifest before it", RESTORE)
        previous = row["sha256"]
        for line in lines:
            if "warc" in line and "capture" not in line:
                yield from _attested_file(archive, where, line, buried)
            elif "capture" in line:
                yield from _attested_capture(archive, where, line)


def _attested_file(archive: Archive, where: str, line: manifest.Line, buried: set[str]) -> Iterator[Damage]:
    attested = line["bytes"]
    if line["warc"] in buried:
        return
    try:
        with open_own(archive.warcs.directory, line["warc"], cached=False) as file:
            size = size_of(file)
            digest = manifest.sha256_of(file) if size == attested else line["sha256"]
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        yield Damage(
            where, f"attests {line['warc']}, which {'is gone' if gone else f'is not read: {error}'}", RESTORE
        )
        return
    if digest != line["sha256"]:
        yield Damage(where, f"attests another content of {line['warc']}", RESTORE)
    elif not isinstance(attested, int) or size < attested:
        yield Damage(where, f"attests {attested} bytes of {line['warc']}, which is shorter", RESTORE)


def _attested_capture(archive: Archive, where: str, line: manifest.Line) -> Iterator[Damage]:
    row = archive.row(
        "select url, fetched_at, status, body_sha256 from captures where key = ?", str(line["capture"])
    )
    if row is None:
        yield Damage(where, f"attests the capture {line['capture']}, which has no row", RESTORE_DB)
        return
    for column in ("url", "fetched_at", "status", "body_sha256"):
        if row[column] != line[column]:
            yield Damage(
                where,
                f"attests {column} {line[column]} of the capture {line['capture']}, its row says {row[column]}",
                RESTORE_DB,
            )


def _readings(archive: Archive, everything: bool) -> list[int]:
    ids = [row["id"] for row in archive.rows("select id from readings where is_report order by id")]
    return ids if everything or len(ids) <= SAMPLE else sorted(random.sample(ids, SAMPLE))


def _run(workers: Workers[Task], archive: Archive, ids: list[int]) -> Iterator[list[Doubt]]:
    """Each reading against its bytes, in processes that a hostile page cannot hold up."""
    waiting = iter(ids)
    left = True
    while left or workers.tasks:
        while left and workers.free:
            reading_id = next(waiting, None)
            left = reading_id is not None
            if reading_id is not None and (task := tasks_of(archive, reading_id)):
                workers.send(task)
            elif reading_id is not None:
                yield []
        for done in workers.done(timeout=0.2):
            if done.outcome == "read":
                yield done.result
            else:
                yield [Doubt(done.task.reading, f"could not be read again: {done.outcome}, {done.result}")]
