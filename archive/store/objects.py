"""Files as objects below one address of an object store (extra `s3`): s3://bucket/prefix, file:///directory, and what else obstore reads.

Keys and the address of the server come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT), as for
other programs. A process that has used a store must not be forked: obstore says so, and workers come from a server of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
TRIES = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}
CLIENT = {"timeout": "120s", "allow_http": True}
"""Plain HTTP is spoken where the address that a person gave says so."""
IN_FLIGHT = 2
"""Parts of a file that are sent at once, of 5 MB each."""


class UnreachableError(OSError):
    """The store cannot be used now; the message is one line. What lies there is not said to be damaged."""


class Objects:
    """The objects below one address. Each method raises UnreachableError where the store cannot be used now."""

    def __init__(self, place: str) -> None:
        self.place = place
        with _told(place):
            from obstore.store import from_url

            self._store: Any = from_url(place, retry_config=TRIES, client_options=CLIENT)

    def size(self, name: str) -> int | None:
        """Bytes of an object; None where there is none."""
        import obstore

        with _told(self.place):
            try:
                return int(obstore.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def range(self, name: str, start: int, end: int, size: int) -> bytes:
        """The bytes from `start` up to `end` of an object that has `size` bytes.

        :raises FileNotFoundError: there is no such object.
        """
        import obstore

        with _told(self.place):
            if (start, end) == (0, size):  # some servers answer as if no range were asked for
                return bytes(obstore.get(self._store, name).bytes())
            return bytes(obstore.get_range(self._store, name, start=start, end=end))

    def chunks(self, name: str) -> Iterator[bytes]:
        """An object from its beginning to its end.

        :raises FileNotFoundError: there is no such object.
        """
        import obstore

        with _told(self.place):
            for chunk in obstore.get(self._store, name).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    def put(self, name: str, source: Path) -> None:
        """Copy a file to the store; the object is there once it is whole."""
        import obstore

        with _told(self.place):
            obstore.put(self._store, name, source, max_concurrency=IN_FLIGHT)

    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""
        import obstore

        with _told(self.place), suppress(FileNotFoundError):
            obstore.delete(self._store, name)


@lru_cache(maxsize=4)
def objects_at(place: str) -> Objects:
    """The store at an address, opened once in a process."""
    return Objects(place)


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, UnreachableError):
        raise
    except ModuleNotFoundError as error:
        raise UnreachableError(
            f"{place} needs the extra s3 ({error.name} is missing): pip install --require-hashes -r requirements-s3.lock"
        ) from None
    except Exception as error:  # the library has a class for each kind of store, and panics in its own
        line = " ".join(str(error).split())[:200]
        raise UnreachableError(f"the store cannot be used: {place}: {line}") from error
