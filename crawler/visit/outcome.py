"""How a visit ends that nobody cut short: what its portal may be called."""

from __future__ import annotations

from archive import Archive
from archive.crawl import endpoints
from archive.crawl.books import Claim, sentence
from archive.crawl.runs import Visit
from archive.outcomes import Outcome
from archive.reasons import said
from crawler.discovery.unread_lists import CUT_SHORT

MOST_SAID = 3
"""Open claims that the reason of a visit tells; the books tell all."""


def has_reports(archive: Archive, visit: Visit) -> bool:
    """Whether this portal ever showed a report page."""
    sql = "select 1 from captures where portal_id = ? and role = 'report' and grade = 'ok' limit 1"
    return archive.row(sql, visit.portal_id) is not None


def outcome_of(
    archive: Archive, visit: Visit, claims: list[Claim], *, believed: bool, refused: bool, amiss: bool
) -> tuple[Outcome, str | None]:
    """Outcome and reason of a visit with nothing left to ask.

    `claims`: the books of the visit; `believed`: a page was what it should be, in this visit or in those that it goes on from; `refused`: a rule forbade a request; `amiss`: something failed or
    warned, so that the last reason is worth keeping.
    """
    if ended := _nothing_to_judge(visit, believed, refused):
        return ended
    if missed := _unread(archive, visit):
        return "needs_family", missed
    still_open = _open(claims)
    if not (visit.seen and has_reports(archive, visit)):
        return "silent", still_open or visit.why or _nothing_seen(visit)
    if still_open:
        return "partial", still_open
    if visit.lists_seen < visit.lists_expected:
        return "complete", f"{visit.lists_seen} of {visit.lists_expected} lists show reports"
    return "complete", visit.why if amiss else None


def _nothing_to_judge(visit: Visit, believed: bool, refused: bool) -> tuple[Outcome, str | None] | None:
    """Outcome and reason of a visit that saw nothing of the portal; None of any other."""
    if visit.pages == 0:
        return ("refused", visit.why) if refused else ("unreachable", visit.why or said("home_silent"))
    if visit.moved_to:
        return "moved", said("moved", url=visit.moved_to)
    return None if believed else ("failed", visit.why or said("nothing_sound"))


def _unread(archive: Archive, visit: Visit) -> str | None:
    """Why the portal cannot be called healthy: a list goes on unread, or as many are unread as are read."""
    lists = endpoints.unread(archive, visit.portal_id)
    if has_reports(archive, visit):
        lists = [found for found in lists if found[1] == "list"]
        if len(lists) < endpoints.read(archive, visit.portal_id):
            lists = [found for found in lists if found[2] == CUT_SHORT]
    if not lists:
        return None
    more = f", and {len(lists) - 1} more" if len(lists) > 1 else ""
    return f"{lists[0][0]}: {lists[0][2]}{more}"


def _open(claims: list[Claim]) -> str | None:
    """What of the books is open, in one line; the numbers of a list are in the reason of the list."""
    found = [claim for claim in claims if claim.state == "open" and claim.kind not in ("pages", "rows")]
    if not found:
        return None
    more = f"; and {len(found) - MOST_SAID} more" if len(found) > MOST_SAID else ""
    return "; ".join(map(sentence, found[:MOST_SAID])) + more


def _nothing_seen(visit: Visit) -> str:
    expected = visit.expected
    return said("silent_now", known=expected) if expected else said("silent")
