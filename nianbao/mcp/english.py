"""What an English name of a body or a region sounds like in Chinese."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import islice, product

from archive.romanise import sound
from archive.search import normalise
from nianbao.mcp.answers import Json
from parsers import regions
from parsers.regions import Entry

MOST = 12
"""Sounds of one name that are tried."""
_WORDS = re.compile(r"[a-z]+")
_LAST = re.compile("(?:省|市|县|区|旗|地区|自治州|(?:壮族|回族|维吾尔)?自治区)$")


@cache
def _file() -> Json:
    return tomllib.loads((resources.files("nianbao.mcp") / "english.toml").read_text(encoding="utf-8"))


def sounds(text: str) -> list[str]:
    """What the name may sound like: "Baiyan County Finance Bureau" and "Finance Bureau of Baiyan County" baiyanxiancaizhengju.

    None where no word of it is English, or all are and it names no place. Where the kind of place is not said, its words apart as well: Baiyan Finance Bureau is
    baiyan caizhengju.
    """
    plain = text.lower().replace("'", "").replace("\u2019", "").replace("-", " ")
    if not plain.isascii():
        return []
    phrases = list(_phrases([word for word in _WORDS.findall(plain) if word != "the"]))
    translated = [phrase in _called() for phrase in phrases if phrase != "of"]
    if not any(translated) or all(translated):
        return []
    ways = list(islice(product(*_in_chinese_order(phrases)), MOST))
    placed = not _file()["places"].keys().isdisjoint(phrases)
    return [between.join(filter(None, heard)) for between in ("", " ")[: 2 - placed] for heard in ways]


def _in_chinese_order(phrases: list[str]) -> list[list[str]]:
    """The sounds of each phrase, what stands behind "of" before the rest."""
    parts: list[list[list[str]]] = [[]]
    for phrase in phrases:
        if phrase == "of":
            parts.append([])
            continue
        before = parts[-1][-1][0] if parts[-1] else ""
        parts[-1].append(_heard(_called()[phrase], before) if phrase in _called() else [phrase])
    return [heard for part in reversed(parts) for heard in part]


def _phrases(words: list[str]) -> Iterator[str]:
    """The words, those together that have a translation together."""
    while words:
        ends = range(len(words), 0, -1)
        end = next((end for end in ends if " ".join(words[:end]) in _called()), 1)
        yield " ".join(words[:end])
        words = words[end:]


def _heard(names: list[str], before: str) -> list[str]:
    """The sounds of a word; none as well where the name has it already, as in Xinxian County."""
    heard = [sound(name).pinyin for name in names]
    return heard + [""] * any(before.endswith(word) and before != word for word in heard)


@cache
def _called() -> dict[str, list[str]]:
    """English -> Chinese: "finance bureau" is "bureau of finance" as well."""
    found: dict[str, list[str]] = _file()["places"] | _file()["bodies"]
    for name, chinese in list(found.items()):
        about, _, kind = name.rpartition(" ")
        if kind in ("bureau", "commission"):
            found.setdefault(f"{kind} of {about}", chinese)
    return found


def region(text: str) -> list[Entry]:
    """The regions of an English name or of a sound: of the widest level that has one."""
    if not text.isascii():
        return []
    name = " ".join(_WORDS.findall(normalise(text).replace("|", " ")))
    first = name.removesuffix(" province")
    if chinese := _file()["regions"].get(first):
        return regions.named(chinese)
    for heard in [*sounds(text), name.replace(" ", "")]:
        if found := _by_sound().get(heard):
            return found
    return []


@cache
def _by_sound() -> dict[str, list[Entry]]:
    """Whole names, then names without their last word, a wider region before those within it."""
    whole: dict[str, list[Entry]] = defaultdict(list)
    short: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in regions.today():
        whole[sound(entry.name).pinyin].append(entry)
        short[entry.level][sound(_LAST.sub("", entry.name)).pinyin].append(entry)
    return {**short["county"], **short["prefecture"], **short["province"], **whole}
