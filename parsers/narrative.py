"""Figures that the prose states, each with the words it was read in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.model import Line, NarrativeFigure
from parsers.textnorm import squeeze

_APPLIED = r"(?:政府)?(?:信息)?(?:依申请)?公开(?:政府信息)?(?:的?申请|事项)?(?:案件|事项)?"
# Figure → patterns; one figure is read once, by the first pattern that the report's text holds.
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "proactive": (
        re.compile(
            r"(?:政府)?(?:信息)?主动(?:向社会)?公开(?:各类)?(?:政府)?(?:信息)?[^\d,。;]{0,6}(\d+)余?条"
        ),
    ),
    "requests": (
        re.compile(
            rf"(?:共|全年共?|新)?(?:受理|收到|收办|办理|接收|接到)(?:到|并办理)?(?:各类)?(?:政府信息)?{_APPLIED}(?:共|共计)?(\d+)件"
        ),
        re.compile(r"(?:新收|收到|受理)(?:政府信息公开)?申请(?:共|共计)?(\d+)件"),
    ),
    "carried_in": (re.compile(r"上(?:一)?年度?结转[^\d,。;]{0,8}(\d+)件"),),
    "carried_out": (re.compile(r"(?:顺延|结转|转)(?:到|至)?下(?:一)?年度?[^\d,。;]{0,8}(\d+)件"),),
    "review": (re.compile(r"行政复议(?:案件)?(?:共)?(\d+)件"),),
    "litigation": (re.compile(r"行政诉讼(?:案件)?(?:共)?(\d+)件"),),
    "processing_fee_yuan": (re.compile(r"收取[^\d,。;]{0,12}(?:信息)?处理费[^\d,。;]{0,6}(\d+)元"),),
}
_NONE = {"requests": re.compile(r"未收到(?:过)?(?:公民.{0,12})?(?:政府信息)?(?:依申请)?公开申请")}


def narrative_of(lines: Iterable[Line]) -> tuple[NarrativeFigure, ...]:
    """The figures of the prose, in the order of the table above."""
    squeezed = [(squeeze(line.text), line.locator) for line in lines]
    found = []
    for key, patterns in _PATTERNS.items():
        hit = _first(patterns, squeezed)
        if hit:
            value, text, where = hit
            found.append(NarrativeFigure(key, value, text, where))
        elif key in _NONE:
            said = next(((m[0], w) for t, w in squeezed if (m := _NONE[key].search(t))), None)
            if said:
                found.append(NarrativeFigure(key, 0, *said))
    return tuple(found)


def _first(
    patterns: tuple[re.Pattern[str], ...], lines: list[tuple[str, str]]
) -> tuple[int, str, str] | None:
    for pattern in patterns:
        for text, where in lines:
            match = pattern.search(text)
            if match:
                return int(match[1]), match[0], where
    return None
