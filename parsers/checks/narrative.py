"""Figures that the prose states, each with the words it was read in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.lexicon.normalize import squeeze
from parsers.model import Line, NarrativeFigure

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_CASES = r"(?:件|条|宗|起|份|例|次)"
_SUM = r"(?:共计|总计|合计|总数|共|数)?(?:为|达)?"
_APPLIED = r"(?:政府)?(?:信息)?(?:依申请)?公开(?:政府信息)?(?:的?申请|事项)?(?:案件|事项)?"
_NO = r"(?:未发生|未出现|未收到|未因|未有|没有)[^\d。;]{0,30}?"
# Figure → patterns; one figure is read once, by the first pattern that the report's text holds.
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "proactive": (
        re.compile(
            rf"(?:主动(?:向社会)?|向社会(?:主动)?)公开(?:的)?(?:各类)?(?:政府)?(?:信息)?[^\d,。;]{{0,6}}{_NUMBER}余?条"
        ),
        re.compile(rf"主动(?:向社会)?公开(?:的)?(?:各类)?政府信息{_SUM}{_NUMBER}余?件"),
    ),
    "requests": (
        re.compile(
            rf"(?:共|全年共?|新)?(?:受理|收到|收办|办理|接收|接到)(?:到|并办理)?(?:各类)?(?:政府信息)?{_APPLIED}{_SUM}{_NUMBER}{_CASES}"
        ),
        re.compile(rf"(?:新收|收到|受理)(?:政府信息公开)?申请{_SUM}{_NUMBER}件"),
        re.compile(
            rf"(?:受理|收到|接到)[^\d,。;信留]{{0,24}}公开(?:政府)?(?:信息)?的?申请{_SUM}{_NUMBER}{_CASES}"
        ),
        re.compile(rf"(?:受理|收到|接到)[^\d,。;]{{0,20}}政府信息公开(?:的)?申请{_SUM}{_NUMBER}{_CASES}"),
        re.compile(rf"申请总数(?:为|共)?{_NUMBER}{_CASES}"),
    ),
    "carried_in": (re.compile(r"上(?:一)?年度?结转[^\d,。;]{0,8}(\d+)件"),),
    "carried_out": (re.compile(r"(?:顺延|结转|转)(?:到|至)?下(?:一)?年度?[^\d,。;]{0,8}(\d+)件"),),
    "review": (re.compile(rf"行政复议(?:申请|案件|案)?{_SUM}{_NUMBER}{_CASES}"),),
    "litigation": (re.compile(rf"行政诉讼(?:的)?(?:案件|案)?{_SUM}{_NUMBER}{_CASES}"),),
    "processing_fee_yuan": (re.compile(r"收取[^\d,。;]{0,12}(?:信息)?处理费[^\d,。;]{0,6}(\d+)元"),),
}
# What the prose says there was none of.
_NONE = {
    "requests": re.compile(
        r"(?:未|没有)(?:收到|受理|接到)(?:过)?[^\d,。;]{0,25}?公开(?:政府)?(?:信息)?(?:的)?申请|无依申请公开"
    ),
    "review": re.compile(rf"{_NO}行政复议|无(?!正当)[^\d,。;]{{0,12}}行政复议"),
    "litigation": re.compile(rf"{_NO}行政诉讼|无(?!正当)[^\d,。;]{{0,16}}行政诉讼"),
}


# Of another time: what was received last year or since 2008 is no figure of the report's year.
_OTHER_TIME = re.compile(r"上(?:一)?年(?!度?结转)|去年|前年|历年|同期|以来|年均")
_YEAR = re.compile(r"20\d\d(?=年)")
_OWN_WORDS = frozenset({"carried_in", "carried_out"})
"""Figures whose own words name another year."""
_TIME_ALONE = 9
"""Characters of a clause that only says when: 2022年全年."""


def narrative_of(lines: Iterable[Line], year: int | None = None) -> tuple[NarrativeFigure, ...]:
    """The figures of the prose, in the order of the table above; those of the report's `year`."""
    squeezed = [(squeeze(line.text), line.locator) for line in lines]
    found = []
    for key, patterns in _PATTERNS.items():
        hit = _first(patterns, squeezed, None if key in _OWN_WORDS else (year,))
        if hit:
            value, text, where = hit
            found.append(NarrativeFigure(key, value, text, where))
        elif key in _NONE:
            said = next(((m[0], w) for t, w in squeezed if (m := _NONE[key].search(t))), None)
            if said:
                found.append(NarrativeFigure(key, 0, *said))
    return tuple(found)


def _first(
    patterns: tuple[re.Pattern[str], ...], lines: list[tuple[str, str]], time: tuple[int | None] | None
) -> tuple[int, str, str] | None:
    """Value, words and place of the first match; one of another time than `time` does not count."""
    for pattern in patterns:
        for text, where in lines:
            for match in pattern.finditer(text):
                if time is None or not _is_of_another_time(text, match, time[0]):
                    return int(match[1].replace(",", "")), match[0], where
    return None


def _is_of_another_time(text: str, match: re.Match[str], year: int | None) -> bool:
    """Whether the clause of a figure, or a clause before it that only says when, names another time."""
    before = re.split(r"[,，。;；:：]", text[: match.start()])
    clause = before[-1] + match[0]
    if (
        len(before) > 1
        and len(before[-2]) <= _TIME_ALONE
        and before[-2].endswith(("年", "全年", "年度", "年间"))
    ):
        clause = before[-2] + clause
    years = {int(found) for found in _YEAR.findall(clause)}
    return bool(_OTHER_TIME.search(clause)) or bool(years and year is not None and year not in years)
