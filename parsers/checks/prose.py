"""Arithmetic inside the prose: parts that should add up to a stated total, percentages that should follow from the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from parsers.lexicon.normalize import squeeze
from parsers.model import Check, Figure, Line

# 主动公开3118条,其中概况类信息569条,政务动态类信息1641条…
_LISTED = re.compile(
    r"主动(?:向社会)?公开[^。;\d]{0,20}(?P<total>\d+)条[,:](?:其中|包括|分别为)?[,:]?"
    r"(?P<parts>(?:[^。;\d]{1,30}\d+条[、,]?){2,})"
)
_PART = re.compile(r"(?<!\d)(\d+)条")
# An open list (…等) or a rounded figure (…余条) need not add up.
_OPEN = re.compile(r"等|余|约|左右")
_PERCENT = re.compile(r"(?<!\d)(?P<count>\d+)件,(?:约)?占[^,。;\d]{0,14}(?P<percent>\d+(?:\.\d+)?)%")
_DENOMINATORS = (
    ("t3.new_received.total",),
    ("t3.total_results.total",),
    ("t3.new_received.total", "t3.carried_in.total"),
)


def prose_checks(lines: list[Line], figures: Mapping[str, Figure]) -> Iterator[Check]:
    """`narr.proactive_parts` and `narr.percent.<n>`; soft, for the prose may count otherwise than the tables."""
    texts = [squeeze(line.text) for line in lines]
    for text in texts:
        match = _LISTED.search(text)
        if match and not _OPEN.search(match["parts"]) and not text[match.end() :].startswith("等"):
            left = sum(int(n) for n in _PART.findall(match["parts"]))
            right = int(match["total"])
            yield Check("narr.proactive_parts", "soft", (), left, right, "pass" if left == right else "fail")
            break
    number = 0
    for text in texts:
        for match in _PERCENT.finditer(text):
            check = _percent(match["count"], match["percent"], figures, number + 1)
            if check is not None:
                number += 1
                yield check


def _percent(count: str, printed: str, figures: Mapping[str, Figure], number: int) -> Check | None:
    """A share of the requests, if its count is one that table 3 prints."""
    counts = {f.key for f in figures.values() if f.key.startswith("t3.") and f.value == int(count)}
    if not counts:
        return None
    places = len(printed.partition(".")[2])
    shares = {}
    for keys in _DENOMINATORS:
        whole = sum(f.value for k in keys if (f := figures.get(k)) is not None and f.value is not None)
        if whole:
            shares[keys] = round(Decimal(100 * int(count)) / Decimal(whole), places)
    if not shares:
        return None
    wanted = Decimal(printed)
    keys, share = next(((k, s) for k, s in shares.items() if s == wanted), next(iter(shares.items())))
    return Check(f"narr.percent.{number}", "soft", keys, wanted, share, "pass" if share == wanted else "fail")
