"""What a captured page needs to look like itself, from the archive: the sandbox that shows it may load nothing.

Pictures become `data:` addresses, style sheets text; each is the capture nearest in time to the page's own.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.store.captures import Place
from archive.store.rows import CaptureRow
from archive.store.warc_reading import DamagedRecord
from archive.urls import canonicalize
from nianbao.site.proof.css import is_for_screens
from parsers import html_tree, media_type
from parsers.lexicon.encoding import decode
from parsers.lexicon.urls import Base

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp"})
LARGEST, ALL_TOGETHER = 1_000_000, 4_000_000
"""Bytes of one file and of all of a page; a picture beyond stays a word in its place."""

Places = dict[str, Place]
"""Address as the page writes it -> where the file is."""


@dataclass(frozen=True, slots=True)
class Requisites:
    """Under the address as the page writes it: pictures as `data:` addresses, style sheets as text."""

    pictures: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


def places(conn: sqlite3.Connection, capture: CaptureRow, body: bytes) -> Places:
    """Where the pictures and style sheets of an HTML page are."""
    if media_type(body) != "text/html":
        return {}
    base = Base(capture["url"])
    found: Places = {}
    for target in _targets(body):
        address = base.join(target)
        if address and target not in found and (row := _nearest(conn, address, capture["fetched_at"])):
            found[target] = row
    return found


def _targets(body: bytes) -> Iterator[str]:
    for element in html_tree(body).iter("img", "link"):
        if element.tag == "img":
            yield (element.get("src") or "").strip()
        elif is_for_screens(element):
            yield (element.get("href") or "").strip()


def _nearest(conn: sqlite3.Connection, url: str, instant: str) -> Place | None:
    try:
        address = canonicalize(url)
    except ValueError:
        return None
    row = conn.execute(
        "select warc, offset, length, body_sha256 from captures where address = ? and grade = 'ok'"
        " and role in ('requisite', 'attachment') and record_type = 'response' and body_bytes <= ?"
        " order by abs(julianday(fetched_at) - julianday(?)), id limit 1",
        [address, LARGEST, instant],
    ).fetchone()
    return Place(**row) if row else None


def load(found: Places, warc_directory: Path) -> Requisites:
    """The files themselves: pictures by their bytes, text as style sheets; a damaged one is left out."""
    loaded = Requisites()
    left = ALL_TOGETHER
    for target, place in found.items():
        try:
            data = place.body(warc_directory)
        except DamagedRecord:
            continue
        kind = media_type(data)
        if len(data) > left:
            continue
        if kind in SHOWN:
            loaded.pictures[target] = f"data:{kind};base64,{b64encode(data).decode()}"
        elif kind == "text/plain":
            loaded.sheets[target] = decode(data)[0]
        else:
            continue
        left -= len(data)
    return loaded
