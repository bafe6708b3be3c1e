"""A copy of a living archive, whole at one instant, brought up to date by the same call.

The database is copied by SQLite itself (`VACUUM INTO`, https://www.sqlite.org/lang_vacuum.html), while crawls and the site go on. WARC files
only grow, and each row is written after its bytes: a copy of the database first and of the files behind it holds all bytes
of all rows. No takedown can come in between; what was taken down leaves the copy with its next update.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from archive.custody import manifest
from archive.store import erasure, moved
from archive.store.db import DB_NAME, LOCK_SECONDS, Archive
from archive.store.erasure import PART
from archive.store.warc_files import open_warc, remove_warc, warc_names

NOTE = "backup.json"
"""In a copy: when it was made and what it holds. A directory without it is never written into."""
WARC = "warc"
CHUNK = 1_000_000
SETTINGS = ("*.toml", f"{manifest.FOLDER}/*", "portals.d/**/*")
"""What else lies beside the database: settings, manifests, the portals and recipes of one's own."""
Progress = Callable[[int, int], None]


class NoBackupError(Exception):
    """The place for a copy is none; one line says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy: the instant of its rows, its captures and WARC files, and the bytes that this call copied of the latter."""

    made_at: str
    first_capture: str | None
    """Key of the first capture, by which a copy is known to be of the same archive."""
    captures: int
    warcs: int
    copied_bytes: int


def back_up(archive: Archive, out: Path, progress: Progress | None = None) -> Backup:
    """Make a copy of an archive at `out`, or bring one up to date. Stopped at any moment, the same call goes on, and the last
    whole copy of the database stays until the next one is whole. `progress`: bytes of WARC files seen, of all.

    :raises NoBackupError: `out` holds something else, or lies in the archive.
    :raises OSError: it cannot be written; no space.
    """
    first = archive.value("select key from captures order by id limit 1")
    _check_place(archive.data_dir, out, first)
    (out / WARC).mkdir(parents=True, exist_ok=True)
    _write_note(out, {"begun_at": archive.now(), "first_capture": first})
    copied = _copy_warcs(archive, out, progress)
    with erasure.alone(archive):
        made_at = archive.now()
        fresh = snapshot(archive.data_dir / DB_NAME, out)
        copied += _copy_warcs(archive, out, None)
        fresh.replace(out / DB_NAME)
        _remove_others(out, warc_names(archive.warcs.directory))
    for path in sorted(archive.data_dir.glob("*.db")):
        if path.name != DB_NAME and path.is_file() and not path.is_symlink():
            snapshot(path, out).replace(out / path.name)
    _copy_small(archive.data_dir, out)
    _borrow(archive.data_dir, out)
    made = Backup(made_at, first, _captures(out / DB_NAME), len(warc_names(out / WARC)), copied)
    _write_note(out, asdict(made))
    return made


def _captures(database: Path) -> int:
    with closing(_reading(database)) as conn:
        return int(conn.execute("select count(*) from captures").fetchone()[0])


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=LOCK_SECONDS)


def _check_place(data: Path, out: Path, first: str | None) -> None:
    here, there = data.resolve(), out.resolve()
    if there == here or here in there.parents:
        raise NoBackupError(f"{out} lies in the archive itself: give a directory outside of it")
    if out.exists() and not out.is_dir():
        raise NoBackupError(f"{out} is no directory")
    if out.is_dir() and any(out.iterdir()) and not (out / NOTE).is_file():
        raise NoBackupError(
            f"{out} is neither empty nor a copy that was made here before (it has no {NOTE}): nothing was written"
        )
    if (held := _first_of(out)) not in (None, first):
        raise NoBackupError(
            f"{out} is a copy of another archive, whose first capture is {held}: nothing was written"
        )


def _first_of(out: Path) -> str | None:
    """The first capture that a copy names; None of a place that is empty, or of a copy of an empty archive."""
    try:
        note = json.loads((out / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = note.get("first_capture") if isinstance(note, dict) else None
    return found if isinstance(found, str) else None


def snapshot(database: Path, out: Path) -> Path:
    """A copy of a database that others write, beside its place; whole and on the disk."""
    part = out / (database.name + PART)
    part.unlink(missing_ok=True)
    with closing(_reading(database)) as conn:
        conn.execute("vacuum into ?", (str(part),))
    _sync(part)
    return part


def _copy_warcs(archive: Archive, out: Path, progress: Progress | None) -> int:
    """Copy the WARC files that have grown or changed; returns the bytes that were written."""
    source, target = archive.warcs.directory, out / WARC
    names = warc_names(source)
    total = sum((source / name).stat().st_size for name in names if (source / name).exists())
    seen = copied = 0
    for name in names:
        try:
            file = open_warc(source, name)
        except (
            FileNotFoundError
        ):  # taken down or closed meanwhile: the copy behind the rows finds the new one
            continue
        with file:
            found = os.fstat(file.fileno())
            seen += found.st_size
            if not _is_same(target / name, found):
                part = target / (name + PART)
                with part.open("wb") as written:
                    shutil.copyfileobj(file, written, CHUNK)
                    copied += written.tell()
                _sync(part)
                os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))
                part.replace(target / name)
        if progress:
            progress(seen, total)
    return copied


def _is_same(path: Path, found: os.stat_result) -> bool:
    """Whether a copy has the length and the last instant of change of what it was made of."""
    try:
        held = path.lstat()
    except FileNotFoundError:
        return False
    return (held.st_size, held.st_mtime_ns) == (found.st_size, found.st_mtime_ns)


def _remove_others(out: Path, names: list[str]) -> None:
    """Take away the WARC files that the archive no longer has: what was taken down is to be gone here too."""
    for name in set(warc_names(out / WARC)).difference(names):
        remove_warc(out / WARC, name)
    for part in (out / WARC).glob("*" + PART):
        part.unlink()


def _copy_small(data: Path, out: Path) -> None:
    """The settings and manifests; those that are gone from the archive leave the copy."""
    names = {path.relative_to(data) for path in _small(data)}
    for path in list(_small(out)):
        if path.relative_to(out) not in names:
            path.unlink()
    for name in sorted(names):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + PART)
        shutil.copy2(data / name, part, follow_symlinks=False)
        part.replace(target)


def _borrow(data: Path, out: Path) -> None:
    """The copy reads the WARC files that moved to a store where they are, and deletes none of them: they are the archive's."""
    note = moved.read_note(data)
    if note is None:
        (out / moved.NOTE).unlink(missing_ok=True)
    else:
        moved.write_note(out, replace(note, borrowed=True))


def _small(folder: Path) -> Iterator[Path]:
    for path in (path for pattern in SETTINGS for path in folder.glob(pattern)):
        if path.is_file() and not path.is_symlink() and path.suffix != PART:
            yield path


def _write_note(out: Path, said: dict[str, object]) -> None:
    part = out / (NOTE + PART)
    part.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    _sync(part)
    part.replace(out / NOTE)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
