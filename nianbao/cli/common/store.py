"""The store that coordinator and workers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from nianbao.cluster.queue.store import Store, StoreError
from nianbao.cluster.queue.stores import store_at
from nianbao.exits import Failure


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store DIR|URL`."""
    return click.option(
        "--store",
        metavar="DIR|URL",
        required=True,
        help="Directory, or s3://bucket/prefix (extra s3), that coordinator and workers reach: visits wait there to be merged.",
    )(command)


def store_of(place: str) -> Store:
    """The store; Failure (3) where there can be none."""
    try:
        return store_at(place)
    except StoreError as error:
        raise Failure(str(error)) from None
