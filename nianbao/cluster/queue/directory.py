"""A store that is a directory. What stands in it is opened as a regular file, never through a link."""

from __future__ import annotations

import errno
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
from nianbao.cluster.queue.store import (
    ASIDE,
    CHUNK,
    LEFT_SECONDS,
    MANIFEST,
    MARK,
    StoreError,
    UnusableError,
    copy_out,
)


class Directory:
    """A store that is a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)

    def check(self) -> None:
        with _told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            if not os.access(self.root, os.W_OK | os.X_OK):
                raise StoreError(f"the store {self.root} cannot be written: give its directory to this user")

    def mark(self) -> str:
        with _told(self.root / MARK):
            with suppress(FileExistsError), (self.root / MARK).open("x", encoding="ascii") as file:
                file.write(secrets.token_hex(16))
            return (self.root / MARK).read_text(encoding="ascii", errors="replace")[:100]

    def is_that_of(self, mark: str) -> bool:
        try:
            return (self.root / MARK).read_text(encoding="ascii", errors="replace") == mark
        except OSError:
            return False

    def free(self) -> int:
        with _told(self.root):
            return shutil.disk_usage(self.root).free

    def put(self, order: str, name: str, source: Path) -> None:
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
        with _told(self.root), os.scandir(self.root) as entries:
            names = [e.name for e in entries if is_order(e.name) and e.is_dir(follow_symlinks=False)]
        return sorted(name for name in names if (self.root / name / MANIFEST).is_file())

    def manifest(self, order: str) -> bytes:
        with self._opened(order, MANIFEST) as file:
            data = file.read(LARGEST_MESSAGE + 1)
        if len(data) > LARGEST_MESSAGE:
            raise UnusableError(f"the manifest of {order} is too long")
        return data

    def fetch(self, order: str, file: File, target: Path) -> None:
        with self._opened(order, file.name) as source:
            chunks = iter(lambda: source.read(CHUNK), b"")
            size = os.fstat(source.fileno()).st_size
            copy_out(chunks, size, file, f"{order}/{file.name}", target)

    def remove(self, order: str) -> None:
        with _told(self.root / order), suppress(FileNotFoundError):
            (self.root / order / MANIFEST).unlink()
            shutil.rmtree(self.root / order)

    def set_aside(self, order: str) -> None:
        with _told(self.root / order), suppress(FileNotFoundError):
            (self.root / order).rename(self.root / f"{ASIDE}{order}-{time.time_ns()}")

    def sweep(self) -> None:
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
