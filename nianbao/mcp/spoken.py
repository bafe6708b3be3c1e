"""A phrase taken apart: the figures that each of its words may mean, and those that all of them do.

Every word must be known, or say only that something is counted; so that a question which the form does not answer is
never taken for one that it does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archive.search import normalise
from nianbao.mcp.answers import Json
from parsers.forms import labels
from parsers.lexicon.traditional import simplified

_PIECES = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
NOT = {"not"}
Keys = set[str]


@dataclass(slots=True)
class Words:
    """Word -> the figures that it may mean: runs of Chinese as they are, other words in the singular. `around`: say nothing."""

    meaning: dict[str, Keys] = field(default_factory=lambda: defaultdict(set))
    around: set[str] = field(default_factory=set)
    says_not: dict[str, set[str]] = field(default_factory=dict)
    """What a label denies: "fee not paid" is no fee, "information not held" none that is held."""

    def add(self, name: str, keys: Iterable[str]) -> None:
        for word in pieces(name):
            self.meaning[word].update(keys)


def pieces(text: str) -> list[str]:
    """The runs of Chinese characters, and the other words in the singular."""
    found = _PIECES.findall(simplified(normalise(text)))
    return [singular(piece) if piece.isascii() else piece for piece in found]


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words(figures: Mapping[str, tuple[str, str]], names: Json) -> Words:
    """What the words of labels (key -> Chinese, English) and of the names that people use may mean."""
    found = Words(around=set(pieces(" ".join(names["around"]["words"]))) | set(names["around"]["zh"]))
    for key, (zh, en) in figures.items():
        for part in zh.split():
            found.add(part, [key])
        found.add(en, [key])
    for key, (_, en) in figures.items():
        if denied := NOT & set(pieces(en)):
            found.says_not[key] = denied
    rows = _by(figures, 0)
    for row, called in names["rows"].items():
        _named(found, called, rows[row])
    for column, called in names["columns"].items():
        _named(found, called, _by(figures, 1)[column])
    for key, called in names["figures"].items():
        _named(found, called, [key])
    for group, label in labels("t3groups").items():
        of = [
            key
            for row, about in labels("t3rows").items()
            if about.group == group
            for key in rows[f"t3.{row}"]
        ]
        summed = names["sums"].get(f"sum.{group}", {"names": []})
        _named(
            found, [label.zh, label.en, *summed["names"]], [*of, f"sum.{group}"] if summed["names"] else of
        )
    return found


def _named(found: Words, called: Iterable[str], keys: Iterable[str]) -> None:
    known = list(keys)
    for name in called:
        found.add(name, known)


def _by(figures: Iterable[str], place: int) -> dict[str, list[str]]:
    """Figures of tables 3 and 4 by row (0: `t3.granted`) or by column (1: `total`)."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in figures:
        if key.startswith(("t3.", "t4.")):
            found[key.rpartition(".")[2 * place]].append(key)
    return found


ASKED_FOR = frozenset({"申请"})
"""What says that something is counted, and is the name of a figure beside who asks for it (科研机构的申请)."""


def core(phrase: str, known: Words, kept: frozenset[str] = frozenset()) -> str:
    """The phrase without the words around it, but for those to be kept."""
    runs = _PIECES.findall(simplified(normalise(phrase)))
    cut = (part for run in runs for part in ([run] if run.isascii() else _cut(run, known)))
    around = known.around - kept
    return "".join(part for part in cut if part not in around and singular(part) not in around)


def meant(phrase: str, known: Words) -> Keys:
    """The figures that every word of the phrase may mean; none where a word is not known."""
    found: Keys | None = None
    for piece in pieces(phrase):
        for part in [piece] if piece.isascii() else _cut(piece, known):
            if part in known.around:
                continue
            keys = known.meaning.get(part, set())
            found = keys if found is None else found & keys
    said = set(pieces(phrase))
    if not any(piece.isascii() for piece in said):
        return found or set()
    return {key for key in found or () if known.says_not.get(key, set()) <= said}


def _cut(run: str, known: Words) -> Iterator[str]:
    """A run of Chinese as its longest known words; a character that begins none stands alone."""
    at = 0
    while at < len(run):
        ends = range(len(run), at, -1)
        word = next(
            (run[at:end] for end in ends if run[at:end] in known.meaning or run[at:end] in known.around),
            run[at],
        )
        yield word
        at += len(word)
