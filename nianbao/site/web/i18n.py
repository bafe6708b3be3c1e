"""The words of our pages: `words/zh.toml` and `words/en.toml`, the same keys in both."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TAGS = {"zh": "zh-Hans", "en": "en"}
"""Language -> what HTML's `lang` says. The first one is the site's own."""
WORDS = Path(__file__).parent.parent / "words"


Table = Mapping[str, "str | Table"]
"""Words, and tables of them."""


@cache
def words(code: str) -> Mapping[str, str]:
    """Key -> text of one language, the tables of the file joined by dots."""
    with (WORDS / f"{code}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


@cache
def _group(code: str, group: str) -> list[tuple[str, str]]:
    """The keys of a group, without its name, and their texts."""
    begins = f"{group}."
    return [(key.removeprefix(begins), text) for key, text in words(code).items() if key.startswith(begins)]


def _flat(table: Table, before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield before + name, value
        else:
            yield from _flat(value, f"{before}{name}.")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site; called with a key it returns the text, `{…}` filled in.

    :raises KeyError: The files do not have the key.
    """

    code: str = "zh"

    def __call__(self, key: str, /, **values: object) -> str:
        text = words(self.code)[key]
        return text.format(**values) if values else text

    def name(self, group: str, key: object) -> str:
        """The name of a value of the archive, such as an outcome; one that has no name stands for itself."""
        return words(self.code).get(f"{group}.{key}", "" if key is None else str(key))

    def start(self, group: str, key: str) -> str:
        """As `name`, for the first key of the group that the value begins with."""
        return next((text for begins, text in _group(self.code, group) if key.startswith(begins)), key)

    def of(self, zh: str, en: str | None) -> str:
        """Which of two texts this language shows; Chinese where there is no English."""
        return en if self.is_english and en else zh

    def half(self, both: str) -> str:
        """This language's half of a text like `中文 / English`; all of a text that is not in two languages."""
        zh, _, en = both.partition(" / ")
        return self.of(zh, en)

    @property
    def is_english(self) -> bool:
        return self.code == "en"

    @property
    def colon(self) -> str:
        return ": " if self.is_english else "："

    @property
    def tag(self) -> str:
        return TAGS[self.code]

    @property
    def other(self) -> str:
        return "zh" if self.is_english else "en"


CHINESE, ENGLISH = Language("zh"), Language("en")


def language(code: str | None) -> Language:
    """The language of this code, Chinese for any other."""
    return Language(code) if code in TAGS else CHINESE
