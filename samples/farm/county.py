"""The invented county behind a portal: its organs, its towns, and which years each organ reported on."""

import random
from dataclasses import replace

from samples.farm.words import words
from samples.model import Organ
from samples.places import Place, organ_of

REPORTS = (42, 58)
"""How many reports a portal holds, at least and at most."""
LAST_YEAR = 2025


def county(seed: int, number: int, family: str) -> Place:
    """Everything about a portal's county that does not change when its software does."""
    rng = random.Random(f"farm/{seed}/{number}/county")
    names = words()["county"]
    end = rng.choice(names["ends"])
    name = rng.choice(names["first"]) + rng.choice(names["second"]) + end
    host = f"f{seed}-{number}.sample.localhost"
    place = Place(
        key=f"f{seed}-{number}",
        host=host,
        name=f"{name}人民政府" + rng.choice(("", "门户网站", "网")),
        county=name,
        code=f"99{rng.randint(1000, 9999)}",
        family=family,
        crawl_delay=rng.choice((0.05, 0.1, 0.2)),
        disallow=rng.choice(("/search/", "/so/", "/admin/", "/common/login/")),
        invented=name,
        towns=tuple(_towns(rng)),
        organs=(),
    )
    return replace(place, organs=tuple(_organs(rng, place)))


def _towns(rng: random.Random) -> list[str]:
    names = words()["county"]
    heads = rng.sample(names["town_first"], 8)
    tails = rng.sample(names["town_second"], 8)
    return [a + b + rng.choice(names["town_ends"]) for a, b in zip(heads, tails, strict=True)]


def _organs(rng: random.Random, place: Place) -> list[Organ]:
    """Organs with their report years, until the portal holds about as many reports as it should."""
    wanted = rng.randint(*REPORTS)
    name = place.invented
    found = [
        organ_of("government", "gov", f"{name}人民政府", _years(rng, 7, 12)),
        organ_of("government_office", "zfb", f"{name}人民政府办公室", _years(rng, 3, 7)),
    ]
    units = [("department", key, name + own) for key, own in words()["organs"]["departments"]]
    units = rng.sample(units, 14)
    towns = [("township", f"z{i:02}", _town(t)) for i, t in enumerate(place.towns, 1)]
    mixed = units + towns
    rng.shuffle(mixed)
    mixed.insert(0, mixed.pop(next(i for i, unit in enumerate(mixed) if unit[0] == "department")))
    for kind, key, own in mixed:
        if sum(len(o.years) for o in found) >= wanted:
            break
        found.append(organ_of(kind, key, own, _years(rng, 1, 6)))
    return found


def _town(name: str) -> str:
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"


def _years(rng: random.Random, least: int, most: int) -> tuple[int, ...]:
    last = LAST_YEAR - rng.choice((0, 0, 1, 1, 2))
    count = rng.randint(least, most)
    years = set(range(last - count + 1, last + 1))
    if count > 4 and rng.random() < 0.3:
        years.discard(rng.choice(sorted(years)))
    return tuple(sorted(years))
