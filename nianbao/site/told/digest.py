"""What became certain in a week: counts by kind, and the differences that stand out.

Weeks are those of ISO 8601, from Monday, in China. A change belongs to the week in which it became certain, which never moves.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from archive.clock import SHANGHAI, day, instant
from archive.history import query
from archive.history.query import Change, FigureChange, Wanted
from archive.schema import tallies

MOST = 8
"""Changes of one kind that are shown."""
LOOKED_AT = 2_000
"""Changes of one kind among which the ones to show are chosen, the newest."""
NOTABLE = ("revised_figures", "figures_disagree", "withdrawn", "back", "revised_text", "moved")
"""Kinds of which changes are shown; what is new is counted, with how much of it came late."""
SLUG = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of ISO 8601, whose year is not always that of its days."""

    year: int
    number: int

    @property
    def slug(self) -> str:
        """As its address ends: `2026-W48`."""
        return f"{self.year}-W{self.number:02}"

    @property
    def first(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def begins(self) -> datetime:
        return _begins(self.first)

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """`counts`: kind -> changes; `late`: how many of the new reports came late; `notable`: kind -> the changes that stand out."""

    week: Week
    counts: dict[str, int]
    late: int
    notable: dict[str, list[Change]]


def week_of(moment: date) -> Week:
    year, number, _ = moment.isocalendar()
    return Week(year, number)


def from_slug(slug: str) -> Week | None:
    """The week that an address names; None where there is no such week."""
    found = SLUG.fullmatch(slug)
    try:
        week = Week(int(found[1]), int(found[2])) if found else None
        return (
            week
            if week and week_of(week.first) == week and week.first < date.max - timedelta(days=8)
            else None
        )
    except ValueError:
        return None


def weeks(conn: sqlite3.Connection, now: datetime) -> dict[Week, int]:
    """Weeks in which something became certain -> how much; the newest first."""
    today, counts = day(now).isoformat(), Counter[Week]()
    for part, n in tallies.parts(conn, "certain", high=today).items():
        counts[week_of(date.fromisoformat(part.partition(" ")[0]))] += n
    if lately := sum(query.count(conn, Wanted(certain_since=instant(_begins(day(now)))), now).values()):
        counts[week_of(day(now))] += lately
    return {week: counts[week] for week in sorted(counts, reverse=True)}


def _begins(of: date) -> datetime:
    return datetime.combine(of, time(), SHANGHAI)


def load(conn: sqlite3.Connection, week: Week, now: datetime) -> Digest:
    """The digest of a week, as far as it has come."""
    wanted = Wanted(certain_since=instant(week.begins), certain_until=instant(week.ends))
    counts = _counts(conn, week, now)
    notable = {}
    for kind in NOTABLE:
        if kind in counts:
            of_kind = Wanted(
                certain_since=wanted.certain_since, certain_until=wanted.certain_until, kinds=(kind,)
            )
            found = query.load(conn, of_kind, now, query.Page(LOOKED_AT, as_told=True))
            notable[kind] = sorted(found, key=_weight, reverse=True)[:MOST]
    return Digest(week, counts, _late(conn, week, now) if "new" in counts else 0, notable)


def _counts(conn: sqlite3.Connection, week: Week, now: datetime) -> dict[str, int]:
    """Kind -> changes that became certain in the week: the sums of days that are over; today is counted."""
    found = Counter[str]()
    last = min(week.last + timedelta(days=1), day(now))
    for part, n in tallies.parts(conn, "certain", week.first.isoformat(), last.isoformat()).items():
        found[part.partition(" ")[2]] += n
    if last <= week.last:
        lately = Wanted(certain_since=instant(_begins(last)), certain_until=instant(week.ends))
        found.update(query.count(conn, lately, now))
    return {kind: found[kind] for kind in query.KINDS if kind in found}


def is_over(week: Week, now: datetime) -> bool:
    return week_of(day(now)) > week


def _late(conn: sqlite3.Connection, week: Week, now: datetime) -> int:
    """How many new reports came after the day that binds them."""
    new = Wanted(certain_since=instant(week.begins), certain_until=instant(week.ends), kinds=("new",))
    which, values = query.of_bodies(new, now)
    sql = f"select count(*) from coverage where status = 'late' and (publisher_key, year) in ({which})"
    return int(conn.execute(sql, values).fetchone()[0])


def _weight(change: Change) -> tuple[float, float]:
    """What stands out: the figure that changed most, as a part of the larger side, then as a number. Equals stay as they are."""
    return max(map(_step, change.figures), default=(0.0, 0.0))


def _step(figure: FigureChange) -> tuple[float, float]:
    before, after = figure.before or 0, figure.after or 0
    step = abs(after - before)
    return step / max(abs(before), abs(after), 1), float(step)
