"""The chapters of a report: six in the forms of 2019 and 2021, free ones before."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.forms import labels
from parsers.lexicon.normalize import nfkc, squeeze
from parsers.model import Block, Line, Section

_NUMBER = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_HEAD = re.compile(r"^[^一-龥\d]{0,3}(?P<number>[一二三四五六七八九十]{1,2})\s*[、.．,，:]\s*(?P<rest>.+)$")
# A heading is short; a sentence that opens with its words is not one.
_LONGEST = 45
_SENTENCE = re.compile(r"[。；;！!]|，.*，")


def heading_key(line: str) -> str | None:
    """The chapter that a line opens (s1_overview … s6_other); "other" for a numbered heading of no form; else None."""
    text = squeeze(line)
    return _key(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=5_000)
def _key(text: str) -> str | None:
    if _SENTENCE.search(text.rstrip("。")):
        return None
    match = _HEAD.match(text)
    rest = match["rest"] if match else text
    bare = re.split(r"[(（:：]", rest)[0] or rest
    for key, entry in labels("sections").items():
        if any(core.search(bare) for core in entry.cores) and (match or len(bare) <= len(entry.zh) + 6):
            return key
    return "other" if match else None


def sections_of(blocks: tuple[Block, ...] | list[Block]) -> tuple[Section, ...]:
    """The chapters in the order they stand; text before the first heading belongs to none. Tables are not text."""
    found: list[tuple[str, str | None, int | None, list[str]]] = []
    for block in blocks:
        if not isinstance(block, Line):
            continue
        key = heading_key(block.text)
        if key is not None and not _is_repeat(key, found):
            match = _HEAD.match(nfkc(block.text).strip())
            number = _NUMBER.get(match["number"]) if match else None
            found.append((block.text, None if key == "other" else key, number, []))
        elif found:
            found[-1][3].append(block.text)
    return tuple(Section(number, key, heading, "\n".join(text)) for heading, key, number, text in found)


def _is_repeat(key: str, found: list[tuple[str, str | None, int | None, list[str]]]) -> bool:
    """Whether the chapter is already open: a table of contents, or the same words as a caption of its table."""
    return key != "other" and any(k == key for _, k, _, _ in found)
