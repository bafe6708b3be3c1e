"""Taking in what somebody saved: captures like a crawl's, with their source noted, for the parsers to read."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archive.clock import day, instant
from archive.exchange.judging import Judge, refused_grade
from archive.exchange.saved_pages import Saved, read
from archive.grades import GradeName
from archive.store import captures
from archive.store.captures import capture_key
from archive.store.db import Archive
from archive.store.left_out import LeftOut
from archive.store.warc import decode
from parsers.model import Context


@dataclass(slots=True)
class Taken:
    """What came of one path."""

    new: int = 0
    known: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)


def take_in(archive: Archive, path: Path) -> Taken:
    """Everything at a path; what the archive has already is counted and left.

    :raises Unusable: nothing at the path can be read; the message says why.
    """
    taken = Taken()
    with closing(Judge()) as judge:
        for saved in read(path, archive.clock(), taken.left_out):
            if _store(archive, saved, judge):
                taken.new += 1
            else:
                taken.known += 1
    return taken


def _store(archive: Archive, saved: Saved, judge: Judge) -> bool:
    """One response as record and row; False where it is known."""
    response = saved.response
    body = decode(response.body, response.header("content-encoding"))
    digest = hashlib.sha256(body).hexdigest()
    key = capture_key(response.url, instant(response.fetched_at, micros=True), digest)
    if archive.row("select 1 from captures where key = ?", key):
        return False
    context = Context(url=response.url, fetched_on=day(response.fetched_at))
    grade: GradeName = "ok" if response.status == 200 else refused_grade(response.status)
    role = judge.role(body, response.url) if grade == "ok" else "page"
    stored = captures.store(archive, response)
    with archive.transaction():
        captures.insert(
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
            source=json.dumps(saved.source, ensure_ascii=False, sort_keys=True),
        )
    return True
