"""How a Chinese name is read: its pinyin without tones and blanks, and its initials.

The table is `archive/data/pinyin.txt.gz`, made by `scripts/pinyin` from pypinyin (MIT): characters by syllable, and the places
that are read otherwise than character by character (蔚县 yuxian).
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from parsers.lexicon.traditional import simplified


class Sound(NamedTuple):
    """`pinyin`: baiyanxian; `initials`: byx. What is no Chinese character stands as it is, in small letters."""

    pinyin: str
    initials: str


class Forms(NamedTuple):
    """The name of a body as people type it. `full_name`: simplified, with the county before it."""

    full_name: str
    pinyin: str
    initials: str


@cache
def _tables() -> tuple[dict[str, str], dict[str, list[str]], re.Pattern[str]]:
    """Character -> syllable, word -> syllables, and a pattern of the words, longest first."""
    chars: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    packed = (resources.files("archive") / "data" / "pinyin.txt.gz").read_bytes()
    for line in gzip.decompress(packed).decode().split("\n"):
        first, *rest = line.split(" ")
        if first.isascii():
            chars |= dict.fromkeys(rest[0], first)
        else:
            words[first] = rest
    return chars, words, re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def sound(name: str) -> Sound:
    """How a name is read; letters, digits and characters alone count."""
    chars, words, known = _tables()
    name = simplified(name)
    syllables: list[str] = []
    at = 0
    for match in known.finditer(name):
        syllables += [chars.get(char, char) for char in name[at : match.start()]]
        syllables += words[match[0]]
        at = match.end()
    syllables += [chars.get(char, char) for char in name[at:]]
    heard = [syllable.lower() for syllable in syllables if syllable.isalnum()]
    return Sound("".join(heard), "".join(syllable[0] for syllable in heard))


def forms(name: str, county: str | None) -> Forms:
    """The name of a body of a county (or of none) as people type it."""
    full_name = simplified(name if not county or county in name else county + name)
    return Forms(full_name, *sound(full_name))
