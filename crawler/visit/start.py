"""How a visit begins: go on where the last one was stopped, look for what is new, or discover the portal again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive import Archive
from archive.crawl import endpoints, frontier, runs
from archive.crawl.frontier import Candidate
from archive.crawl.runs import Visit
from archive.outcomes import CUT_SHORT

HOME_SCORE = 100.0
REDISCOVERY = timedelta(days=365)
"""Even where all lists answer, a portal is discovered again after this: it may have new ones."""
REST = timedelta(days=30)
"""A discovery that found nothing is not repeated sooner."""


def open_visit(archive: Archive, run_id: int, portal_id: int, report_days: float) -> Visit:
    """The visit of this run to a portal, its frontier filled.

    `report_days`: how long a known report is left alone at the least.
    """
    visit = runs.start_visit(archive, run_id, portal_id)
    home = archive.value("select home from portals where id = ?", portal_id)
    last = runs.last_visit(archive, portal_id, other_than=visit.id)
    with archive.transaction():
        frontier.add(archive, portal_id, [Candidate(home, "home", HOME_SCORE, 0)])
    if last is None:
        return visit
    if last["outcome"] in CUT_SHORT and frontier.queued(archive, portal_id):
        visit.scope = last["scope"]
        for count in ("expected", "seen", "lists_expected", "lists_seen"):
            setattr(visit, count, last[count])
        return visit
    visit.scope = "update"
    visit.expected = known_reports(archive, portal_id)
    visit.lists_expected = len(endpoints.known(archive, portal_id))
    frontier.requeue(archive, portal_id, report_days=report_days)
    discovered = _last_discovery(archive, portal_id)
    if discovered is None or archive.clock() - discovered > REDISCOVERY:
        discover_again(archive, visit)
    return visit


def may_discover(archive: Archive, visit: Visit) -> bool:
    """Whether an update that found its lists dead should become a discovery: not soon after one that found nothing."""
    last = runs.last_visit(archive, visit.portal_id, other_than=visit.id)
    discovered = _last_discovery(archive, visit.portal_id)
    healthy = last is not None and last["seen"] > 0
    return visit.scope == "update" and (healthy or discovered is None or archive.clock() - discovered > REST)


def discover_again(archive: Archive, visit: Visit) -> None:
    """Ask for everything that may lead to reports, from the home page on."""
    with archive.transaction():
        visit.scope = "discovery"
        frontier.reopen(archive, visit.portal_id)
        runs.tally(archive, visit)


def known_reports(archive: Archive, portal_id: int) -> int:
    """How many addresses of the portal have ever held a report."""
    sql = "select count(distinct address) from captures where portal_id = ? and role = 'report' and grade = 'ok'"
    return int(archive.value(sql, portal_id))


def _last_discovery(archive: Archive, portal_id: int) -> datetime | None:
    text: str | None = archive.value(
        "select max(ended_at) from visits where portal_id = ? and scope = 'discovery' and outcome is not null"
        " and outcome not in ('interrupted', 'blocked', 'unreachable', 'refused')",
        portal_id,
    )
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
