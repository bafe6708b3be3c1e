"""Which figure or rate a text means: a key, a label of the form, or what people call it."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

from archive.schema.view_measures import measures
from archive.search import normalise
from nianbao.mcp.answers import Json, Refused
from parsers.lexicon.traditional import simplified

OFFERED = 8
"""Figures that are named where none, or more than one, may be meant."""
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九]、|（[一二三四五六七八九]）|\([1-9]\) |[1-9]\. ?|[1-9] |第二十条第（.）项 |Art\. 20 \([1-9]\), )"
)
_PARTS = re.compile(r"[\s,，、/;；:：]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A field of the forms, or a rate of `measures.toml`."""

    key: str
    zh: str
    en: str
    is_rate: bool = False


def known(conn: sqlite3.Connection) -> list[Named]:
    """Every figure that the archive has a field for, in the order of the forms, then the rates."""
    fields = conn.execute("select key, zh, en from fields order by position, key")
    rates = [Named(m.key, m.zh, m.en, True) for m in measures().values()]
    return [*(Named(*row) for row in fields), *rates]


def resolve(conn: sqlite3.Connection, text: str) -> Named:
    """The one figure that is meant.

    :raises Refused: none or several may be; the nearest are told.
    """
    every = {named.key: named for named in known(conn)}
    if text in every:
        return every[text]
    wanted = _plain(text)
    keys = {key for key in _called().get(wanted, ()) if key in every} or _labelled(every, wanted)
    keys = keys or set(_by_parts(every, text))
    if len(keys) == 1:
        return every[keys.pop()]
    if keys:
        raise Refused("ambiguous_figure", asked=text, candidates=_shown(every, sorted(keys)))
    raise Refused("unknown_figure", asked=text, nearest=_shown(every, _near(every, wanted)))


def mentioned(conn: sqlite3.Connection, text: str) -> list[Named]:
    """The figures whose names stand in a sentence: those of the longest names."""
    every = {named.key: named for named in known(conn)}
    plain = _plain(text)
    found: dict[str, set[str]] = {}
    for name, keys in [*_called().items(), *_labels(every).items()]:
        if len(name) > 1 and name in plain:
            found[name] = found.get(name, set()) | {key for key in keys if key in every}
    whole = [name for name in found if not any(name in other and name != other for other in found)]
    return [every[key] for name in whole for key in sorted(found[name])]


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
    for key, called in names["figures"].items():
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


def _labelled(every: dict[str, Named], wanted: str) -> set[str]:
    return _labels(every).get(wanted, set())


def _by_parts(every: dict[str, Named], text: str) -> Iterator[str]:
    """Figures whose label has each part of the text; of a row all of whose columns do, the total."""
    parts = [plain for part in _PARTS.split(text) if (plain := _plain(part))]
    if not parts or sum(map(len, parts)) < 3:
        return
    labels = {key: (_plain(n.zh), _plain(n.en)) for key, n in every.items()}
    found = [
        key for key, (zh, en) in labels.items() if all(p in zh for p in parts) or all(p in en for p in parts)
    ]
    totals = [key for key in found if key.endswith(".total")]
    yield from totals if len(totals) == 1 else found


def _near(every: dict[str, Named], wanted: str) -> list[str]:
    labels = {_plain(label): n.key for n in every.values() for label in (n.zh, n.en)}
    return list(dict.fromkeys(labels[name] for name in get_close_matches(wanted, labels, OFFERED, 0.5)))


def _shown(every: dict[str, Named], keys: list[str]) -> list[Json]:
    return [{"key": key, "zh": every[key].zh, "en": every[key].en} for key in keys[:OFFERED]]
