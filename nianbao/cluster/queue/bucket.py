"""A store that is a part of a bucket in an object store (extra `s3`): s3://bucket/prefix, and what else obstore reads.

Keys and the address of the server come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT), as for other programs. The folders are those of a directory; an object is there once it is whole.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import from_url

from archive.crawl.queued import is_order
from archive.store.objects import CLIENT, IN_FLIGHT, TRIES
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

MISSING = (FileNotFoundError, NotFoundError)


class Bucket:
    """Objects below one address."""

    def __init__(self, url: str) -> None:
        self.place = url
        with _told(url):
            self._objects = from_url(url, retry_config=TRIES, client_options=CLIENT)

    def check(self) -> None:
        with _told(self.place):
            tried = f"tried-{secrets.token_hex(8)}"
            obstore.put(self._objects, tried, b"")
            self._delete([tried])

    def mark(self) -> str:
        with _told(self.place):
            try:
                return self._start(MARK, 100).decode("ascii", "replace")
            except MISSING:
                obstore.put(self._objects, MARK, secrets.token_hex(16).encode())
            return self._start(MARK, 100).decode("ascii", "replace")

    def is_that_of(self, mark: str) -> bool:
        with _told(self.place):
            try:
                return self._start(MARK, 100).decode("ascii", "replace") == mark
            except MISSING:
                return False

    def free(self) -> int | None:
        return None

    def put(self, order: str, name: str, source: Path) -> None:
        with _told(f"{self.place}: {order}/{name}"):
            obstore.put(self._objects, f"{order}/{name}", source, max_concurrency=IN_FLIGHT)

    def sealed(self) -> list[str]:
        with _told(self.place):
            return sorted(order for order, names in self._orders().items() if MANIFEST in names)

    def manifest(self, order: str) -> bytes:
        with _told(self.place):
            try:
                data = self._start(f"{order}/{MANIFEST}", LARGEST_MESSAGE + 1)
            except MISSING:
                raise UnusableError(f"{order}/{MANIFEST} is not in the store") from None
        if len(data) > LARGEST_MESSAGE:
            raise UnusableError(f"the manifest of {order} is too long")
        return data

    def fetch(self, order: str, file: File, target: Path) -> None:
        where = f"{order}/{file.name}"
        with _told(self.place):
            try:
                found = obstore.get(self._objects, where)
            except MISSING:
                raise UnusableError(f"{where} is not in the store") from None
            chunks = (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))
            copy_out(chunks, found.meta["size"], file, where, target)

    def remove(self, order: str) -> None:
        with _told(self.place):
            self._delete([f"{order}/{MANIFEST}"])
            self._delete(self._listed(f"{order}/"))

    def set_aside(self, order: str) -> None:
        with _told(self.place):
            names = [path.partition("/")[2] for path in self._listed(f"{order}/")]
            for name in sorted(names, key=lambda name: name != MANIFEST):
                obstore.rename(self._objects, f"{order}/{name}", f"{ASIDE}{order}/{name}")

    def sweep(self) -> None:
        old = datetime.now(UTC) - timedelta(seconds=LEFT_SECONDS)
        with _told(self.place):
            for order, names in self._orders().items():
                if MANIFEST not in names and max(names.values()) < old:
                    self._delete([f"{order}/{name}" for name in names])

    def _orders(self) -> dict[str, dict[str, datetime]]:
        """Order -> its objects, and when each came."""
        found: dict[str, dict[str, datetime]] = defaultdict(dict)
        for chunk in obstore.list(self._objects):
            for meta in chunk:
                order, _, name = meta["path"].rpartition("/")
                if is_order(order):
                    found[order][name] = meta["last_modified"]
        return found

    def _listed(self, prefix: str) -> list[str]:
        return [meta["path"] for chunk in obstore.list(self._objects, prefix=prefix) for meta in chunk]

    def _delete(self, paths: Iterable[str]) -> None:
        for path in paths:
            with suppress(*MISSING):
                obstore.delete(self._objects, path)

    def _start(self, path: str, most: int) -> bytes:
        """The first bytes of an object."""
        data = b""
        for chunk in obstore.get(self._objects, path).stream(min_chunk_size=1):
            data += bytes(chunk)
            if len(data) >= most:
                break
        return data[:most]


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        line = " ".join(str(error).split())[:200]
        raise StoreError(f"the store cannot be used: {place}: {line}") from error
