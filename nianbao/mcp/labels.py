"""Which figure or rate a text means: a key, a label of the form, or what people call it."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from archive.schema.view_measures import measures
from archive.search import normalise
from nianbao.mcp import spoken
from nianbao.mcp.answers import Json, Refused
from parsers.lexicon.traditional import simplified

OFFERED = 8
"""Figures that are named where none, or more than one, may be meant."""
MOST = 3_000
"""Fields that are looked through: the forms have 284, and every label that a report adds is one more."""
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九]、|（[一二三四五六七八九]）|\([1-9]\) |[1-9]\. ?|[1-9] |第二十条第（.）项 |Art\. 20 \([1-9]\), )"
)
_PARTS = re.compile(r"[\s,，、/;；:：]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A field of the forms, a rate of `measures.toml`, or a sum of cells of one report (`names.toml`)."""

    key: str
    zh: str
    en: str
    kind: Literal["figure", "rate", "sum"] = "figure"


def known(conn: sqlite3.Connection) -> list[Named]:
    """Every figure of the forms in their order, rows that reports added as far as MOST goes, and the rates."""
    fields = conn.execute("select key, zh, en from fields order by position, key limit ?", [MOST])
    rates = [Named(m.key, m.zh, m.en, "rate") for m in measures().values()]
    sums = [Named(key, about["zh"], about["en"], "sum") for key, about in _names()["sums"].items()]
    return [*(Named(*row) for row in fields), *sums, *rates]


def parts_of(key: str) -> tuple[str, ...]:
    """What a sum is made of."""
    return tuple(_names()["sums"][key]["parts"])


def resolve(conn: sqlite3.Connection, text: str) -> Named:
    """The one figure that is meant.

    :raises Refused: none or several may be; the nearest are told.
    """
    every = {named.key: named for named in known(conn)}
    if text in every:
        return every[text]
    wanted = _plain(text)
    keys = _exactly(every, wanted) or _whole(_by_parts(every, text)) or _whole(_spoken(every, text))
    if len(keys) == 1:
        return every[keys.pop()]
    if keys:
        raise Refused("ambiguous_figure", asked=text, candidates=_shown(every, sorted(keys)))
    raise Refused("unknown_figure", asked=text, nearest=_shown(every, _near(every, wanted)))


def mentioned(conn: sqlite3.Connection, text: str) -> list[Named]:
    """The figures whose names stand in a sentence: those of the longest names; of a row with a column both its total and that cell."""
    every = {named.key: named for named in known(conn)}
    plain = _plain(text)
    within = (plain, plain.replace("的", ""))
    columns = _columns_in(within)
    named = _named_in(every, within, set() if columns else set(_names()["around"]["zh"]))
    rows = [key.removesuffix(".total") for key in named if key.endswith(".total")]
    cells = [cell for row in rows for column in columns if (cell := f"{row}.{column}") in every]
    return [every[key] for key in dict.fromkeys([*cells, *named])]


def _named_in(every: dict[str, Named], within: tuple[str, ...], around: set[str]) -> list[str]:
    """The figures that a sentence names; `around`: what is no name in it."""
    found: dict[str, set[str]] = defaultdict(set)
    for names in (_called(), _labels(every)):
        for name in names.keys() - around:
            if len(name) > 1 and any(name in part for part in within):
                found[name] |= names[name] & every.keys()
    order = sorted(found, key=lambda name: (min(part.find(name) for part in within), name))
    return [key for name in _longest(order) for key in sorted(found[name])]


def _longest(names: Iterable[str]) -> list[str]:
    """Without those that stand in another."""
    known = list(names)
    return [name for name in known if not any(name in other and name != other for other in known)]


def _columns_in(within: tuple[str, ...]) -> list[str]:
    """Who asked, or how a case ended, as far as a sentence says it."""
    columns: dict[str, list[str]] = _names()["columns"]
    said = {
        plain: column
        for column, called in columns.items()
        for plain in map(_plain, called)
        if column != "total" and len(plain) > 2 and any(plain in part for part in within)
    }
    return list(dict.fromkeys(said[name] for name in _longest(said)))


