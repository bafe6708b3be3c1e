"""sqlite-utils, without what it loads where it finds it: pandas and numpy, 80 MB in each process, of which nothing is used here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Database", "Migrations"]


@contextmanager
def _unseen(*names: str) -> Iterator[None]:
    """Within it these packages are not found, unless they are loaded already (a name bound to None:
    https://docs.python.org/3/reference/import.html#the-module-cache)."""
    hidden = [name for name in names if name not in sys.modules]
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]


with _unseen("pandas", "numpy"):
    from sqlite_utils import Database, Migrations
