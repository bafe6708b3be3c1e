"""When a report is due: the statutory and local rules of `data/deadlines.toml`, and those beside the archive."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from archive.store.db import Archive, ArchiveError

OWN = "deadlines.toml"
"""Name of the file beside the archive that holds rules of the user's own."""
_KNOWN = {"from", "to", "due", "basis", "binding", "region", "kinds", "levels"}


class DeadlineError(ArchiveError):
    """A file of rules cannot be used; the message is one line that says which rule and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Report years `first` to `last`; month and day of the year after; empty parts do not limit."""

    first: int
    last: int
    due: tuple[int, int]
    basis: str
    region: str = ""
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    binding: bool = True

    def fits(self, kind: str | None, level: str | None, region_code: str | None, year: int) -> bool:
        return (
            self.first <= year <= self.last
            and (not self.kinds or kind in self.kinds)
            and (not self.levels or level in self.levels)
            and (region_code or "").startswith(self.region)
        )

    def of(self, year: int) -> Due:
        """When the report of a year is due."""
        return Due(date(year + 1, *self.due), self.basis, self.binding)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a report was in time, and the rule that says so."""

    on: date
    basis: str
    binding: bool
    """Whether a law or an order sets the day; by a custom nobody is late."""


class Deadlines:
    """The rules, asked again and again for the same few combinations."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._known: dict[tuple[str | None, str | None, str | None, int], Due | None] = {}

    @classmethod
    def load(cls, own: Path | None = None) -> Deadlines:
        """The shipped rules and, behind them, those of `own` where the file exists.

        :raises DeadlineError: for a file that is no list of rules.
        """
        rules = list(_shipped())
        if own is not None and own.is_file():
            rules += _rules(own.read_text(encoding="utf-8", errors="replace"), str(own))
        return cls(rules)

    def due(self, kind: str | None, level: str | None, region_code: str | None, year: int) -> Due | None:
        """None for a year without any rule: before 2008 nothing had to be published."""
        asked = (kind, level, region_code, year)
        if asked not in self._known:
            fitting = [r for r in self._rules if r.fits(*asked)]
            best = max(
                enumerate(fitting), key=lambda x: (len(x[1].region), bool(x[1].kinds), x[0]), default=None
            )
            self._known[asked] = best[1].of(year) if best else None
        return self._known[asked]


def deadlines_of(archive: Archive) -> Deadlines:
    """The rules that hold for an archive; its own file is read again only where it changed.

    :raises DeadlineError: for a file that is no list of rules.
    """
    own = archive.data_dir / OWN
    stamp = own.stat().st_mtime_ns if own.is_file() else None
    return _loaded(own, stamp)


@lru_cache(maxsize=8)
def _loaded(own: Path, stamp: int | None) -> Deadlines:
    return Deadlines.load(own)


@cache
def _shipped() -> tuple[Rule, ...]:
    path = files("archive") / "data" / "deadlines.toml"
    return tuple(_rules(path.read_text(encoding="utf-8"), path.name))


def _rules(text: str, name: str) -> list[Rule]:
    try:
        found = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise DeadlineError(f"{name}: {error}") from None
    return [_rule(raw, f"{name}, rule {number}") for number, raw in enumerate(found, 1)]


def _rule(raw: Mapping[str, object], where: str) -> Rule:
    unknown = raw.keys() - _KNOWN
    if unknown:
        raise DeadlineError(
            f"{where}: unknown {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KNOWN))}"
        )
    try:
        month, _, day = str(raw["due"]).partition("-")
        due = (int(month), int(day))
        date(2001, *due)  # not a leap year: a rule must hold in each
        return Rule(
            int(str(raw["from"])),
            int(str(raw.get("to", 9999))),
            due,
            str(raw["basis"]),
            str(raw.get("region", "")),
            _names(raw.get("kinds", [])),
            _names(raw.get("levels", [])),
            _truth(raw.get("binding", True)),
        )
    except KeyError as error:
        raise DeadlineError(f"{where}: {error.args[0]} is missing") from None
    except ValueError:
        raise DeadlineError(
            f"{where}: from and to are years, due is a day like 03-31, binding is true or false, kinds and levels are lists of names"
        ) from None


def _truth(said: object) -> bool:
    """:raises ValueError: it is neither true nor false."""
    if not isinstance(said, bool):
        raise ValueError
    return said


def _names(listed: object) -> frozenset[str]:
    """:raises ValueError: it is no list of texts."""
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise ValueError(listed)
    return frozenset(listed)
