"""What could not be read, with its address: nothing fails in silence."""

from __future__ import annotations

from archive.keys import key
from archive.store.db import Archive
from archive.store.rows import CaptureRow


def raise_issue(
    archive: Archive,
    capture: CaptureRow,
    code: str,
    message: str,
    *,
    reading_id: int | None = None,
    locator: str | None = None,
) -> None:
    """One issue about a capture (its row), inside the caller's transaction; the same one twice is one, of the newest
    reading that raises it."""
    row = {
        "key": key("issue", capture["address"], capture["body_sha256"], code, message, locator),
        "capture_id": capture["id"],
        "reading_id": reading_id,
        "code": code,
        "message": message,
        "locator": locator,
        "address": capture["address"],
        "raised_at": archive.now(),
    }
    archive.insert(
        "issues",
        row,
        "on conflict (key) do update set reading_id = coalesce(excluded.reading_id, reading_id)",
    )


def raise_for_capture(archive: Archive, capture_id: int, code: str, message: str) -> None:
    """As `raise_issue`, by the id of the capture."""
    capture = archive.typed(CaptureRow, "select * from captures where id = ?", capture_id)[0]
    raise_issue(archive, capture, code, message)
