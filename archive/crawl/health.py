"""The health of each portal: a view over its visits, so that it is true by construction, and what people ask of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from archive.outcomes import STATES, State
from archive.store.captures import portal_key
from archive.store.db import Archive
from archive.urls import host, is_sample

SICK: tuple[State, ...] = tuple(state for state in STATES if state not in ("never_seen", "healthy"))
"""What a person should look at."""


@dataclass(frozen=True, slots=True)
class PortalHealth:
    """One portal as its visits tell; counts are of the last visit that was not interrupted. `visits`: how many in a row
    came to this state, the first of them at the instant `since`."""

    key: str
    host: str
    home: str
    name: str | None
    region_code: str | None
    sample: bool
    state: State = "never_seen"
    since: str | None = None
    visits: int = 0
    last_visit: str | None = None
    outcome: str | None = None
    why: str | None = None
    expected: int | None = None
    seen: int | None = None
    failed: int | None = None
    lists_expected: int | None = None
    lists_seen: int | None = None
    new_reports: int | None = None
    moved_to: str | None = None
    last_outcome: str | None = None
    """Of the very last visit, an interrupted one too."""
    last_healthy: str | None = None
    proved_on: str | None = None

    def to_json(self) -> dict[str, object]:
        """Plain types, `sample` a boolean."""
        return asdict(self)


def never_seen(home: str, name: str, region_code: str) -> PortalHealth:
    """A portal that the archive does not know yet."""
    return PortalHealth(portal_key(home), host(home), home, name, region_code, is_sample(home))


def health(archive: Archive) -> list[PortalHealth]:
    """Every portal of the archive, the sick before the healthy, by region and host."""
    rows = archive.rows("select * from health order by state = 'healthy', region_code, host")
    return [PortalHealth(**{**dict(row), "sample": bool(row["sample"])}) for row in rows]
