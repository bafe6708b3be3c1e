"""Closed WARC files to an object store and back: the archive reads ranges of them there (`archive.store.moved`).

A file moves when no run writes it and a manifest attests it. It is sent, read back and compared; then the note names it, and only then it is deleted
here. Stopped or killed at any moment, the same call goes on, and at no moment are the bytes in one place that nobody read back.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.custody import manifest
from archive.store import erasure
from archive.store.db import Archive
from archive.store.erasure import PART
from archive.store.moved import CACHE_BYTES, Moved, Note, forget, moved, read_note, write_note
from archive.store.objects import Objects, objects_at
from archive.store.warc_files import open_warc, remove_warc, warc_names

Progress = Callable[[int, int], None]


class OffloadError(Exception):
    """Nothing can be moved so; one line says why."""


@dataclass(frozen=True, slots=True)
class Offloaded:
    """What a call did: files that moved, their bytes, and files that stay since a run still writes them or no manifest names them."""

    files: int
    bytes: int
    stay: int


def offload(
    archive: Archive, place: str | None, cache_bytes: int | None = None, progress: Progress | None = None
) -> Offloaded:
    """Move the closed WARC files to the store at `place`, or to that of the last call. `progress`: bytes moved, of all.

    :raises OffloadError: no store is known, or another one holds files.
    :raises OSError: the store or a file cannot be used; what was moved before has moved.
    """
    note = _note_for(archive, place, cache_bytes)
    objects = objects_at(note.store)
    folder = archive.warcs.directory
    names = list(_closed(archive))
    total, done, count = sum((folder / name).stat().st_size for name in names), 0, 0
    for name in names:
        sent = _send(archive, objects, name)
        count, done = count + (sent > 0), done + sent
        if progress:
            progress(done, total)
    return Offloaded(count, done, len(warc_names(folder)))


def bring_back(archive: Archive, progress: Progress | None = None) -> Offloaded:
    """Bring all files back from the store, and remove them there, unless they are another archive's.

    :raises OSError: the store or a file cannot be used; what came back before is here.
    """
    note = read_note(archive.data_dir)
    files = dict(note.files) if note else {}
    total, done = sum(of.bytes for of in files.values()), 0
    for name, of in sorted(files.items()):
        with erasure.alone(archive):
            fetch(archive, name)
        done += of.bytes
        if progress:
            progress(done, total)
    return Offloaded(len(files), done, 0)


def fetch(archive: Archive, name: str) -> None:
    """Bring one file back, if it moved, and leave nothing of it in the store or the cache. The caller holds the lock of `warc/`.

    :raises OSError: it cannot be fetched, or is not what was sent; then it stays where it is.
    """
    folder = archive.warcs.directory
    found = moved(folder, name)
    if found is None:
        return
    note, of = found
    if name not in warc_names(folder):
        _copy_back(objects_at(note.store), folder, name, of)
    forget(archive.data_dir, name)


def _note_for(archive: Archive, place: str | None, cache_bytes: int | None) -> Note:
    """The note of a store, written if it is new."""
    known = read_note(archive.data_dir)
    if place is None and known is None:
        raise OffloadError("no file has moved yet: give the store, as in --to s3://bucket/warc")
    if known is not None and known.files and place not in (None, known.store):
        raise OffloadError(
            f"{len(known.files)} files lie in {known.store}: bring them back first, with --back"
        )
    store = place or (known.store if known else "")
    kept = cache_bytes if cache_bytes is not None else known.cache_bytes if known else CACHE_BYTES
    if known is not None and known.borrowed and place is None:
        raise OffloadError(
            f"this is a copy, and the files in {store} are those of the archive that it was made of: where that is gone, --to {store} makes them its own"
        )
    note = Note(store, kept, known.files if known else {})
    objects_at(store).size("nianbao")  # it can be asked before anything is written
    if note != known:
        with erasure.alone(archive):
            write_note(archive.data_dir, note)
    return note


def _closed(archive: Archive) -> Iterator[str]:
    """The files that no run writes and a manifest attests."""
    attested = archive.value("select last_capture from manifests order by id desc limit 1") or 0
    last = dict(archive.conn.execute("select warc, max(id) from captures group by warc").fetchall())
    for name in warc_names(archive.warcs.directory):
        if last.get(name, attested + 1) <= attested and not _is_written(archive.warcs.directory, name):
            yield name


def _is_written(folder: Path, name: str) -> bool:
    """Whether a living process holds a file."""
    with open_warc(folder, name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _send(archive: Archive, objects: Objects, name: str) -> int:
    """Send a file, read it back, note it and delete it here; its bytes, 0 where a takedown took it away meanwhile."""
    folder = archive.warcs.directory
    of = _described(folder, name)
    if objects.size(name) != of.bytes or not _is(objects, name, of):
        objects.put(name, folder / name)
        if not _is(objects, name, of):
            raise OSError(f"{name} reads otherwise in {objects.place} than it was sent: it stays here")
    with erasure.alone(archive):
        if name not in warc_names(folder) or _described(folder, name) != of:
            objects.delete(name)
            return 0
        note = read_note(archive.data_dir)
        if note is None or note.store != objects.place:
            raise OSError(f"the note of {objects.place} is gone: {name} stays here")
        write_note(archive.data_dir, replace(note, files={**note.files, name: of}))
        remove_warc(folder, name)
    return of.bytes


def _described(folder: Path, name: str) -> Moved:
    with open_warc(folder, name) as file:
        return Moved(os.fstat(file.fileno()).st_size, manifest.sha256_of(file))


def _is(objects: Objects, name: str, of: Moved) -> bool:
    """Whether an object is what was sent, read from its beginning to its end."""
    digest, size = hashlib.sha256(), 0
    for chunk in objects.chunks(name):
        digest.update(chunk)
        size += len(chunk)
    return (size, digest.hexdigest()) == (of.bytes, of.sha256)


def _copy_back(objects: Objects, folder: Path, name: str, of: Moved) -> None:
    part = folder / (name + PART)
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for chunk in objects.chunks(name):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != of.sha256:
            raise OSError(f"{name} reads otherwise in {objects.place} than it was sent: it stays there")
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
