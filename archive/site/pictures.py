"""The pictures of a captured page, from the archive: the sandbox that shows the page may load nothing itself."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from pathlib import Path
from typing import Any

from archive.address import canonical
from archive.warc import DamagedRecord, read_slice
from parsers import html_tree, media_type
from parsers.addresses import Base

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp"})
LARGEST, ALL_TOGETHER = 1_000_000, 4_000_000
"""Bytes of one picture and of all of a page; what is beyond stays a word in its place."""

Places = dict[str, dict[str, Any]]
"""`src` as the page writes it -> the row of the capture that holds the picture."""


def places(conn: sqlite3.Connection, capture: dict[str, Any], body: bytes) -> Places:
    """Where the pictures of an HTML page are, each as it was at the time nearest to the page's own."""
    if media_type(body) != "text/html":
        return {}
    base = Base(capture["url"])
    found: Places = {}
    for image in html_tree(body).iter("img"):
        source = (image.get("src") or "").strip()
        address = base.join(source)
        if address and source not in found and (row := _nearest(conn, address, capture["fetched_at"])):
            found[source] = row
    return found


def _nearest(conn: sqlite3.Connection, url: str, instant: str) -> dict[str, Any] | None:
    try:
        address = canonical(url)
    except ValueError:
        return None
    row = conn.execute(
        "select warc, offset, length, body_sha256 from captures where address = ? and grade = 'ok'"
        " and role in ('requisite', 'attachment') and record_type = 'response' and body_bytes <= ?"
        " order by abs(julianday(fetched_at) - julianday(?)), id limit 1",
        [address, LARGEST, instant],
    ).fetchone()
    return dict(row) if row else None


def data_addresses(found: Places, warc_directory: Path) -> dict[str, str]:
    """`src` -> `data:` address, for those that are pictures by their bytes; a damaged one is left out."""
    shown: dict[str, str] = {}
    left = ALL_TOGETHER
    for source, row in found.items():
        try:
            data = read_slice(
                warc_directory / Path(row["warc"]).name, row["offset"], row["length"], row["body_sha256"]
            )
        except DamagedRecord:
            continue
        kind = media_type(data)
        if kind in SHOWN and len(data) <= left:
            left -= len(data)
            shown[source] = f"data:{kind};base64,{b64encode(data).decode()}"
    return shown
