"""Which portals are visited together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST = 100
"""Portals of a bundle: a lost worker costs the visits of one."""
ROUNDS = 4
"""Bundles for each place of work, so that the slow ones even out."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Portals that one task visits: (id, home) of each."""

    portals: tuple[tuple[int, str], ...]


def bundled(portals: Iterable[tuple[int, str, str]], places: int) -> list[Bundle]:
    """Bundles of portals, given as (id, host, home). A host and what lies below it stay together."""
    families: dict[str, list[tuple[int, str]]] = defaultdict(list)
    listed = list(portals)
    hosts = {host for _, host, _ in listed}
    for portal_id, host, home in listed:
        families[_topmost(host, hosts)].append((portal_id, home))
    size = max(1, min(LARGEST, len(listed) // (max(places, 1) * ROUNDS)))
    found: list[list[tuple[int, str]]] = []
    for family in families.values():
        if not found or len(found[-1]) + len(family) > size:
            found.append([])
        found[-1] += family
    return [Bundle(tuple(portals)) for portals in found]


def _topmost(host: str, hosts: set[str]) -> str:
    top, rest = host, host
    while rest:
        top = rest if rest in hosts else top
        rest = rest.partition(".")[2]
    return top
