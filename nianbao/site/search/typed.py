"""What a reader typed, word by word: a year, Latin letters for a name, or Chinese with what else it may be called."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from archive.search import variants, words
from parsers.lexicon.traditional import simplified

_YEAR = re.compile(r"(20[0-4]\d)(?:年度?)?(?:年报|年度报告|报告)?")
_YEAR_AT_END = re.compile(r"(?<=\D)(20[0-4]\d)(?:年度?)?(?:年报|年度报告|报告)?$")
_LATIN = re.compile(r"[a-z]{2,}")
_REPORT = re.compile(r"(?:政府信息公开)?(?:工作)?(?:年度报告|年报)$")
MOST_OTHERS = 12
"""Other names of a word that are tried."""


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word. `year`: it is one; `latin`: it may be pinyin or initials."""

    text: str
    year: int | None = None
    latin: bool = False

    @property
    def names(self) -> list[str]:
        """The word as it may stand in the name of a body, in simplified characters."""
        simple = simplified(self.text)
        return list(dict.fromkeys([simple, *_called(simple)]))[:MOST_OTHERS]

    @property
    def others(self) -> list[str]:
        """Words of the narrative that mean about the same."""
        simple = simplified(self.text)
        return [other for group in _synonyms().same if simple in group for other in group if other != simple]

    @property
    def related(self) -> list[str]:
        """The word itself, what else a body is called by it, and the words that mean about the same."""
        return list(dict.fromkeys([*variants(self.text), *self.names, *self.others]))[:MOST_OTHERS]


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a query; `year`: the one that they name, the last where there are several."""

    words: tuple[Word, ...]

    @property
    def year(self) -> int | None:
        return next((word.year for word in reversed(self.words) if word.year), None)

    @property
    def named(self) -> tuple[Word, ...]:
        """Those that may name a body."""
        return tuple(word for word in self.words if word.year is None)


@dataclass(frozen=True, slots=True)
class _Synonyms:
    bodies: dict[str, list[str]]
    same: list[list[str]]


@cache
def _synonyms() -> _Synonyms:
    text = (resources.files("nianbao.site.search") / "synonyms.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return _Synonyms(data["bodies"], data["words"]["same"])


def _called(word: str) -> list[str]:
    """A word with what people call a body replaced by the names on reports."""
    short = max((s for s in _synonyms().bodies if s in word), key=len, default=None)
    return [word.replace(short, name) for name in _synonyms().bodies[short]] if short else []


def typed(query: str) -> Typed:
    """The words of a query. A year at the end of a name is a word of its own."""
    found: list[Word] = []
    for text in words(query):
        if year := _YEAR.fullmatch(text):
            found.append(Word(text, int(year[1])))
            continue
        year = _YEAR_AT_END.search(text)
        name = _REPORT.sub("", text[: year.start()] if year else text) or text
        found.append(Word(name, latin=bool(_LATIN.fullmatch(name))))
        if year:
            found.append(Word(year[0], int(year[1])))
    return Typed(tuple(found))
