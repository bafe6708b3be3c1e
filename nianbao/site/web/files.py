"""A file as an answer, sent piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nianbao.site.web.datasette_types import Send

PIECE = 65_536


async def send_file(send: Send, path: Path, headers: Mapping[str, str]) -> None:
    """With its length, so that a browser shows how far it has come."""
    whole = {**headers, "Content-Length": str(path.stat().st_size)}
    lines = [(name.lower().encode(), value.encode()) for name, value in whole.items()]
    await send({"type": "http.response.start", "status": 200, "headers": lines})
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
