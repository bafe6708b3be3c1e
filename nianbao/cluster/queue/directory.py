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
from archive.store.warc_files import open_regular
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
            self.root.mkdir(mode=0o775, parents=True, exist_ok=True)
            if not os.access(self.root, os.W_OK | os.X_OK):
                raise StoreError(f"the store {self.root} cannot be written: give its directory to this user")
            if self.root.stat().st_mode & stat.S_IWOTH:  # who writes there is believed
                raise StoreError(f"everybody can write the store {self.root}: chmod o-w it")

    def mark(self) -> str:
        with _told(self.root / MARK):
            with suppress(FileExistsError), (self.root / MARK).open("x", encoding="ascii") as file:
                file.write(secrets.token_hex(16))
            return self._marked()

    def is_that_of(self, mark: str) -> bool:
        try:
            return self._marked() == mark
        except OSError:
            return False

    def _marked(self) -> str:
        with open_regular(self.root / MARK) as file:
            return file.read(100).decode("ascii", errors="replace")

    def free(self) -> int:
        with _told(self.root):
            return shutil.disk_usage(self.root).free

    def put(self, order: str, name: str, source: Path) -> None:
        with _told(self.root / order / name):
            with suppress(FileExistsError):
                (self.root / order).mkdir()
            with self._folder(order) as folder:
                part = f"{name}.part"
                with suppress(FileNotFoundError):
                    os.unlink(part, dir_fd=folder)
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
                handle = os.open(part, flags, 0o664, dir_fd=folder)
                with source.open("rb") as ours, os.fdopen(handle, "wb") as theirs:
                    shutil.copyfileobj(ours, theirs, CHUNK)
                    theirs.flush()
                    os.fsync(theirs.fileno())
                os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)

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
            with self._folder(order) as folder:
                os.unlink(MANIFEST, dir_fd=folder)
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
    def _folder(self, order: str) -> Iterator[int]:
        """The folder of an order itself, never what a link of its name leads to."""
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self.root / order, flags)
        try:
            yield handle
        finally:
            os.close(handle)

    @contextmanager
    def _opened(self, order: str, name: str) -> Iterator[BinaryIO]:
        place = self.root / order / name
        with _told(place):
            try:
                with self._folder(order) as folder:
                    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                    handle = os.open(name, flags, dir_fd=folder)
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
