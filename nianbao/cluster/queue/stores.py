"""Which store an address means."""

from __future__ import annotations

from pathlib import Path

from nianbao.cluster.queue.directory import Directory
from nianbao.cluster.queue.store import Store, StoreError


def store_at(place: str) -> Store:
    """The store at a path, or at an address like s3://bucket/prefix.

    :raises StoreError: the extra s3 is missing, or there can be no store.
    """
    if "://" not in place:
        return Directory(Path(place))
    try:
        from nianbao.cluster.queue.bucket import Bucket
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{place} needs the extra s3 ({error.name} is missing):"
            " pip install --require-hashes -r requirements-s3.lock"
        ) from None
    return Bucket(place)
