"""Which region a text means, and what a name says of the place beside the body itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nianbao.mcp import english
from nianbao.mcp.answers import Refused
from parsers import regions
from parsers.lexicon.traditional import simplified

OFFERED = 8
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_TOWN = re.compile(r"[\u3400-\u9fff]{2,6}?(?:镇|(?<!城)乡|街道)")


class Meant(NamedTuple):
    """A name as it may stand on reports, and the beginning of the code of the region in which the body must lie."""

    name: str
    low: str = ""


def meant(text: str) -> Iterator[Meant]:
    """The ways in which a name may be meant, the plainest first.

    河南省信阳市新县 is 新县 in Henan; so is "Xin County, Henan"; "Xin County (新县)" is 新县.
    """
    yield Meant(text)
    chinese = _CHINESE.findall(text)
    if len(chinese) == 1 and _LATIN.search(text):
        yield Meant(chinese[0])
    head, *wider = (part.strip() for part in re.split("[,，]", text))
    low = _low(wider)
    if low is not None:
        yield from ([Meant(head, low)] if wider else [])
        yield from (Meant(heard, low) for heard in english.sounds(head))
    plain = simplified("".join(text.split()))
    low = ""
    while step := _wider(plain):
        plain, low = step[0], step[1]
        yield Meant(plain, low)


def _low(wider: list[str]) -> str | None:
    """Where the narrowest of the places behind a name lies; None where one of them is not known."""
    try:
        return next((region(place) or "" for place in wider), "") if all(map(region, wider)) else None
    except Refused:
        return None


def _wider(name: str) -> tuple[str, str] | None:
    """A name without the province or prefecture before it, and the beginning of that one's code."""
    for end in range(min(len(name) - 2, 12), 1, -1):
        place, rest = name[:end], name[end:]
        found = [entry for entry in regions.named(place) if entry.level != "county"]
        if len(found) == 1 and _names_a_place(rest):
            return rest, _start(found[0].code)
    return None


def _names_a_place(text: str) -> bool:
    """Whether a name says of which place it is: 财政局 alone is of none, and 吉林市 is not 市 in 吉林."""
    return bool(regions.leading(text).chain or regions.unlisted_county(text) or _TOWN.match(text))


def _start(code: str) -> str:
    return code[:2] if code.endswith("0000") else code.removesuffix("00")


def region(text: str | None) -> str | None:
    """The beginning of the code of a region, given as a code or a name; None for the whole country.

    :raises Refused: No region or several are called so.
    """
    if not text or text.strip().lower() in ("全国", "中国", "china", "national", "all"):
        return None
    spoken, text = text, "".join(text.split())
    if text.isascii() and text.isdigit():
        code = text.ljust(6, "0")
        found = {code} if len(text) in (2, 4, 6) and regions.by_code(code) else set()
    else:
        found = {entry.code for entry in regions.named(text) or english.region(spoken)}
    if len(found) != 1:
        raise Refused("unknown_region", asked=text, candidates=sorted(found)[:OFFERED])
    return _start(found.pop())
