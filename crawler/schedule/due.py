"""When a portal is due again: daily in the season of the reports, weekly otherwise, ever more seldom where it is sick.

Pure functions of a portal's health and of the clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.clock import SHANGHAI
from archive.crawl.health import PortalHealth
from archive.outcomes import State

SEASON = (1, 3)
"""First and last month in which the reports of the year before are published: departments until 31 January,
governments until 31 March."""
IN_SEASON = timedelta(days=1)
OTHERWISE = timedelta(days=7)
LONGEST = timedelta(days=60)
"""However long a portal has been sick, it is looked at again after this."""
BACKING_OFF: frozenset[State] = frozenset({"blocked", "failing", "dead"})
"""Each visit in a row that ends so doubles the time until the next."""
NIGHT = timedelta(hours=8)
"""What is due within a night is due at its beginning: a run that starts at the same hour each day must not find that
last night's visits are some hours short of a day ago."""


def due_at(portal: PortalHealth, now: datetime) -> datetime:
    """The instant from which on a portal should be visited again; `now` for one that is unvisited or was interrupted,
    and a day after its visit for one whose page budget was used up."""
    if portal.last_visit is None or portal.last_outcome == "interrupted":
        return now
    visited = datetime.strptime(portal.last_visit, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if portal.last_outcome in ("unreachable", "blocked"):
        # RFC 9309, 2.3.1.4: a host whose robots.txt cannot be read, for a wall it may be, is left alone; a whole day, whatever the night.
        return visited + max(interval(portal.state, portal.visits, now), IN_SEASON)
    unfinished = portal.last_outcome == "budget"
    return visited + (IN_SEASON if unfinished else interval(portal.state, portal.visits, now)) - NIGHT


def interval(state: State, visits: int, now: datetime) -> timedelta:
    """The time between two visits to a portal that has been in this state for so many visits in a row."""
    first, last = SEASON
    base = IN_SEASON if first <= now.astimezone(SHANGHAI).month <= last else OTHERWISE
    if state not in BACKING_OFF:
        return base
    doublings = min(max(visits - 1, 0), 10)
    return min(base * (1 << doublings), LONGEST)
