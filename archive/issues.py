"""What could not be read, with its address: nothing fails in silence."""

from __future__ import annotations

from typing import Any

from archive.db import Archive
from archive.keys import key


def raise_issue(
    archive: Archive,
    capture: Any,
    code: str,
    message: str,
    *,
    reading_id: int | None = None,
    locator: str | None = None,
) -> None:
    """One issue about a capture (its row), inside the caller's transaction; the same one twice is one."""
    archive.conn.execute(
        "insert into issues (key, capture_id, reading_id, code, message, locator, address, raised_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
        (
            key("issue", capture["address"], capture["body_sha256"], code, message, locator),
            capture["id"],
            reading_id,
            code,
            message,
            locator,
            capture["address"],
            archive.now(),
        ),
    )


def raise_for_capture(archive: Archive, capture_id: int, code: str, message: str) -> None:
    """As `raise_issue`, by the id of the capture."""
    raise_issue(archive, archive.rows("select * from captures where id = ?", capture_id)[0], code, message)
