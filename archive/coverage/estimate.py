"""How many reports there are in all, from how often independent routes meet: capture–recapture.

Two routes that each led to something alone: Chapman's estimator (1951), with the transformed logit interval of Sadinle (2009).
Else: Darroch's maximum
likelihood for independent lists (1958), with the interval of its profile likelihood. A route that leads only
where another one leads too makes the estimate too low: it is a lower bound where routes depend on each other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Z = 1.959964
"""Standard deviations of a 95 % interval."""
_STEPS, _MOST = 200, 1e12


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seen` by any route; `total`: the estimate; `low` and `high`: of its 95 % interval, which never goes below what was seen."""

    seen: int
    total: float
    low: float
    high: float


def estimate(routes: Mapping[str, Collection[str]]) -> Estimate | None:
    """From what each route led to; None where fewer than two routes led anywhere, or no two of them met."""
    found = [set(route) for route in routes.values() if route]
    times = Counter(item for route in found for item in route)
    if len(found) < 2 or not any(n > 1 for n in times.values()):
        return None
    if len(found) == 2 and all(route - other for route, other in (found, reversed(found))):
        return two_routes(len(found[0]), len(found[1]), len(found[0] & found[1]))
    return many_routes([len(route) for route in found], len(times))


def two_routes(first: int, second: int, both: int) -> Estimate:
    """From how many each of two routes led to, and how many both did."""
    seen = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    one, other, common = first - both + 0.5, second - both + 0.5, both + 0.5
    unseen = one * other / common
    spread = Z * math.sqrt(1 / common + 1 / one + 1 / other + common / (one * other))
    low, high = (seen - 0.5 + unseen * math.exp(side * spread) for side in (-1, 1))
    return Estimate(seen, max(total, seen), max(low, seen), max(high, total, seen))


def many_routes(sizes: Collection[int], seen: int) -> Estimate:
    """From how many each of three or more routes led to, and how many any did."""
    total = _most_likely(sizes, seen)
    best = max(_likelihood(sizes, seen, total), _likelihood(sizes, seen, seen))

    def outside(guess: float) -> bool:
        return best - _likelihood(sizes, seen, guess) > Z * Z / 2

    low, high = float(seen), total
    if outside(low):
        low = _border(outside, total, low)
    while not outside(high) and high < _MOST:
        high = 2 * high + 1
    return Estimate(seen, total, low, _border(outside, total, high))


def _border(outside: Callable[[float], bool], inside: float, beyond: float) -> float:
    """The last number inside an interval on the way from one inside to one beyond it."""
    for _ in range(_STEPS):
        middle = (inside + beyond) / 2
        inside, beyond = (inside, middle) if outside(middle) else (middle, beyond)
    return beyond


def _likelihood(sizes: Collection[int], seen: int, total: float) -> float:
    """Logarithm of the likelihood of a total, each route's share at its best."""
    found = math.lgamma(total + 1) - math.lgamma(total - seen + 1)
    for size in sizes:
        rest = total - size
        found += (
            (rest * math.log(rest) if rest > 0 else 0.0) - total * math.log(total) + size * math.log(size)
        )
    return found


def _most_likely(sizes: Collection[int], seen: int) -> float:
    """The N at which the share that every route misses is the share that was not seen."""

    def excess(total: float) -> float:
        return math.prod(1 - size / total for size in sizes) - (1 - seen / total)

    low, high = float(seen), 2.0 * seen + 1
    while excess(high) > 0 and high < _MOST:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high
