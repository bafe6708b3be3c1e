"""The boilerplate that portals put round an article, by the rules of `data/boilerplate.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from parsers.lexicon.normalize import squeeze

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Rules:
    """`selectors`: CSS of nodes that are boilerplate; `lines`: a whole line that is."""

    selectors: str
    lines: re.Pattern[str]


@cache
def rules() -> Rules:
    """The rules, read once."""
    data = tomllib.loads(
        (resources.files("parsers") / "data" / "boilerplate.toml").read_text(encoding="utf-8")
    )
    return Rules(", ".join(data["selectors"]), re.compile("|".join(f"(?:{line})" for line in data["lines"])))


@lru_cache(maxsize=10_000)
def is_boilerplate(line: str) -> bool:
    """Whether a whole line is known boilerplate, such as 字号: 大 中 小."""
    return len(line) <= _LONGEST and rules().lines.fullmatch(squeeze(line)) is not None
