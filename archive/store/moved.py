"""WARC files that moved to an object store: which they are, and how ranges of them are read.

A note beside the database names the store, and each file with its length and SHA-256. Only the archive itself follows its note: what a
stranger's archive says is opened by `open_warc`, which knows no store. Ranges are read in blocks, which a cache keeps up to a limit; whoever reads a
record checks it by its row as ever, so that store and cache are trusted with nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from archive.store.objects import objects_at
from archive.store.warc_files import is_warc_name, open_regular, open_warc

NOTE = "moved.json"
CACHE = "warc-cache"
CACHE_BYTES = 2_000_000_000
BLOCK = 1 << 19
"""Bytes of a block: some twenty pages of a portal, which are mostly read one after the other."""
PRUNED_EACH = 64
"""Blocks that a process writes until it looks at the size of the cache again."""
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Moved:
    """A file that moved: its length and the SHA-256 of all of it."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Note:
    """Where the files are that moved, and which they are."""

    store: str
    cache_bytes: int = CACHE_BYTES
    files: Mapping[str, Moved] = field(default_factory=dict)
    borrowed: bool = False
    """The files are those of the archive of which this one is a copy: they are read, and never deleted."""


class DamagedNoteError(OSError):
    """The note cannot be read; one line says why."""


def read_note(data: Path) -> Note | None:
    """The note of an archive; None where nothing has moved.

    :raises DamagedNoteError: it is none.
    """
    try:
        with open_regular(data / NOTE) as file:
            state = os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    return _parsed(data / NOTE, state.st_mtime_ns, state.st_ino, state.st_size)


@lru_cache(maxsize=8)
def _parsed(path: Path, *state: int) -> Note:
    """The note as it was when it had this state: it is asked for at each record."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        files = {name: Moved(int(of["bytes"]), str(of["sha256"])) for name, of in said["files"].items()}
        return Note(str(said["store"]), int(said["cache_bytes"]), files, bool(said.get("borrowed")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedNoteError(f"{path} is damaged: restore it from a copy ({error})") from error


def write_note(data: Path, note: Note) -> None:
    """Put a note in the place of the one before; it is whole and on the disk."""
    part = data / f"{NOTE}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(note), file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    part.replace(data / NOTE)


def moved(directory: Path, name: object) -> tuple[Note, Moved] | None:
    """What the note says of a WARC file; None where it has not moved. `directory` is `warc/` of an archive."""
    note = read_note(directory.parent)
    found = note.files.get(name) if note is not None and is_warc_name(name) else None
    return None if note is None or found is None else (note, found)


def forget(data: Path, name: str) -> None:
    """Delete the copy of a file in the store, unless it is borrowed, and what cache and note have of it; nothing where it has not moved.

    :raises UnreachableError: the store cannot be used; the note stays.
    """
    note = read_note(data)
    if note is not None and name in note.files:
        if not note.borrowed:
            objects_at(note.store).delete(name)
        Cache(data / CACHE, note.cache_bytes).forget(name)
        write_note(data, replace(note, files={n: of for n, of in note.files.items() if n != name}))


def open_own(directory: Path, name: object, *, cached: bool = True) -> BinaryIO:
    """A WARC file of the archive itself, for reading, wherever it lies. `cached`: blocks are kept; not for who reads all of it.

    :raises UnsafeFileError: the name is no bare name, or no regular file stands there.
    :raises OSError: there is no such file, no access, or the store cannot be reached.
    """
    try:
        return open_warc(directory, name)
    except FileNotFoundError:
        if (found := moved(directory, name)) is None:
            raise
    note, of = found
    cache = Cache(directory.parent / CACHE, note.cache_bytes) if cached else None
    return io.BufferedReader(Ranged(note.store, str(name), of.bytes, cache), BLOCK)


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file, wherever it lies."""
    at = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(at)
    return size


class Ranged(io.RawIOBase):
    """An object that is read block by block."""

    def __init__(self, place: str, name: str, size: int, cache: Cache | None) -> None:
        self._objects, self._name, self._size, self._cache = objects_at(place), name, size, cache
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        if not 0 <= self._at < self._size:
            return 0
        number, start = divmod(self._at, BLOCK)
        data = self._block(number)[start : start + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _block(self, number: int) -> bytes:
        wanted = min(BLOCK, self._size - number * BLOCK)
        data = None if self._cache is None else self._cache.get(self._name, number)
        if data is None or len(data) != wanted:
            start = number * BLOCK
            data = self._objects.range(self._name, start, start + wanted, self._size)
            if len(data) != wanted:
                raise OSError(f"{self._name} is shorter in the store than it was")
            if self._cache is not None:
                self._cache.put(self._name, number, data)
        return data


class Cache:
    """Blocks of files that moved, each behind its SHA-256, the oldest of which go first. What cannot be kept is read again."""

    written = 0
    """Blocks that this process wrote."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def get(self, name: str, number: int) -> bytes | None:
        """A block; None where it is not kept, or not as it was."""
        path = self._path(name, number)
        try:
            with open_regular(path) as file:
                digest, data = file.read(_DIGEST), file.read(BLOCK + 1)
            os.utime(path)
        except OSError:
            return None
        return data if hashlib.sha256(data).digest() == digest else None

    def put(self, name: str, number: int, data: bytes) -> None:
        """Keep a block; nothing where there is no room or no access."""
        part = self._folder / f"{secrets.token_hex(8)}.part"
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            try:
                part.write_bytes(hashlib.sha256(data).digest() + data)
                part.replace(self._path(name, number))
            finally:
                part.unlink(missing_ok=True)
            if Cache.written % PRUNED_EACH == 0:
                self._prune()
            Cache.written += 1

    def forget(self, name: str) -> None:
        """Remove all blocks of a file."""
        for path in self._folder.glob(f"{name}.*"):
            path.unlink(missing_ok=True)

    def _prune(self) -> None:
        with os.scandir(self._folder) as entries:
            kept = sorted((e.stat().st_mtime_ns, e.stat().st_size, e.path) for e in entries)
        over = sum(size for _, size, _ in kept) - self._most
        for _, size, path in kept:
            if over <= 0:
                return
            Path(path).unlink(missing_ok=True)
            over -= size

    def _path(self, name: str, number: int) -> Path:
        return self._folder / f"{name}.{number}"
