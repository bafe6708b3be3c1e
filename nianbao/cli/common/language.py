"""The language that a command speaks: English, or Chinese from `locale/zh`; what programs read never changes with it.

`--lang` and NIANBAO_LANG go before the variables that gettext looks at: LANGUAGE, LC_ALL, LC_MESSAGES, LANG. Texts are looked up
when they are printed, and the catalogue is loaded with the first of them. Values of the archive have their words in the
catalogues that the site has, too.
"""

from __future__ import annotations

import gettext as catalogues
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Any

__all__ = [
    "LANGUAGES",
    "LOCALE",
    "VARIABLE",
    "_",
    "is_chinese",
    "named",
    "ngettext",
    "reason",
    "spoken",
    "word",
]

LANGUAGES = ("zh", "en")
VARIABLE = "NIANBAO_LANG"
DOMAIN = "nianbao"
LOCALE = Path(__file__).parent.parent / "locale"
_SITE_WORDS = Path(__file__).parents[2] / "site" / "words" / "zh.toml"
_CHOICE = "LANGUAGE"

catalogues.bindtextdomain(DOMAIN, str(LOCALE))
catalogues.textdomain(DOMAIN)  # click's own words are looked up there, too


@contextmanager
def spoken() -> Iterator[None]:
    """A choice that is made while it lasts ends with it."""
    before = os.environ.get(_CHOICE)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_CHOICE, None)
        else:
            os.environ[_CHOICE] = before


def choose(code: str | None) -> None:
    """Speak this language from now on, as do the processes that are started; what is none of ours chooses nothing."""
    if code in LANGUAGES:
        os.environ[_CHOICE] = str(code)


def is_chinese() -> bool:
    return catalogues.find(DOMAIN, str(LOCALE)) is not None


def word(group: str, key: str) -> str:
    """A value of the archive as the site calls it in Chinese (`nianbao/site/words/zh.toml`); in English the value itself."""
    if not is_chinese():
        return key
    found: str = _site_words().get(group, {}).get(key, key)
    return found


@cache
def _site_words() -> dict[str, Any]:
    """The file of the site; its module is not asked, for Datasette takes a second to load."""
    import tomllib  # as all that Chinese alone needs, loaded with it

    return tomllib.loads(_SITE_WORDS.read_text(encoding="utf-8"))


def named(names: Mapping[Any, tuple[str, str]], key: str) -> str:
    """As `word`, from a table of names in Chinese and English; what has none stands for itself."""
    return names[key][0] if is_chinese() and key in names else key


def reason(text: str) -> str:
    """Why a visit ended or a list was not read, as the archive keeps it in English."""
    if not is_chinese():
        return text
    from archive.reasons import in_chinese

    return in_chinese(text)
