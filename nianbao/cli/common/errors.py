"""What is wrong, told in the language that is spoken.

Every room says what is wrong in an English sentence. `errors.toml` has the sentences with their blanks, as they are written in
the code, and each in Chinese; `scripts/translate --check` finds one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nianbao.cli.common.language import LOCALE, is_chinese

FILE = LOCALE / "zh" / "errors.toml"
_BLANK = re.compile(r"\{\d\}")
_LONGEST = 2_000
"""Characters of what is looked up; longer texts stay as they are."""
_DEEPEST = 4


def told(text: str) -> str:
    """The sentence in Chinese where that is spoken; what no sentence of the file fits stays as it is."""
    return _told(text, 0) if is_chinese() and len(text) <= _LONGEST else text


def _told(text: str, depth: int) -> str:
    if depth > _DEEPEST:
        return text
    for pieces, chinese in _sentences():
        if (blanks := filled(pieces, text)) is not None:
            return chinese.format(*(_told(blank, depth + 1) for blank in blanks))
    where, colon, what = text.partition(": ")
    return f"{where}{colon}{_told(what, depth + 1)}" if colon else text


def filled(pieces: Sequence[str], text: str) -> list[str] | None:
    """What stands in the blanks between the pieces of a sentence; None where the text is not that sentence.

    Each piece is looked for once, from the end of the one before: the work grows with the text only.
    """
    if not text.startswith(pieces[0]):
        return None
    if len(pieces) == 1:
        return [] if text == pieces[0] else None
    blanks, at = [], len(pieces[0])
    for piece in pieces[1:-1]:
        found = text.find(piece, at + 1)
        if found < 0:
            return None
        blanks.append(text[at:found])
        at = found + len(piece)
    end = len(text) - len(pieces[-1])
    if end <= at or not text.endswith(pieces[-1]):
        return None
    return [*blanks, text[at:end]]


@cache
def _sentences() -> list[tuple[list[str], str]]:
    """Pieces of the English sentence, the Chinese one; those that say most first, for one may be a part of another."""
    import tomllib  # no command that goes well in English needs it

    with FILE.open("rb") as file:
        listed = tomllib.load(file)
    by_length = sorted(listed.items(), key=lambda pair: -len(_BLANK.sub("", pair[0])))
    return [(_BLANK.split(english), chinese) for english, chinese in by_length]