def names_of(named: Named) -> list[str]:
    """What a figure is called: its row, or by itself."""
    names = _names()
    row = named.key.rpartition(".")[0]
    return [named.zh, named.en, *names["rows"].get(row, []), *names["figures"].get(named.key, [])]


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Letters and digits alone, in simplified characters."""
    return re.sub(r"[| ]", "", simplified(normalise(text)))


@cache
def _names() -> Json:
    return tomllib.loads((resources.files("nianbao.mcp") / "names.toml").read_text(encoding="utf-8"))


@cache
def _called() -> dict[str, set[str]]:
    """Name -> keys: names of rows, of rows with a column in either order, and of single figures."""
    names = _names()
    found: dict[str, set[str]] = defaultdict(set)
    for row, called in names["rows"].items():
        for name in map(_plain, called):
            found[name].add(f"{row}.total")
            for column, columns in names["columns"].items():
                for other in map(_plain, columns):
                    found[name + other].add(f"{row}.{column}")
                    found[other + name].add(f"{row}.{column}")
    totals = names["columns"]["total"]
    sums = {
        key: [
            *about["names"],
            *(
                way
                for name in about["names"]
                for total in totals
                for way in (f"{name} {total}", f"{total} {name}")
            ),
        ]
        for key, about in names["sums"].items()
    }
    for key, called in (names["figures"] | names["rates"] | sums).items():
        for name in map(_plain, called):
            found[name].add(key)
    return dict(found)


def _labels(every: dict[str, Named]) -> dict[str, set[str]]:
    """The label on the form, with and without its number, in both languages -> keys."""
    found: dict[str, set[str]] = defaultdict(set)
    for named in every.values():
        for label in (named.zh, named.en):
            found[_plain(label)].add(named.key)
            found[_plain(_NUMBERING.sub("", label))].add(named.key)
    return found


def _exactly(every: dict[str, Named], wanted: str) -> set[str]:
    """Figures that people call so, else those whose label it is."""
    called = {key for key in _called().get(wanted, ()) if key in every}
    return called or _labels(every).get(wanted, set())


def _whole(keys: set[str]) -> set[str]:
    """Of a group of rows their sum, of one row with several columns the total; else all of them."""
    if len(sums := {key for key in keys if key.startswith("sum.")}) == 1:
        return sums
    one_row = len({key.rpartition(".")[0] for key in keys}) == 1
    return {key for key in keys if key.endswith(".total")} or keys if one_row else keys


def _spoken(every: dict[str, Named], text: str) -> set[str]:
    """What the words of a phrase come to: without those around a name, else each by itself."""
    figures = {n.key: (n.zh, n.en) for n in every.values() if n.kind == "figure"}
    known = spoken.words(figures, _names())
    cores = (spoken.core(text, known, kept) for kept in (spoken.ASKED_FOR, frozenset[str]()))
    keys = next((keys for core in cores if (keys := _exactly(every, core))), set()) or spoken.meant(
        text, known
    )
    asked_for = any(word in _plain(text) for word in spoken.ASKED_FOR)
    # Who applies for a licence is not in table 2, which counts what was decided.
    return {key for key in keys if not (asked_for and key.startswith("t2."))}


def elsewhere(key: str) -> str | None:
    """The figure that stands in another form in place of this one."""
    pairs: dict[str, str] = _names()["other_forms"]
    return pairs.get(key) or {old: new for new, old in pairs.items()}.get(key)


def _by_parts(every: dict[str, Named], text: str) -> set[str]:
    """Figures whose Chinese label has each part of the text."""
    parts = [plain for part in _PARTS.split(text) if (plain := _plain(part))]
    if not parts or any(part.isascii() for part in parts) or max(map(len, parts)) < 2:
        return set()
    return {n.key for n in every.values() if n.kind == "figure" and _has(n.zh, parts)}


def _has(label: str, parts: list[str]) -> bool:
    plain = _plain(label)
    return all(part in plain for part in parts)


def _near(every: dict[str, Named], wanted: str) -> list[str]:
    labels = {_plain(label): n.key for n in every.values() for label in (n.zh, n.en)}
    within = [name for name in labels if len(wanted) > 1 and wanted in name]
    close = get_close_matches(wanted, labels, OFFERED, 0.5)
    return list(dict.fromkeys(labels[name] for name in (*within[:OFFERED], *close)))


def _shown(every: dict[str, Named], keys: list[str]) -> list[Json]:
    return [{"key": key, "zh": every[key].zh, "en": every[key].en} for key in keys[:OFFERED]]
