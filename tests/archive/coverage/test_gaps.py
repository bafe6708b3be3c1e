"""Gaps are named with their ground, and the number of all reports is estimated with an interval that holds it."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from archive.coverage.estimate import estimate
from archive.coverage.expected import span
from archive.coverage.gaps import Gap, Seat, find

NEWEST = 2024
Published = dict[tuple[str, str, str, str], set[int]]
"""(Portal, region, kind, body) -> years."""


def seats(published: Published) -> list[Seat]:
    return [
        Seat(portal, region, kind, body, year, year in years)
        for (portal, region, kind, body), years in published.items()
        for year in span(years)
        if year <= NEWEST
    ]


def gaps(published: Published, directories: dict[str, list[str]] | None = None) -> list[Gap]:
    return find(seats(published), directories)


def portals(rng: random.Random, number: int) -> Published:
    """Counties of 2015 to 2024; one body in 25 was founded later."""
    found: Published = {}
    for n in range(number):
        for kind, least, most in (("department", 12, 30), ("township", 6, 16)):
            for body in range(rng.randint(least, most)):
                first = 2015 if rng.random() < 0.96 else rng.randint(2016, 2022)
                region = f"41{n // 12:02d}{n % 12:02d}"
                found[f"p{n}", region, kind, f"{kind}{body}"] = set(range(first, NEWEST + 1))
    return found


def test_a_body_that_lacks_a_year_between_and_one_that_stopped() -> None:
    published: Published = {
        ("p", "410101", "department", "甲局"): {2021, 2022, 2024},
        ("p", "410101", "department", "乙局"): {2021, 2022, 2023},
        ("p", "410101", "department", "丙局"): {2021, 2022, 2023, 2024},
    }
    found = [(g.year, g.expected, g.present, g.grounds, g.missing) for g in gaps(published)]
    assert found == [(2023, 3, 2, ("past",), ("甲局",)), (2024, 3, 2, ("past",), ("乙局",))]


def test_a_portal_that_begins_late_among_its_peers() -> None:
    published = portals(random.Random(1), 12)
    late = {
        key: {y for y in years if y > 2017} if key[0] == "p3" else years for key, years in published.items()
    }
    found = gaps(late)
    assert {(g.portal, g.year, g.grounds) for g in found} == {("p3", 2017, ("peers",))}
    assert all(g.cause == "not_read" for g in found)


def test_a_directory_names_bodies_of_which_nothing_is_known() -> None:
    published: Published = {("p", "410101", "department", "甲局"): {2023, 2024}}
    (only,) = gaps(published, {"p": ["乙局"], "elsewhere": ["丙局"]})
    assert (only.grounds, only.missing, only.year) == (("directory",), ("乙局",), 2024)


def test_absent_from_lists_that_were_read_is_not_published() -> None:
    read = [Seat("p", "41", "department", "甲局", 2023, False, read=True)]
    assert [g.cause for g in find(read)] == ["not_published"]
    assert [g.cause for g in find([*read, Seat("p", "41", "department", "乙局", 2023, False)])] == [
        "not_read"
    ]


def plant(rng: random.Random, published: Published, portal: str) -> tuple[str, set[int], list[str]]:
    """Take something away; returns kind and years of it, and what a directory still names."""
    what, kind = rng.choice(("page", "body", "year", "pager")), rng.choice(("department", "township"))
    mine = [key for key in published if key[0] == portal and key[2] == kind]
    listed = sorted(((y, key) for key in mine for y in published[key]), reverse=True)
    size, named = rng.choice((10, 15, 20)), list[str]()
    if what == "page":
        start = size * rng.randrange(max(1, len(listed) // size))
        lost = listed[start : start + size]
    elif what == "pager":
        lost = listed[-size * rng.randint(1, 3) :]
    elif what == "year":
        year = rng.randint(2016, NEWEST - 1)
        lost = [row for row in listed if row[0] == year]
    else:
        gone = rng.choice(mine)
        lost, named = [row for row in listed if row[1] == gone], [gone[3]]
    for year, key in lost:
        published[key].discard(year)
    return kind, {year for year, _ in lost}, named


def planted(seed: int, number: int, count: int) -> tuple[float, int]:
    """Share of the planted gaps that are named, and portal-years that are named without one."""
    rng = random.Random(seed)
    published = portals(rng, number)
    chosen = {
        portal: plant(rng, published, portal)
        for portal in rng.sample([f"p{n}" for n in range(number)], count)
    }
    found = gaps(published, {portal: named for portal, (*_, named) in chosen.items() if named})
    named = sum(_names(found, portal, kind, years) for portal, (kind, years, _) in chosen.items())
    return named / count, len({(g.portal, g.year) for g in found if g.portal not in chosen})


def _names(found: Iterable[Gap], portal: str, kind: str, years: set[int]) -> bool:
    return any(
        g.portal == portal and ("directory" in g.grounds or (g.kind == kind and g.year in years))
        for g in found
    )


def test_planted_gaps_are_named() -> None:
    share, false = planted(7, 60, 40)
    assert share >= 0.95 and false <= 1


@pytest.mark.accept
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_two_hundred_gaps_in_three_thousand_portal_years(seed: int) -> None:
    share, false = planted(seed, 300, 200)
    assert share >= 0.95 and false <= 3


def held(routes: int, histories: int, seed: int) -> float:
    """Share of simulated histories whose interval holds the true total."""
    rng = random.Random(seed)
    inside = 0
    for _ in range(histories):
        total = rng.randint(150, 1500)
        shares = [rng.uniform(0.35, 0.9) for _ in range(routes)]
        led = {str(n): {str(x) for x in range(total) if rng.random() < p} for n, p in enumerate(shares)}
        found = estimate(led)
        assert found is not None and found.seen <= found.low <= found.total <= found.high
        inside += found.low <= total <= found.high
    return inside / histories


@pytest.mark.parametrize("routes", [2, 3])
def test_an_interval_mostly_holds_the_total(routes: int) -> None:
    assert held(routes, 60, 5) >= 0.85


@pytest.mark.accept
@pytest.mark.parametrize("routes", [2, 3, 4])
def test_the_interval_holds_the_total_in_95_of_100(routes: int) -> None:
    assert 0.93 <= held(routes, 500, 1) <= 0.97


def test_no_estimate_without_two_routes_that_meet() -> None:
    assert estimate({"columns": {"a", "b"}}) is None
    assert estimate({"columns": {"a"}, "reports": {"b"}}) is None


def test_where_every_route_sees_all_nothing_is_missing() -> None:
    everything = {str(n) for n in range(50)}
    for routes in (2, 3):
        found = estimate({str(n): everything for n in range(routes)})
        assert found is not None and found.total == pytest.approx(50, abs=1) and found.high < 53
