"""The history of one report, as a fold over looks at its addresses: pure, and the same in whatever order they came.

A look is what one capture says of the report: the content that stands at the address, or that it stands there no
more. Three rules keep noise out:

- **Absence needs two days.** The report has left an address once healthy visits on two days (Asia/Shanghai) did not
  find it there, or a redirect leads to where it stands now. Seen on the same day, it was not absent.
- **A revision needs a second look.** It is confirmed when a later capture shows the new content still; a page that
  is back at its settled content with the next look was never revised (`passing`).
- **A new address is a move, or it is not.** Where the addresses before it are left, the report moved; where one of
  them still shows it, it has one address more; until one knows, it counts as the latter, unconfirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, groupby

from archive.history.events import Event, Location, Observation
from archive.history.moves import Arrivals

DAYS_ABSENT = 2


@dataclass(slots=True)
class History:
    """The turns in order, and what stands where at the end."""

    turns: list[Event]
    contents: dict[str, str]
    """Address -> what stood there last, whether it was left or not."""
    standing: frozenset[str]
    """The addresses that still show the report."""


def fold(looks: Iterable[Observation]) -> History:
    """The history that these looks tell. In whatever order, and however often repeated: the same history."""
    teller = _Fold()
    for _, of_a_day in groupby(_evidence(looks), key=lambda look: look.day):
        for look in of_a_day:
            teller.take(look)
        teller.close_day()
    contents = {p.address: p.content for p in teller.places.values()}
    standing = frozenset(p.address for p in teller.places.values() if p.left_at is None)
    return History(sorted(teller.turns, key=_order), contents, standing)


def _order(turn: Event) -> tuple[str, str, str]:
    return (turn.at, turn.kind, turn.capture)


def _evidence(looks: Iterable[Observation]) -> list[Observation]:
    """In order, without absences on a day on which the address showed the report after all."""
    unique = set(looks)
    seen_last: dict[tuple[str, str], str] = {}
    for look in unique:
        if look.shows is not None:
            place = (look.day, look.address)
            seen_last[place] = max(look.at, seen_last.get(place, ""))
    kept = (x for x in unique if x.shows is not None or x.at > seen_last.get((x.day, x.address), ""))
    return sorted(kept, key=lambda x: x.order)


class _Fold:
    """The fold's state: a place for each address, and the turns told so far."""

    def __init__(self) -> None:
        self.places: dict[str, Location] = {}
        self.turns: list[Event] = []
        self._arrivals = Arrivals(self.places, self._tell)
        self._disagreeing: set[tuple[str, str, str, str]] = set()
        self._leaving: list[tuple[Location, Observation]] = []
        """What was left today: only when the day is over it shows where the report still stands."""
        self._withdrawn_from: tuple[str, ...] = ()

    def take(self, look: Observation) -> None:
        place = self.places.get(look.address)
        if look.shows is None:
            if place is not None and place.left_at is None:
                self._absent(place, look)
            return
        if place is None:
            self._appear(look, look.shows)
        else:
            self._seen(place, look, look.shows)
        self._compare(look)

    def _standing(self) -> list[Location]:
        return [p for p in self.places.values() if p.left_at is None]

    # -- the report is there

    def _appear(self, look: Observation, content: str) -> None:
        """An address that never showed the report before."""
        others = self._standing()
        place = Location(look.address, content, content, look)
        if not self.places:
            self._tell(Event("new", look.at, look.capture, look.address, after=content, confirmed_at=look.at))
        elif not others:
            place.pending = self._back(look, content)
        else:
            turn = Event(
                "rendition_added", look.at, look.capture, look.address, after=content, taken=(look.address,)
            )
            self._tell(turn)
            self._arrivals.add(turn, look, others)
        self.places[look.address] = place

    def _seen(self, place: Location, look: Observation, content: str) -> None:
        if place.left_at is not None:
            self._back(look, content)
        place.seen, place.absent, place.left_at, place.followed = look, [], None, False
        self._arrivals.beside(place.address, look)
        if content != place.content:
            self._revise(place, look, content)
        elif place.pending:
            for turn in place.pending:
                turn.confirmed_at = look.at
            place.pending, place.settled = [], content

    def _revise(self, place: Location, look: Observation, content: str) -> None:
        turn = Event("revised", look.at, look.capture, look.address, place.content, content)
        place.content = content
        place.pending.append(self._tell(turn))
        if content == place.settled:
            for step in place.pending:
                step.passing = True
            place.pending = []

    def _back(self, look: Observation, content: str) -> list[Event]:
        """The report had left every address it was known at, or this one; returns what is yet to be confirmed."""
        left = () if self._standing() else self._withdrawn_from
        taken = (look.address,)
        self._tell(
            Event(
                "back", look.at, look.capture, look.address, None, content, left, taken, confirmed_at=look.at
            )
        )
        last = self._last_content()
        if look.address in self.places or last == content:
            return []
        return [self._tell(Event("revised", look.at, look.capture, look.address, last, content))]

    def _last_content(self) -> str | None:
        newest = max(self.places.values(), key=lambda p: p.seen.order, default=None)
        return newest.content if newest else None

    # -- the report is not there

    def _absent(self, place: Location, look: Observation) -> None:
        place.absent.append(look)
        where = self.places.get(look.leads_to or "")
        led = where is not None and where.left_at is None
        self._arrivals.missing(place.address, look, certain=led)
        if not led and place.days_absent() < DAYS_ABSENT:
            return
        place.left_at = look
        self._arrivals.missing(place.address, look, certain=True)
        self._leaving.append((place, look))

    def close_day(self) -> None:
        """Tell what it means that addresses were left today."""
        leaving = [(p, look) for p, look in self._leaving if p.left_at is not None]
        self._leaving = []
        others = self._standing()
        if leaving and not others:
            self._withdraw(leaving)
            return
        for place, look in leaving:
            if not place.followed and not self._arrivals.tells_of(place.address):
                taken = tuple(sorted(p.address for p in others))
                turn = Event("moved", look.at, look.capture, look.address, place.content, others[0].content)
                turn.left, turn.taken, turn.confirmed_at = (place.address,), taken, look.at
                self._tell(turn)

    def _withdraw(self, leaving: list[tuple[Location, Observation]]) -> None:
        place, look = max(leaving, key=lambda x: x[1].order)
        left = tuple(sorted(p.address for p, _ in leaving))
        turn = Event("withdrawn", look.at, look.capture, look.address, place.content, None, left)
        turn.confirmed_at = look.at
        self._withdrawn_from = left
        self._tell(turn)

    # -- two addresses that say different things

    def _compare(self, look: Observation) -> None:
        """Told where both contents are settled and it is known that both stand at once."""
        unsure = self._arrivals.unsure()
        sure = [p for p in self._standing() if p.address not in unsure and not p.pending and not p.absent]
        for one, other in combinations(sorted(sure, key=lambda p: p.address), 2):
            pair = (one.address, one.content, other.address, other.content)
            if one.content != other.content and pair not in self._disagreeing:
                self._disagreeing.add(pair)
                left, taken = (one.address,), (other.address,)
                turn = Event(
                    "disagree", look.at, look.capture, look.address, one.content, other.content, left, taken
                )
                turn.confirmed_at = look.at
                self._tell(turn)

    def _tell(self, turn: Event) -> Event:
        self.turns.append(turn)
        return turn
