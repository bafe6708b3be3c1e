"""Exact full-text search for Chinese in plain SQLite FTS5: pairs of characters, made here in Python.

FTS5 has no tokenizer that finds a two-character word (复议) in a Chinese sentence: `unicode61` takes a whole
clause for one word, `trigram` needs three characters and stays silent with two. So the text is cut here into
overlapping pairs, the index (contentless) holds the pairs, and a query is a phrase of pairs:

    行政复议   ->  行政 政复 复议 议        (index; the single at the end of a run completes prefix search)
    政复议     ->  "政复 复议"              (query)
    议         ->  "议" *

A query finds a text exactly when each of its words (`words`: parted by blanks, 、 ， or ；), as typed, in simplified or in
traditional characters, stands in the normalised text: `all(any(v in normalise(text) for v in variants(w)) for w in words(query))`.
That is the contract; the tests hold it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from parsers.lexicon.traditional import simplified, traditional

TOKENIZER = "ascii"
"""For `tokenize=` of the FTS5 table: every character beyond ASCII is part of a word, so that what a word is
is decided here alone. `unicode61 remove_diacritics 0` is as exact for all but 21 letters of other scripts."""

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK_BESIDE_HAN = re.compile(f"(?<=[{_HAN}]) +|(?<! ) +(?=[{_HAN}])")
_BREAK = re.compile(r"[ |]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_BETWEEN_WORDS = re.compile(r"[\s、，；]+")


class _Fold(dict[int, str]):
    """Character -> what is indexed: letters and digits NFKC-folded, a blank " ", anything else a break "|".

    Character by character, so that a part of a text folds to a part of the folded text.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) == "Cf":
            folded = ""  # zero-width characters stand inside words of pages pasted from Word
        elif char.isspace():
            folded = " "
        else:
            compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
            folded = "".join(c if c.isalnum() else "|" for c in compatible) or "|"
        self[code] = folded
        return folded


_FOLD = _Fold()


def normalise(text: str) -> str:
    """The text as it is indexed: folded runs of letters and digits, a bar where something else stood.

    Blanks and line breaks beside a Chinese character go: pages break 行政复议 over lines and pad `收到 5 件`.
    """
    return _BREAK.sub("|", _BLANK_BESIDE_HAN.sub("", text.translate(_FOLD))).strip("|")


def tokens(text: str) -> Iterator[str]:
    """The pairs of a text, run by run, each run closed by its last character alone."""
    for run in normalise(text).split("|"):
        yield from [run[i : i + 2] for i in range(len(run))]


def bigrams(text: str | None) -> str:
    """What goes into the FTS5 table in place of the text."""
    return " ".join(tokens(text or ""))


def words(query: str) -> list[str]:
    """The words of a query, normalised; all of them must occur."""
    return [word for part in _BETWEEN_WORDS.split(query) if (word := normalise(part))]


def variants(word: str) -> list[str]:
    """A word as typed, in simplified and in traditional characters; once where these are the same."""
    simple = simplified(word)
    return list(dict.fromkeys((word, simple, traditional(simple))))


def _phrase(word: str) -> str:
    *pairs, last = tokens(word)
    if len(word.rpartition("|")[2]) == 1:
        return f'"{" ".join([*pairs, last])}" *'
    return f'"{" ".join(pairs)}"'


def match_query(query: str | None) -> str:
    """The FTS5 expression for what a person typed: always a valid one; without a word it finds nothing."""
    return match_all(alternatives(query))


def alternatives(query: str | None) -> list[list[str]]:
    """Each word of what a person typed, with its variants."""
    return [variants(word) for word in words(query or "")]


def match_all(groups: Iterable[Iterable[str]]) -> str:
    """The FTS5 expression for texts with one of the normalised words of each group; without a group it finds nothing."""
    return _each(groups, _phrase)


def match_pairs(groups: Iterable[Iterable[str]]) -> str:
    """The FTS5 expression for texts that have the pairs of such words, in any order: whatever `match_all` finds, and little else
    where words are long, in a fifth of the time, as no places are compared."""
    return _each(groups, _pairs)


def _each(groups: Iterable[Iterable[str]], expression: Callable[[str], str]) -> str:
    return " AND ".join(f"({' OR '.join(map(expression, group))})" for group in groups) or '""'


def _pairs(word: str) -> str:
    """Every other pair, and the last one: each character stands in one of them."""
    *pairs, last = tokens(word)
    apart = dict.fromkeys([*pairs[::2], *pairs[-1:]]) if len(last) == 1 and len(pairs) > 1 else {}
    return "(" + " AND ".join(f'"{pair}"' for pair in apart) + ")" if apart else _phrase(word)


def _pattern(word: str) -> str:
    """A regular expression that finds a normalised word in folded text."""
    pattern = word[0]
    for before, char in pairwise(word):
        if char == "|":
            pattern += "[ |]+"
        elif before != "|" and (_IS_HAN.match(before) or _IS_HAN.match(char)):
            pattern += f" *{char}"
        else:
            pattern += char
    return pattern


def hits(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of the query stand in the text: (start, end), in order, without overlap."""
    return places(text, [variant for word in words(query) for variant in variants(word)])


def places(text: str, found: list[str]) -> list[tuple[int, int]]:
    """Where normalised words stand in the text."""
    if not found:
        return []
    folded: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(text):
        for piece in _FOLD[ord(char)]:
            folded.append(piece)
            origin.append(i)
    longest_first = "|".join(f"(?:{_pattern(word)})" for word in sorted(found, key=len, reverse=True))
    matches = re.finditer(longest_first, "".join(folded))
    return [(origin[m.start()], origin[m.end() - 1] + 1) for m in matches]


def marked(text: str, query: str, length: int = 120, also: Iterable[str] = ()) -> list[tuple[str, bool]]:
    """A passage of about `length` characters around the first hit, as pieces (text, is a hit). `also`: further words."""
    spans = places(text, [v for word in [*words(query), *also] for v in variants(word)])
    start = max(0, spans[0][0] - length // 4) if spans else 0
    end = min(len(text), max(start + length, spans[0][1] if spans else 0))
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for left, right in spans:
        if left >= at and right <= end:
            pieces += [(text[at:left], False), (text[left:right], True)]
            at = right
    pieces += [(text[at:end], False)] + ([("…", False)] if end < len(text) else [])
    return [piece for piece in pieces if piece[0]]


def cn_snippet(text: str | None, query: str | None, length: int = 120) -> str:
    """SQL function: the passage around the first hit on one line, hits in 【】."""
    pieces = marked(text or "", query or "", int(length))
    return " ".join("".join(f"【{t}】" if hit else t for t, hit in pieces).split())
