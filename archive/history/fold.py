"""The history of one report, as a fold over observations at its addresses: pure, and the same in whatever order they came.

An observation is what one capture says of the report: the content that stands at the address, or that it stands there no
more. Four rules keep noise out:

- **Absence needs two days.** The report has left an address once healthy visits on two days (Asia/Shanghai) did not
  find it there, or a redirect leads to where it stands now. Seen on the same day, it was not absent.
- **A revision needs a second observation.** It is confirmed when a later capture shows the new content still; a page that
  is back at its confirmed content with the next observation was never revised (`passing`).
- **A page and its own file arrive together**: seen first in one round of visits they are one event, the report's.
- **A new address is a move, or it is not.** Where the addresses before it are left, the report moved; where one of
  them still shows it, it has one address more; until one knows, it counts as the latter, unconfirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, groupby

from archive.history.events import Event, Location, Observation
from archive.history.moves import Moves

DAYS_ABSENT = 2


@dataclass(slots=True)
class History:
    """The events in order, and what stands where at the end."""

    events: list[Event]
    contents: dict[str, str]
    """Address -> what stood there last, whether it was left or not."""
    standing: frozenset[str]
    """The addresses that still show the report."""


def fold(observations: Iterable[Observation]) -> History:
    """The history that these observations tell. In whatever order, and however often repeated: the same history."""
    state = _Fold()
    for _, of_a_day in groupby(_evidence(observations), key=lambda observation: observation.day):
        for observation in of_a_day:
            state.observe(observation)
        state.close_day()
    contents = {p.address: p.content for p in state.places.values()}
    standing = frozenset(p.address for p in state.places.values() if p.left_at is None)
    return History(sorted(state.events, key=_order), contents, standing)


def _order(event: Event) -> tuple[str, str, str]:
    return (event.at, event.kind, event.capture)


def _evidence(observations: Iterable[Observation]) -> list[Observation]:
    """In order, without absences on a day on which the address showed the report after all."""
    unique = set(observations)
    seen_last: dict[tuple[str, str], str] = {}
    for observation in unique:
        if observation.shows is not None:
            place = (observation.day, observation.address)
            seen_last[place] = max(observation.at, seen_last.get(place, ""))
    kept = (x for x in unique if x.shows is not None or x.at > seen_last.get((x.day, x.address), ""))
    return sorted(kept, key=lambda x: x.order)


def _arrived_with(one: Observation, other: Observation) -> bool:
    """Whether one is the other's own file, and both were seen first in the same round; in none, on the same day."""
    together = one.round == other.round if one.round or other.round else one.day == other.day
    return together and (one.file_of == other.address or other.file_of == one.address)


