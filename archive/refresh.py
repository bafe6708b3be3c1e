"""Working out anew what derives from captures and readings: for the reports they touch, and for no others.

`record` does it for the reports of the address it read. What a crawl sees beside that (a page that is gone, one that
has not changed) is noted in `stale` by a trigger and worked out when the run has ended: only then it is known which
visits were healthy.
"""

from __future__ import annotations

from collections.abc import Iterable

import parsers
from archive.coverage import expected
from archive.history import changes, preferred
from archive.history.observations import Observations
from archive.reports import cross_checks, filing, instants, names
from archive.store.db import Archive

BATCH = 100
"""Reports in one transaction: short enough that a reader or another writer never waits."""


def refresh_address(archive: Archive, address: str, parser: str) -> None:
    """The reports that were ever seen at an address, inside the caller's transaction."""
    for row in archive.rows("select report_id from renditions where address = ? order by report_id", address):
        refresh_report(archive, row["report_id"], parser)


def refile(archive: Archive, addresses: Iterable[str], parser: str) -> None:
    """File all that was read at these addresses anew, and refresh what that touched, inside the caller's transaction."""
    touched: set[int] = set()
    for address in sorted(set(addresses)):
        touched |= filing.refile(archive, address)
    for report_id in sorted(touched):
        refresh_report(archive, report_id, parser)
    if touched:
        filing.clear(archive, touched)


def refresh_report(archive: Archive, report_id: int, parser: str) -> None:
    """History, the reading shown, the checks that lean on it and who is expected, inside the caller's transaction."""
    before = archive.rows("select publisher_id, reading_id from reports where id = ?", report_id)[0]
    seen, history = changes.derive(archive, report_id, parser)
    _last_seen(archive, report_id, seen)
    instants.of_ours(archive, report_id)
    preferred.show(archive, report_id, seen, history)
    shown = archive.value("select reading_id from reports where id = ?", report_id)
    if shown == before["reading_id"]:
        return
    for touched in set(cross_checks.touched(archive, report_id)):
        cross_checks.derive(archive, touched)
    if before["publisher_id"] is not None and (before["reading_id"] is None) != (shown is None):
        expected.refresh_publisher(archive, before["publisher_id"])


def _last_seen(archive: Archive, report_id: int, seen: Observations) -> None:
    """Versions and their renditions last until the last capture that showed them."""
    archive.conn.executemany(
        "update versions set last_seen = ? where id = ? and last_seen < ?",
        [(at, version_id, at) for version_id, at in seen.last_shown.items()],
    )
    archive.conn.execute(
        "update renditions set last_seen = newest.at from (select rendition_id, max(last_seen) as at"
        "  from versions where rendition_id in (select id from renditions where report_id = ?)"
        "  group by rendition_id) as newest where newest.rendition_id = renditions.id and last_seen < newest.at",
        (report_id,),
    )


def refresh_stale(archive: Archive, parser: str = parsers.PARSER_VERSION) -> None:
    """Everything that captures touched since the last time, and what is expected of whom; in short transactions."""
    while ids := [r["report_id"] for r in archive.rows("select report_id from stale limit ?", BATCH)]:
        with archive.transaction():
            for report_id in ids:
                refresh_report(archive, report_id, parser)
            archive.conn.executemany("delete from stale where report_id = ?", [(i,) for i in ids])
    expected.refresh(archive)
    names.refresh(archive)
