"""Where the words of a report, its title aside, name the body that publishes it: its lead, its letterhead, its
signature, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.lexicon.normalize import squeeze
from parsers.model import Line

LEAD = re.compile(r"现将(?P<body>.{2,30}?)(?P<year>20\d\d)年?(?:度)?(?:的)?(?:政府|政务)?信息公开")
_LEAD_BEHIND = re.compile(
    r"(?:公布|公开|发布|编制|报告)(?:了)?(?P<year>20\d\d)年?度?(?![年度的]|政府|政务)(?P<body>[\u4e00-\u9fff]{4,25}?)(?:的)?(?:政府|政务)?信息公开(?:工作)?(?:情况)?(?:年度|工作)"
)
QUOTED = re.compile(r"《[^《》]{1,80}》")
"""The name of another paper, with the body that wrote it."""
_PAPER_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[(【]20\d\d[〕\])】]第?\d{1,4}号")
_NAME = r"(?P<body>[\u4e00-\u9fff]{4,25}?)"
_BY = (
    re.compile(rf"由{_NAME}(?:负责)?(?:按照|根据|依据|编制|编写|汇总)"),
    re.compile(rf"(?:^|[,，。]){_NAME}(?:组织)?编制(?:了|完成)?(?:本报告|《?20\d\d年)"),
)
_LETTERHEAD = re.compile(r"(?P<body>[\u4e00-\u9fff]{4,30})文件")
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff()]{2,30}(?:政府|办公室|办公厅|局|委员会|厅|中心|街道办事处|街道|镇|乡|管委会|委|院|队|站|处)"
)
_CONTACT = (
    re.compile(r"(?:联系|地址).{0,4}(?P<body>[\u4e00-\u9fff]{2,20}(?:人民政府办公室|政府办公室))"),
    re.compile(rf"请[与向同]{_NAME}(?:联系|反映|咨询)"),
)
_OFFICE = re.compile(r"(?<=[局委会厅院处队心])(?:办公室|综合科|政务公开股|信息股)$")
_DAY = re.compile(r"(?:20\d\d[年.]\d{1,2}[月.]\d{1,2}日?|二[〇○零OoО].{2}年.{1,2}月.{1,3}日)$")
_LETTERHEAD_LINES = 6
SIGNATURE_LINES = 8


def is_letterhead(text: str) -> bool:
    """Whether a line is of the head of an official paper, above its title: 桐柏县审计局文件, 桐审〔2024〕3号."""
    squeezed = squeeze(text)
    return bool(_LETTERHEAD.fullmatch(squeezed) or _PAPER_NUMBER.fullmatch(squeezed))


def publishers_named(lines: list[Line]) -> Iterator[tuple[str, str, str]]:
    """(source, name, locator) of each body that the text names as its own, the most trusted first."""
    for line, name in _named_by((LEAD, _LEAD_BEHIND, *_BY), lines):
        yield "lead", name, line.locator
    for line in lines[:_LETTERHEAD_LINES]:
        if match := _LETTERHEAD.fullmatch(squeeze(line.text)):
            yield "letterhead", match["body"], line.locator
    for line in lines[-SIGNATURE_LINES:]:
        text = _DAY.sub("", squeeze(line.text))
        if _BODY_NAME.fullmatch(text):
            yield "signature", text, line.locator
    for line, name in _named_by(_CONTACT, lines):
        yield "contact", _OFFICE.sub("", name), line.locator


def _named_by(patterns: Sequence[re.Pattern[str]], lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """What the group `body` of each pattern finds in each line."""
    for line in lines:
        for pattern in patterns:
            if match := pattern.search(QUOTED.sub("", squeeze(line.text))):
                yield line, match["body"]
