"""Where visits wait to be merged: a directory that workers and coordinator both reach.

A visit is a folder of the name of its order. The worker puts its files there and, last of all, the manifest; what has none is not
whole. The coordinator takes a file only as its manifest says it is, and removes the folder when it is merged. Names come from
messages that were checked; what stands under them is opened as a regular file, never through a link.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.crawl.queued import is_order
from nianbao.cluster.queue.messages import LARGEST_MESSAGE, File

MANIFEST = "manifest.json"
MARK = "nianbao-store"
"""A file with the store's own name, by which a worker knows that it sees the coordinator's store."""
ASIDE = "refused-"
CHUNK = 1 << 20
LEFT_SECONDS = 86_400
"""What is not whole after so long has no worker any more."""


class StoreError(Exception):
    """The store cannot be read or written now; the message is one line."""


class UnusableError(Exception):
    """What stands in the store is not what its manifest says; the message is one line."""


def described(path: Path) -> File:
    """A file as a manifest says it is."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(name=path.name, size=path.stat().st_size, sha256=digest)


class Store:
    """A directory of visits that wait."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def check(self) -> None:
        """That it is there and can be written; it is made where it is not.

        :raises StoreError: it cannot.
        """
        with _told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            if not os.access(self.root, os.W_OK | os.X_OK):
                raise StoreError(f"the store {self.root} cannot be written: give its directory to this user")

    def mark(self) -> str:
        """The store's own name, given to it here where it has none."""
        with _told(self.root / MARK):
            with suppress(FileExistsError), (self.root / MARK).open("x", encoding="ascii") as file:
                file.write(secrets.token_hex(16))
            return (self.root / MARK).read_text(encoding="ascii", errors="replace")[:100]

    def is_that_of(self, mark: str) -> bool:
        """Whether it is the store of this name."""
        try:
            return (self.root / MARK).read_text(encoding="ascii", errors="replace") == mark
        except OSError:
            return False

    def free(self) -> int:
        """Bytes that fit into it."""
        with _told(self.root):
            return shutil.disk_usage(self.root).free

    def put(self, order: str, name: str, source: Path) -> None:
        """Copy a file into the folder of an order, on disk before it bears its name."""
        folder = self.root / order
        with _told(folder / name):
            folder.mkdir(exist_ok=True)
            part = folder / f"{name}.part"
            with source.open("rb") as ours, part.open("wb") as theirs:
                shutil.copyfileobj(ours, theirs, CHUNK)
                theirs.flush()
                os.fsync(theirs.fileno())
            part.replace(folder / name)

    def sealed(self) -> list[str]:
        """Orders whose visits are whole."""
        with _told(self.root), os.scandir(self.root) as entries:
            names = [e.name for e in entries if is_order(e.name) and e.is_dir(follow_symlinks=False)]
        return sorted(name for name in names if (self.root / name / MANIFEST).is_file())

    def manifest(self, order: str) -> bytes:
        """What the manifest of an order says.

        :raises UnusableError: it is none.
        """
        with self._opened(order, MANIFEST) as file:
            data = file.read(LARGEST_MESSAGE + 1)
        if len(data) > LARGEST_MESSAGE:
            raise UnusableError(f"the manifest of {order} is too long")
        return data

    def fetch(self, order: str, file: File, target: Path) -> None:
        """Copy a file of an order out of the store.

        :raises UnusableError: it is not there, is no regular file, or its size or digest is not what the manifest says.
        """
        digest, left = hashlib.sha256(), file.size
        with self._opened(order, file.name) as source, target.open("xb") as copy:
            if os.fstat(source.fileno()).st_size != file.size:
                raise UnusableError(f"{order}/{file.name} has another size than its manifest says")
            while data := source.read(min(CHUNK, left)):
                digest.update(data)
                copy.write(data)
                left -= len(data)
        if left or digest.hexdigest() != file.sha256:
            raise UnusableError(f"{order}/{file.name} has another SHA-256 than its manifest says")

    def remove(self, order: str) -> None:
        """Forget the visit of an order; its manifest goes first, so that what a kill leaves is not whole."""
        with _told(self.root / order), suppress(FileNotFoundError):
            (self.root / order / MANIFEST).unlink()
            shutil.rmtree(self.root / order)

    def set_aside(self, order: str) -> None:
        """Keep what cannot be used for a person to look at, where it is not found again."""
        with _told(self.root / order), suppress(FileNotFoundError):
            (self.root / order).rename(self.root / f"{ASIDE}{order}-{time.time_ns()}")

    def sweep(self) -> None:
        """Remove what workers left that died before their visit was whole."""
        with _told(self.root), os.scandir(self.root) as entries:
            for entry in entries:
                if not is_order(entry.name) or not entry.is_dir(follow_symlinks=False):
                    continue
                old = time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_SECONDS
                if old and not (self.root / entry.name / MANIFEST).exists():
                    shutil.rmtree(entry.path, ignore_errors=True)

    @contextmanager
    def _opened(self, order: str, name: str) -> Iterator[BinaryIO]:
        place = self.root / order / name
        with _told(place):
            try:
                folder = os.open(
                    self.root / order, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                )
                try:
                    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                    handle = os.open(name, flags, dir_fd=folder)
                finally:
                    os.close(folder)
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                    raise
                raise UnusableError(f"{order}/{name} is not in the store") from None
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise UnusableError(f"{order}/{name} is no regular file")
                yield file


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"the store cannot be used: {place}: {error.strerror or error}") from error
