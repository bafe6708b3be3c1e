"""The rules that a page leaves out: where a break cuts a table, or its sides are open, the outermost rule is not drawn.

Chromium draws the rule between two rows on one of the two pages only; many Word tables have no rule at the sides.
Where the rules that cross an edge all end at one line, that line is the missing rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

_NEAR = 3.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule along one axis: `at` is where it stands on the other axis, `low` to `high` is what it covers."""

    at: float
    low: float
    high: float


def whole(pieces: Iterable[Rule], near: float = _NEAR) -> list[Rule]:
    """Rules put together from pieces that touch: programs draw one for each cell."""
    out: list[Rule] = []
    group: list[Rule] = []
    for piece in sorted(pieces, key=attrgetter("at")):
        if group and piece.at - group[0].at > near:
            out += _touching(group, near)
            group = []
        group.append(piece)
    return [rule for rule in out + _touching(group, near) if rule.high - rule.low >= near]


def _touching(group: list[Rule], near: float) -> list[Rule]:
    """Pieces of one line, joined where they touch."""
    out: list[Rule] = []
    for piece in sorted(group, key=attrgetter("low")):
        if out and piece.low - out[-1].high <= near:
            out[-1] = Rule(out[-1].at, out[-1].low, max(out[-1].high, piece.high))
        else:
            out.append(piece)
    return out


def missing_rules(across: Sequence[Rule], along: Sequence[Rule]) -> Iterator[Rule]:
    """Rules of the direction of `along` that the ends of the rules `across` it ask for and nobody drew."""
    for end in (attrgetter("low"), attrgetter("high")):
        group: list[Rule] = []
        for rule in [*sorted(across, key=end), None]:
            if rule is not None and (not group or end(rule) - end(group[0]) <= _NEAR):
                group.append(rule)
                continue
            for part in _of_one_table(group, along):
                found = Rule(end(part[0]), part[0].at, part[-1].at)
                yield from _undrawn(found, along)
            group = [rule] if rule is not None else []


def _of_one_table(group: list[Rule], along: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The rules of a group in order, parted where no drawn rule leads from one to the next."""
    part: list[Rule] = []
    for rule in sorted(group, key=attrgetter("at")):
        if part and not any(_leads(link, part[-1], rule) for link in along):
            yield part
            part = []
        part.append(rule)
    if part:
        yield part


def _leads(link: Rule, first: Rule, second: Rule) -> bool:
    low, high = max(first.low, second.low) - _NEAR, min(first.high, second.high) + _NEAR
    return link.low <= first.at + _NEAR and link.high >= second.at - _NEAR and low <= link.at <= high


def _undrawn(rule: Rule, along: Sequence[Rule]) -> Iterator[Rule]:
    """The stretches of a line that no drawn rule covers."""
    reached = rule.low
    near = sorted((r.low, r.high) for r in along if abs(r.at - rule.at) <= _NEAR)
    for low, high in [*near, (rule.high, rule.high)]:
        if min(low, rule.high) - reached > 2 * _NEAR:
            yield Rule(rule.at, reached, min(low, rule.high))
        reached = max(reached, high)
