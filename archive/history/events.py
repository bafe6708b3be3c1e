"""What the history of a report is told in: observations, events, and the places where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["new", "revised", "rendition_added", "moved", "withdrawn", "back", "disagree"]
"""`revised` and `disagree` name two contents; what differs between them is for others to work out."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One capture. `shows`: key of the content (a version) of this report, None where it stands there no more.

    Looks that prove nothing (blocked, failed, an absence in a visit that was not healthy) are not among these.
    """

    day: str
    """Of Asia/Shanghai."""
    at: str
    address: str
    capture: str
    shows: str | None
    leads_to: str | None = None
    """Canonical address of a redirect."""
    file_of: str | None = None
    """Canonical address of the page that links it, where it is a page's file."""
    round: str | None = None
    """The end of the first visit that came to its own end after it, `open` until there is one: what a visit begins,
    others may go on with. None for what no visit fetched."""

    @property
    def order(self) -> tuple[str, bool, str, str, str]:
        """By day, on a day what is there before what is not: the order of requests in a visit means nothing."""
        return (self.day, self.shows is None, self.at, self.address, self.capture)


@dataclass(slots=True)
class Event:
    """One change: by the capture that showed it. `before` and `after` are contents, `left` and `taken` addresses."""

    kind: Kind
    at: str
    capture: str
    address: str
    before: str | None = None
    after: str | None = None
    left: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    confirmed_at: str | None = None
    passing: bool = False


@dataclass(slots=True)
class Location:
    """An address at which the report was seen."""

    address: str
    content: str
    confirmed_content: str
    seen: Observation
    first: Observation
    """The one that showed the report here first."""
    pending: list[Event] = field(default_factory=list)
    absent: list[Observation] = field(default_factory=list)
    left_at: Observation | None = None
    """The observation that made its absence certain."""
    followed: bool = False
    """It was left for an address whose arrival tells of the move already."""

    def days_absent(self) -> int:
        return len({observation.day for observation in self.absent})
