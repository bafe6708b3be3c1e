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

    turn: Event
    look: Observation
    open: set[str]
    """Addresses of which it is not known yet whether they were left."""
    gone: set[str] = field(default_factory=set)


class Arrivals:
    """The new addresses of which it is not known yet what they mean. `tell` adds a turn to the history."""

    def __init__(self, places: dict[str, Location], tell: Callable[[Event], Event]) -> None:
        self._places = places
        self._tell = tell
        self._open: list[Arrival] = []

    def tells_of(self, address: str) -> bool:
        """Whether an arrival says already that the report moved away from an address."""
        return any(address in a.open and a.turn.kind == "moved" for a in self._open)

    def unsure(self) -> set[str]:
        """Addresses of which it is not known whether they stand beside each other."""
        return {address for a in self._open for address in (a.look.address, *a.open)}

    def add(self, turn: Event, look: Observation, others: list[Location]) -> None:
        """The report appeared at a look's address while it stood at `others`."""
        arrival = Arrival(turn, look, {p.address for p in others})
        self._open.append(arrival)
        beside = next((p for p in others if p.seen.day == arrival.look.day), None)
        if beside is not None:
            self._stays(arrival, beside.seen)
            return
        for place in others:
            if place.absent:
                last = place.absent[-1]
                self.missing(place.address, last, certain=last.leads_to == arrival.look.address)

    def beside(self, address: str, look: Observation) -> None:
        """The report stands at an old address still: what came later is one address more."""
        for arrival in [a for a in self._open if address in a.open]:
            self._stays(arrival, look)

    def _stays(self, arrival: Arrival, look: Observation) -> None:
        turn = arrival.turn
        turn.kind, turn.left, turn.before = "rendition_added", (), None
        turn.confirmed_at = max(look.at, arrival.look.at)
        self._open.remove(arrival)

    def missing(self, address: str, look: Observation, *, certain: bool) -> None:
        """The report is not at the old address: when that is so of each, it moved."""
        for arrival in [a for a in self._open if address in a.open]:
            left = sorted(a for a in arrival.open if self._places[a].absent)
            if len(left) == len(arrival.open):
                arrival.turn.kind, arrival.turn.left = "moved", tuple(sorted(arrival.open))
                arrival.turn.before = self._places[address].content
            if certain:
                arrival.gone.add(address)
                if arrival.gone == arrival.open:
                    arrival.turn.confirmed_at = max(look.at, arrival.look.at)
                    for old in arrival.open:
                        self._places[old].followed = True
                    self._open.remove(arrival)
                    self._carried_over(arrival)

    def _carried_over(self, arrival: Arrival) -> None:
        """A move may bring other content with it."""
        before, look = arrival.turn.before, arrival.look
        after = arrival.turn.after
        if before != after:
            self._tell(
                Event(
                    "revised",
                    look.at,
                    look.capture,
                    look.address,
                    before,
                    after,
                    confirmed_at=arrival.turn.confirmed_at,
                )
            )
