"""Taking in what somebody saved: captures like a crawl's, with their source noted, for the parsers to read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import parsers
from archive.clock import day, instant
from archive.exchange.saved_pages import Saved, read
from archive.grades import GradeName, Role
from archive.store import captures
from archive.store.captures import capture_key
from archive.store.db import Archive
from archive.store.warc import decode
from parsers.model import Context

_FILES = ("application/", "image/")


@dataclass(slots=True)
class Taken:
    """What came of one path."""

    new: int = 0
    known: int = 0


def take_in(archive: Archive, path: Path) -> Taken:
    """Everything at a path; what the archive has already is counted and left.

    :raises Unusable: nothing at the path can be read; the message says why.
    """
    taken = Taken()
    for saved in read(path):
        if _store(archive, saved):
            taken.new += 1
        else:
            taken.known += 1
    return taken


def _store(archive: Archive, saved: Saved) -> bool:
    """One response as record and row; False where it is known."""
    response = saved.response
    body = decode(response.body, response.header("content-encoding"))
    digest = hashlib.sha256(body).hexdigest()
    key = capture_key(response.url, instant(response.fetched_at, micros=True), digest)
    if archive.row("select 1 from captures where key = ?", key):
        return False
    context = Context(url=response.url, fetched_on=day(response.fetched_at))
    grade: GradeName = "ok" if response.status == 200 else _refused(response.status)
    role = _role(body, context) if grade == "ok" else "page"
    stored = captures.store(archive, response)
    with archive.transaction() as conn:
        row_id = captures.insert(
            archive,
            stored,
            run_id=None,
            portal_id=archive.value(
                "select id from portals where key = ?", captures.portal_key(response.url)
            ),
            grade=grade,
            why=None if grade == "ok" else f"saved with status {response.status}",
            role=role,
            context=context,
        )
        source = json.dumps(saved.source, ensure_ascii=False, sort_keys=True)
        conn.execute("update captures set source = ? where id = ?", (source, row_id))
    return True


def _refused(status: int) -> GradeName:
    """The crawl's word for an answer without a page."""
    return "gone" if status in (404, 410) else "redirect" if 300 <= status < 400 else "error"


def _role(body: bytes, context: Context) -> Role:
    """Files may be reports, which the parsers will say; of pages the outline says it."""
    if parsers.media_type(body).startswith(_FILES):
        return "report"
    kind = parsers.outline(body, context).kind
    return "report" if kind == "report" else "list" if kind == "list" else "page"