class _Fold:
    """The fold's state: a place for each address, and the events told so far."""

    def __init__(self) -> None:
        self.places: dict[str, Location] = {}
        self.events: list[Event] = []
        self._moves = Moves(self.places, self._emit)
        self._disagreeing: set[tuple[str, str, str, str]] = set()
        self._leaving: list[tuple[Location, Observation]] = []
        """What was left today: only when the day is over it shows where the report still stands."""
        self._withdrawn_from: tuple[str, ...] = ()

    def observe(self, observation: Observation) -> None:
        place = self.places.get(observation.address)
        if observation.shows is None:
            if place is not None and place.left_at is None:
                self._absent(place, observation)
            return
        if place is None:
            self._appear(observation, observation.shows)
        else:
            self._seen(place, observation, observation.shows)
        self._compare(observation)

    def _standing(self) -> list[Location]:
        return [p for p in self.places.values() if p.left_at is None]

    # -- the report is there

    def _appear(self, observation: Observation, content: str) -> None:
        """An address that never showed the report before."""
        others = self._standing()
        place = Location(observation.address, content, content, observation, observation)
        if not self.places:
            self._emit(
                Event(
                    "new",
                    observation.at,
                    observation.capture,
                    observation.address,
                    after=content,
                    confirmed_at=observation.at,
                )
            )
        elif not others:
            place.pending = self._back(observation, content)
        elif not any(_arrived_with(observation, other.first) for other in others):
            event = Event(
                "rendition_added",
                observation.at,
                observation.capture,
                observation.address,
                after=content,
                taken=(observation.address,),
            )
            self._emit(event)
            self._moves.add(event, observation, others)
        self.places[observation.address] = place

    def _seen(self, place: Location, observation: Observation, content: str) -> None:
        if place.left_at is not None:
            self._back(observation, content)
        place.seen, place.absent, place.left_at, place.followed = observation, [], None, False
        self._moves.beside(place.address, observation)
        if content != place.content:
            self._revise(place, observation, content)
        elif place.pending:
            for event in place.pending:
                event.confirmed_at = observation.at
            place.pending, place.confirmed_content = [], content

    def _revise(self, place: Location, observation: Observation, content: str) -> None:
        event = Event(
            "revised", observation.at, observation.capture, observation.address, place.content, content
        )
        place.content = content
        place.pending.append(self._emit(event))
        if content == place.confirmed_content:
            for step in place.pending:
                step.passing = True
            place.pending = []

    def _back(self, observation: Observation, content: str) -> list[Event]:
        """The report had left every address it was known at, or this one; returns what is yet to be confirmed."""
        left = () if self._standing() else self._withdrawn_from
        taken = (observation.address,)
        self._emit(
            Event(
                "back",
                observation.at,
                observation.capture,
                observation.address,
                None,
                content,
                left,
                taken,
                confirmed_at=observation.at,
            )
        )
        last = self._last_content()
        if observation.address in self.places or last == content:
            return []
        return [
            self._emit(
                Event("revised", observation.at, observation.capture, observation.address, last, content)
            )
        ]

    def _last_content(self) -> str | None:
        newest = max(self.places.values(), key=lambda p: p.seen.order, default=None)
        return newest.content if newest else None

    # -- the report is not there

    def _absent(self, place: Location, observation: Observation) -> None:
        place.absent.append(observation)
        where = self.places.get(observation.leads_to or "")
        led = where is not None and where.left_at is None
        self._moves.missing(place.address, observation, certain=led)
        if not led and place.days_absent() < DAYS_ABSENT:
            return
        place.left_at = observation
        self._moves.missing(place.address, observation, certain=True)
        self._leaving.append((place, observation))

    def close_day(self) -> None:
        """Tell what it means that addresses were left today."""
        leaving = [(p, observation) for p, observation in self._leaving if p.left_at is not None]
        self._leaving = []
        others = self._standing()
        if leaving and not others:
            self._withdraw(leaving)
            return
        for place, observation in leaving:
            if not place.followed and not self._moves.tells_of(place.address):
                taken = tuple(sorted(p.address for p in others))
                event = Event(
                    "moved",
                    observation.at,
                    observation.capture,
                    observation.address,
                    place.content,
                    others[0].content,
                )
                event.left, event.taken, event.confirmed_at = (place.address,), taken, observation.at
                self._emit(event)

    def _withdraw(self, leaving: list[tuple[Location, Observation]]) -> None:
        place, observation = max(leaving, key=lambda x: x[1].order)
        left = tuple(sorted(p.address for p, _ in leaving))
        event = Event(
            "withdrawn", observation.at, observation.capture, observation.address, place.content, None, left
        )
        event.confirmed_at = observation.at
        self._withdrawn_from = left
        self._emit(event)

    # -- two addresses that say different things

    def _compare(self, observation: Observation) -> None:
        """Told where both contents are confirmed and it is known that both stand at once."""
        unsure = self._moves.unsure()
        sure = [p for p in self._standing() if p.address not in unsure and not p.pending and not p.absent]
        for one, other in combinations(sorted(sure, key=lambda p: p.address), 2):
            pair = (one.address, one.content, other.address, other.content)
            if one.content != other.content and pair not in self._disagreeing:
                self._disagreeing.add(pair)
                left, taken = (one.address,), (other.address,)
                event = Event(
                    "disagree",
                    observation.at,
                    observation.capture,
                    observation.address,
                    one.content,
                    other.content,
                    left,
                    taken,
                )
                event.confirmed_at = observation.at
                self._emit(event)

    def _emit(self, event: Event) -> Event:
        self.events.append(event)
        return event
