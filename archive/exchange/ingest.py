"""Taking in what somebody saved: captures like a crawl's, with their source noted, for the parsers to read."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.clock import day, instant
from archive.exchange.judging import Judge, refused_grade
from archive.exchange.saved_pages import Saved, read
from archive.grades import GradeName
from archive.store import captures
from archive.store.captures import capture_key
from archive.store.db import Archive
from archive.store.left_out import LeftOut
from archive.store.response import decode
from archive.store.rows import CaptureRow
from archive.store.warc_reading import DamagedRecord
from archive.urls import canonicalize
from parsers.model import Context


@dataclass(slots=True)
class Taken:
    """What came of one path."""

    new: int = 0
    known: int = 0
    unchanged: int = 0
    """Revisit records of status 304: nobody but the one who asked knows what the server called unchanged."""
    left_out: LeftOut = field(default_factory=LeftOut)


def take_in(archive: Archive, path: Path) -> Taken:
    """Everything at a path; what the archive has already is counted and left.

    :raises Unusable: nothing at the path can be read; the message says why.
    """
    taken = Taken()
    brought: dict[str, str] = {}
    with closing(Judge()) as judge:
        for saved in read(path, archive.clock(), taken.left_out):
            if saved.response.status == 304:
                taken.unchanged += 1
                continue
            try:
                new = _store(archive, _with_body(archive, saved), judge, brought)
            except LookupError as error:
                taken.left_out.add(f"{saved.source['from']}: {error.args[0]}")
                continue
            taken.new += new
            taken.known += not new
    return taken


def _with_body(archive: Archive, saved: Saved) -> Saved:
    """A revisit record with the body that it repeats. Raises LookupError where the archive does not have it."""
    if saved.repeated is None:
        return saved
    url, at = saved.repeated
    row = archive.row(
        "select key from captures where address = ?1 and status = 200 and (?2 is null or substr(fetched_at, 1, 19) = ?2)"
        " order by fetched_at desc limit 1",
        canonicalize(url),
        instant(at)[:19] if at else None,
    )
    try:
        if row is None:
            raise KeyError
        body = captures.body(archive, row["key"])
    except (KeyError, captures.TakenDown, DamagedRecord):
        when = f" of {instant(at)}" if at else ""
        raise LookupError(
            f"the revisit of {saved.response.url} repeats the capture{when}, which is not here; bring that one first"
        ) from None
    return replace(saved, response=replace(saved.response, body=body))


def _store(archive: Archive, saved: Saved, judge: Judge, brought: dict[str, str]) -> bool:
    """One response as record and row; False where it is known. `brought`: id of a record in the file -> key of its capture. Raises
    LookupError where its bytes were taken down here, or the page is not here that it was rendered from."""
    response = saved.response
    body = decode(response.body, response.header("content-encoding"))
    digest = hashlib.sha256(body).hexdigest()
    key = capture_key(response.url, instant(response.fetched_at, micros=True), digest)
    if saved.record_id and saved.rendered_from is None:
        brought[saved.record_id] = key
    if archive.row("select 1 from captures where key = ?", key):
        return False
    if archive.row("select 1 from tombstones where body_sha256 = ?", digest):
        raise LookupError(f"{response.url} was taken down here, so its bytes are not taken in again")
    context = Context(url=response.url, fetched_on=day(response.fetched_at))
    grade: GradeName = "ok" if response.status == 200 else refused_grade(response.status)
    role = judge.role(body, response.url) if grade == "ok" else "page"
    page = _page(archive, saved, brought)
    stored = (
        captures.store(archive, response)
        if page is None
        else captures.store_rendered(archive, page, body, response.fetched_at)
    )
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
            page_key=page["key"] if page else None,
        )
    return True


def _page(archive: Archive, saved: Saved, brought: dict[str, str]) -> CaptureRow | None:
    """The capture of the page that a document was rendered from; None for any other. Raises LookupError where it was not brought with
    it, or is here since it was fetched: what somebody rendered of that says nothing of it."""
    if saved.rendered_from is None:
        return None
    found = archive.typed(
        CaptureRow,
        "select * from captures where key = ? and address = ? and record_type = 'response' and source is not null and origin is null",
        *(brought.get(saved.rendered_from, ""), saved.response.address),
    )
    if not found:
        raise LookupError(
            f"the page that {saved.response.url} was rendered from was not brought with it, or was fetched here itself"
        )
    return found[0]
