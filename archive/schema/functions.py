"""Functions of ours that SQLite calls, and Ctrl-C within one of them: SQLite tells it as an error of the function.

It is remembered here, so that whoever meets that error can tell the wish to stop from a fault of the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import Any

_interrupted = False


def register(conn: sqlite3.Connection, name: str, arity: int, function: Callable[..., Any]) -> None:
    """Let SQL call a pure function."""

    @wraps(function)
    def called(*values: Any) -> Any:
        global _interrupted
        try:
            return function(*values)
        except KeyboardInterrupt:
            _interrupted = True
            raise

    conn.create_function(name, arity, called, deterministic=True)


def interrupted() -> bool:
    """Whether Ctrl-C met a function since this was last asked."""
    global _interrupted
    was, _interrupted = _interrupted, False
    return was
