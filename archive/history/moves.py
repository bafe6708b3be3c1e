"""What it means that a report appears at a new address while it stood elsewhere: a move, or one address more.

That shows later: once the addresses before it are looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.history.events import Event, Location, Observation


@dataclass(slots=True)
class Arrival:
    """A new address while the report stood elsewhere; what it means shows later."""

    event: Event
    observation: Observation
    open: set[str]
    """Addresses of which it is not known yet whether they were left."""
    gone: set[str] = field(default_factory=set)


class Moves:
    """The new addresses of which it is not known yet what they mean. `tell` adds an event to the history."""

    def __init__(self, places: dict[str, Location], tell: Callable[[Event], Event]) -> None:
        self._places = places
        self._emit = tell
        self._open: list[Arrival] = []

    def tells_of(self, address: str) -> bool:
        """Whether an arrival says already that the report moved away from an address."""
        return any(address in a.open and a.event.kind == "moved" for a in self._open)

    def unsure(self) -> set[str]:
        """Addresses of which it is not known whether they stand beside each other."""
        return {address for a in self._open for address in (a.observation.address, *a.open)}

    def add(self, event: Event, observation: Observation, others: list[Location]) -> None:
        """The report appeared at an observation's address while it stood at `others`."""
        arrival = Arrival(event, observation, {p.address for p in others})
        self._open.append(arrival)
        beside = next((p for p in others if p.seen.day == arrival.observation.day), None)
        if beside is not None:
            self._stays(arrival, beside.seen)
            return
        for place in others:
            if place.absent:
                last = place.absent[-1]
                self.missing(place.address, last, certain=last.leads_to == arrival.observation.address)

    def beside(self, address: str, observation: Observation) -> None:
        """The report stands at an old address still: what came later is one address more."""
        for arrival in [a for a in self._open if address in a.open]:
            self._stays(arrival, observation)

    def _stays(self, arrival: Arrival, observation: Observation) -> None:
        event = arrival.event
        event.kind, event.left, event.before = "rendition_added", (), None
        event.confirmed_at = max(observation.at, arrival.observation.at)
        self._open.remove(arrival)

    def missing(self, address: str, observation: Observation, *, certain: bool) -> None:
        """The report is not at the old address: when that is so of each, it moved."""
        for arrival in [a for a in self._open if address in a.open]:
            left = sorted(a for a in arrival.open if self._places[a].absent)
            if len(left) == len(arrival.open):
                arrival.event.kind, arrival.event.left = "moved", tuple(sorted(arrival.open))
                arrival.event.before = self._places[address].content
            if certain:
                arrival.gone.add(address)
                if arrival.gone == arrival.open:
                    arrival.event.confirmed_at = max(observation.at, arrival.observation.at)
                    for old in arrival.open:
                        self._places[old].followed = True
                    self._open.remove(arrival)
                    self._carried_over(arrival)

    def _carried_over(self, arrival: Arrival) -> None:
        """A move may bring other content with it."""
        before, observation = arrival.event.before, arrival.observation
        after = arrival.event.after
        if before != after:
            self._emit(
                Event(
                    "revised",
                    observation.at,
                    observation.capture,
                    observation.address,
                    before,
                    after,
                    confirmed_at=arrival.event.confirmed_at,
                )
            )
