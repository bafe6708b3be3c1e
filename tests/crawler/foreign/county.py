"""Who publishes on a foreign portal, and what: reports of several bodies and years among other papers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from samples.farm import papers
from samples.farm.county import county as invented
from samples.model import Document, Organ
from samples.places import Place, organ_of

OLDEST = date(2000, 1, 1)
_APART = 700_000
"""Keeps the counties of this farm apart from those of `samples.farm`, which are drawn by the same hand."""


@dataclass(frozen=True)
class County:
    """`reports`, `misses` (what looks like a report and is none) and `news`, each newest first."""

    place: Place
    reports: list[Document]
    misses: list[Document]
    news: list[Document]

    @property
    def name(self) -> str:
        return self.place.invented

    @property
    def bodies(self) -> list[Organ]:
        """Departments and towns that publish reports of their own."""
        return self.place.units

    @property
    def own(self) -> list[Document]:
        """The reports of the county's government and of its office."""
        return [r for r in self.reports if r.organ and r.organ.kind.startswith("government")]

    def of(self, organ: Organ) -> list[Document]:
        """The reports of a body."""
        return [r for r in self.reports if r.organ == organ]

    def news_of(self, organ: Organ, count: int) -> list[Document]:
        """Other papers of a body."""
        return [n for n in self.news if n.posted_by == organ.name][:count]


def draw(seed: int, number: int, host: str, least: int = 16, most: int = 34) -> County:
    """A county of a seed, with `least` to `most` reports."""
    rng = random.Random(f"foreign/{seed}/{number}/county")
    drawn = invented(seed + _APART, number, "foreign")
    place = replace(
        drawn, key=f"x{seed}-{number}", host=host, disallow=rng.choice(("/so/", "/search/", "/sys/"))
    )
    wanted = rng.randint(least, most)
    place = replace(place, organs=tuple(_organs(rng, place, drawn.organs, wanted)))
    reports = [papers.report(place, organ, year) for organ in place.organs for year in organ.years]
    return County(
        place,
        newest_first(reports),
        newest_first(papers.near_misses(place)),
        newest_first(papers.news(place)),
    )


def _organs(rng: random.Random, place: Place, drawn: Iterable[Organ], wanted: int) -> list[Organ]:
    last = rng.choice((2023, 2024, 2024))
    own = min(8, wanted // 3)
    found = [
        organ_of("government", "gov", f"{place.invented}人民政府", _years(last, own)),
        organ_of("government_office", "zfb", f"{place.invented}人民政府办公室", _years(last, 2)),
    ]
    left = wanted - own - 2
    for organ in (o for o in drawn if not o.kind.startswith("government")):
        count = min(left, rng.randint(2, 4))
        if count < 1:
            break
        found.append(replace(organ, years=_years(last, count)))
        left -= count
    return found


def _years(last: int, count: int) -> tuple[int, ...]:
    return tuple(range(last - count + 1, last + 1))


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """Documents as lists show them."""
    return sorted(documents, key=lambda d: (d.posted_on or OLDEST, d.key), reverse=True)
