"""Where visits wait to be merged: a directory, or the bucket of an object store, that workers and coordinator both reach.

A visit is a folder of the name of its order. The worker puts its files there and, last of all, the manifest; what has none is not
whole. The coordinator takes a file only as its manifest says it is, and removes the folder when it is merged. Names come from
messages that were checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

from nianbao.cluster.queue.messages import File

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


class Store(Protocol):
    """Visits that wait. Each method raises StoreError where the store cannot be used now."""

    place: str

    def check(self) -> None:
        """That it is there and can be written; a directory is made where it is not."""

    def mark(self) -> str:
        """The store's own name, given to it here where it has none."""

    def is_that_of(self, mark: str) -> bool:
        """Whether it is the store of this name."""

    def free(self) -> int | None:
        """Bytes that fit into it; None where there is no end to it."""

    def put(self, order: str, name: str, source: Path) -> None:
        """Copy a file into the folder of an order; it bears its name once it is whole."""

    def sealed(self) -> list[str]:
        """Orders whose visits are whole."""

    def manifest(self, order: str) -> bytes:
        """What the manifest of an order says.

        :raises UnusableError: it is none.
        """

    def fetch(self, order: str, file: File, target: Path) -> None:
        """Copy a file of an order out of the store.

        :raises UnusableError: it is not there, is no regular file, or its size or digest is not what the manifest says.
        """

    def remove(self, order: str) -> None:
        """Forget the visit of an order; its manifest goes first, so that what a kill leaves is not whole."""

    def set_aside(self, order: str) -> None:
        """Keep what cannot be used for a person to look at, where it is not found again."""

    def sweep(self) -> None:
        """Remove what workers left that died before their visit was whole."""


def copy_out(chunks: Iterable[bytes], size: int, file: File, where: str, target: Path) -> None:
    """Write a file of the store as it comes, no more of it than its manifest says.

    :raises UnusableError: it is not what its manifest says.
    """
    if size != file.size:
        raise UnusableError(f"{where} has another size than its manifest says")
    with target.open("xb") as copy:
        if not written_as(chunks, copy, file):
            raise UnusableError(f"{where} has another SHA-256 than its manifest says")


def written_as(chunks: Iterable[bytes], copy: BinaryIO, file: File) -> bool:
    """Write what comes, no more of it than a file has by its description; whether it was that file."""
    digest, left = hashlib.sha256(), file.size
    for data in chunks:
        left -= len(data)
        if left < 0:
            return False
        digest.update(data)
        copy.write(data)
    return left == 0 and digest.hexdigest() == file.sha256
