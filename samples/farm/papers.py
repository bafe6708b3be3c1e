"""What a portal of the farm publishes: reports, near misses and ordinary news; bodies are written when asked for."""

import functools
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from samples.data import toml
from samples.farm.words import words
from samples.figures import forms_for, series
from samples.figures2014 import figures_2014
from samples.forms import field_keys
from samples.model import Block, Document, Figures, Organ, Report, Text
from samples.noise import noise_documents
from samples.places import Place
from samples.prose import report_blocks

_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_NEWS = 820
_LAYOUTS = ("span", "span", "span", "padded", "thead", "nested", "split", "joined")
_RARE = 0.16
"""Share of reports whose title departs from the usual ones."""


def report(place: Place, organ: Organ, year: int, revision: int = 0, posted: date | None = None) -> Document:
    """One report of an organ; `revision` counts how often its figures were put right since."""
    key = f"{place.key}/{organ.key}/{year}"
    rng = random.Random(f"{key}/paper")
    title = _title(rng, place, organ, year)
    day = date(year + 1, rng.randint(1, 3), rng.randint(1, 28))
    quirks = {"layout": rng.choice(_LAYOUTS), "sign": rng.random() < 0.6, "thousands": rng.random() < 0.2}
    bare = Report(
        place.key, organ, year, _form(year), title, {}, "invented", day, rng.randint(60, 900), quirks
    )

    def blocks() -> list[Block]:
        figures = figures_of(place.key, organ, year, revision)
        return report_blocks(replace(bare, figures=figures), place.invented)

    poster = organ.name if rng.random() < 0.7 else f"{place.invented}人民政府办公室"
    return Document(key, title, "annual", poster, posted or day, blocks, report=bare, organ=organ)


def _form(year: int) -> str:
    return forms_for([year]).get(year, "2014")


def _title(rng: random.Random, place: Place, organ: Organ, year: int) -> str:
    # A county's own report is often headed by the bare name of the county.
    name = place.invented if organ.kind == "government" and rng.random() < 0.4 else organ.name
    title: str = rng.choice(words()["titles"]["rare" if rng.random() < _RARE else "common"])
    return title.format(o=name, y=year, z=str(year).translate(_NUMERALS))


def figures_of(portal: str, organ: Organ, year: int, revision: int = 0) -> Figures:
    """What a report prints."""
    figures = _figures(portal, organ, year)
    return _revised(figures, revision) if revision else figures


@functools.lru_cache(maxsize=4096)
def _figures(portal: str, organ: Organ, year: int) -> Figures:
    if year < 2019:
        return figures_2014(f"{portal}/{organ.key}/{year}")
    figures = series(portal, organ, forms_for(organ.years or (year,)))
    drawn = figures.get(year) or series(portal, organ, forms_for([year]))[year]
    return {name: drawn[name] for name in field_keys(_form(year))}


def _revised(figures: Figures, revision: int) -> Figures:
    """One figure put right: a number that no sum depends on."""
    key = next(k for k in figures if k.endswith(("licensing.decisions", "ch_website")))
    return {**figures, key: (figures[key] or 0) + revision}


def near_misses(place: Place) -> list[Document]:
    """The samples' own near misses, and those that only a larger portal has."""
    rng = random.Random(f"{place.key}/near")
    found = noise_documents(place)
    for why, title in words()["near"]["titles"]:
        for year in rng.sample(range(2015, 2026), rng.randint(1, 2)):
            words_of_title = {"c": place.invented, "y": year, "k": rng.randint(1, 9)}
            day = date(year + 1, rng.randint(1, 4), rng.randint(1, 28))
            found.append(
                _plain(place, f"near/{why}/{year}", title.format(**words_of_title), day, rng, noise=why)
            )
    return found


def news(place: Place) -> list[Document]:
    """Hundreds of ordinary items that nobody looking for reports should open."""
    rng = random.Random(f"{place.key}/news")
    pool = toml("news")
    forms = [t for titles in pool["titles"].values() for t in titles]
    found = []
    for number in range(_NEWS + rng.randint(-80, 80)):
        filled = rng.choice(forms).format(**_filling(place, rng))
        day = date(2016, 1, 8) + timedelta(days=rng.randint(0, 3700))
        found.append(_plain(place, f"news/{number}", filled, day, rng))
    return found


def _filling(place: Place, rng: random.Random) -> dict[str, Any]:
    return {
        "c": place.invented,
        "d": rng.choice(place.organs).name,
        "t": rng.choice(place.towns),
        "m": rng.randint(1, 12),
        "k": rng.randint(2, 60),
        "w": rng.choice(toml("news")["words"]["w"]),
    }


def _plain(
    place: Place, key: str, title: str, day: date, rng: random.Random, noise: str | None = None
) -> Document:
    poster = rng.choice(place.organs).name
    return Document(f"{place.key}/{key}", title, "news", poster, day, _article(place, key), noise=noise)


def _article(place: Place, key: str) -> Callable[[], list[Block]]:
    def blocks() -> list[Block]:
        rng = random.Random(f"{place.key}/{key}/body")
        filling, sentences = _filling(place, rng), toml("news")["sentences"]
        lines = [rng.choice(sentences["open"]), *rng.sample(sentences["middle"], 6)]
        note: list[Block] = [Text("note", "样例 sample：虚构地名与数据")]
        return note + [Text("para", line.format(**filling)) for line in lines]

    return blocks
