"""Rules to cells: the boxes that horizontal and vertical rules close in, spans included."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import product

from parsers.readers.limits import MAX_SLOTS
from parsers.readers.ruled.lattice import at_edge, edges_of
from parsers.readers.ruled.rules import Rule

Face = tuple[float, float, float, float]
Slot = tuple[int, int]


def tables_of(across: list[Rule], along: list[Rule], tolerance: float) -> Iterator[list[Face]]:
    """The cells (x0, top, x1, bottom) of each table that vertical (`across`) and horizontal rules (`along`) make."""
    for verticals, horizontals in _connected(across, along, tolerance):
        faces = _faces(verticals, horizontals, tolerance)
        if len(faces) > 1:
            yield faces


def _connected(
    across: list[Rule], along: list[Rule], tolerance: float
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that touch one another."""
    rest_v, rest_h = list(across), list(along)
    while rest_h:
        group_h, group_v, news = [rest_h.pop()], [], True
        while news:
            touched_v = [v for v in rest_v if any(_touch(v, h, tolerance) for h in group_h)]
            rest_v = [v for v in rest_v if v not in touched_v]
            group_v += touched_v
            touched_h = [h for h in rest_h if any(_touch(v, h, tolerance) for v in group_v)]
            rest_h = [h for h in rest_h if h not in touched_h]
            group_h += touched_h
            news = bool(touched_v or touched_h)
        yield group_v, group_h


def _touch(v: Rule, h: Rule, tolerance: float) -> bool:
    return h.low - tolerance <= v.at <= h.high + tolerance and v.low - tolerance <= h.at <= v.high + tolerance


def _faces(verticals: list[Rule], horizontals: list[Rule], tolerance: float) -> list[Face]:
    xs = edges_of((v.at for v in verticals), tolerance)
    ys = edges_of((h.at for h in horizontals), tolerance)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height > MAX_SLOTS:
        return []
    walls = _drawn(verticals, xs, ys, tolerance)
    floors = _drawn(horizontals, ys, xs, tolerance)
    taken: set[Slot] = set()
    faces: list[Face] = []
    for y, x in product(range(height), range(width)):
        if (x, y) in taken:
            continue
        right = next((i for i in range(x + 1, width) if (i, y) in walls or (i, y) in taken), width)
        below = _floor(floors, range(x, right), y + 1, height)
        taken |= set(product(range(x, right), range(y, below)))
        if (x, y) in walls and (right, y) in walls:
            faces.append((xs[x], ys[y], xs[right], ys[below]))
    return faces


def _floor(floors: set[Slot], across: range, first: int, height: int) -> int:
    """The first edge from `first` on that a rule draws under any of the slots `across`; else the last of all."""
    return next((j for j in range(first, height) if any((j, i) in floors for i in across)), height)


def _drawn(
    rules: list[Rule], edges: list[float], others: list[float], tolerance: float
) -> set[tuple[int, int]]:
    """(edge, gap) for every gap between two crossing edges that a rule on an edge covers by more than half."""
    found: set[tuple[int, int]] = set()
    for rule in rules:
        edge = at_edge(edges, rule.at, tolerance)
        first = max(bisect_right(others, rule.low) - 1, 0)
        last = bisect_left(others, rule.high)
        for gap in range(first, min(last, len(others) - 1)):
            covered = min(rule.high, others[gap + 1]) - max(rule.low, others[gap])
            if covered > 0.5 * (others[gap + 1] - others[gap]):
                found.add((edge, gap))
    return found
