"""Reports whose own page holds no word of them: which of their texts are at hand, asked for by a recipe or shown by a browser."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive.clock import instant
from archive.crawl.frontier import Entry, entry_of
from archive.keys import key
from archive.reasons import said
from archive.store import captures
from archive.store.rows import CaptureRow
from archive.urls import canonicalize

if TYPE_CHECKING:
    from archive.store.db import Archive

_TEXT_OF = (
    "select 1 from captures page join captures text on text.page_key = page.key"
    " where page.address = ? and text.role = 'report' and text.grade = 'ok' and text.source is null"
)
_HOLLOW = f"""
select f.* from frontier f where f.portal_id = :portal and f.kind = 'report' and f.state = 'done' and f.form is null
and (f.unread = :why or f.unread like :failed or (f.run_id = :run
    and exists ({_TEXT_OF.replace("?", "f.address")} and text.record_type = 'conversion')
    and not exists ({_TEXT_OF.replace("?", "f.address")} and text.fetched_at >= :since)))
order by f.id
"""


FILLED = said("filled")
UNWATCHED = said("unwatched", why="")


def hollow(archive: Archive, portal_id: int, run_id: int, since: datetime) -> list[Entry]:
    """Pages that are to be shown: those that a script fills, and those that this run asked and whose text was last shown by a browser
    before `since`."""
    names = {
        "portal": portal_id,
        "run": run_id,
        "why": FILLED,
        "failed": f"{UNWATCHED}%",
        "since": instant(since),
    }
    return [entry_of(row) for row in archive.conn.execute(_HOLLOW, names)]


def is_known(archive: Archive, address: str) -> bool:
    """Whether the text of the page at a canonical address is at hand."""
    return archive.row(_TEXT_OF, address) is not None


def page_at(archive: Archive, url: str) -> CaptureRow | None:
    """The last capture of a page whose record holds its bytes; None where there is none."""
    return captures.last_full(archive, canonicalize(url))


def is_no_report(archive: Archive, address: str, why: str) -> None:
    """A browser was shown no report there, inside the caller's transaction: it is a page like others."""
    archive.conn.execute(
        "update frontier set kind = 'page', unread = ? where key = ?", (why, key("frontier", address))
    )
