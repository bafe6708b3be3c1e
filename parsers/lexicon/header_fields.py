"""Facts that a page or a text states about itself in its header table or its line of source and date."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.lexicon.normalize import nfkc, squeeze, tidy
from parsers.model import Grid

# Printed label → the one name it is kept under.
_LABELS = {
    "索引号": "索引号", "信息索取号": "索引号", "索取号": "索引号",
    "发布机构": "发布机构", "发布机关": "发布机构", "公开主体": "发布机构", "责任部门": "发布机构", "发文单位": "发布机构",
    "发文机关": "发布机构", "公开机构": "发布机构", "信息来源": "来源", "来源": "来源", "稿源": "来源",
    "成文日期": "成文日期", "生成日期": "成文日期", "发文日期": "成文日期",
    "更新日期": "更新日期", "更新时间": "更新日期",
    "发布日期": "发布日期", "发布时间": "发布日期", "公开日期": "发布日期", "公开时间": "发布日期", "发稿时间": "发布日期",
    "名称": "名称", "标题": "名称", "信息名称": "名称", "文号": "文号", "发文字号": "文号", "文件编号": "文号",
}  # fmt: skip
_NAMES = "|".join(sorted(_LABELS, key=len, reverse=True))
# What stands behind a value on the same line once the blank between them is folded.
_NEXT = r"(?:浏览|阅读|点击|访问)(?:次数|量|数|人次)?(?=\s*(?:[:：]|\d|\[|【|$))|字[号体]|[【\[]|作者|责任编辑|打印|分享"
# Fields that are not kept: their name ends the value before it too.
_OTHERS = "发布人员?|发布者|发稿人|录入人?|录入员|信息员|上传人?|编辑|责编|审核人?|审核员|初审|复审|终审|签发人?|撰稿人?|供稿人?|供稿单位|摄影|点击数|所属栏目|栏目|分类|主题分类|主题词|关键词|体裁|语种|有效性|公开方式|公开范围|公开类别|公开形式"
# 日期 and 时间 alone are the day of posting; as the end of a longer word (有效日期) they are another day.
_ALONE = {"日期": "发布日期", "时间": "发布日期"}
_LINE = re.compile(
    rf"({_NAMES}|(?<![\u4e00-\u9fff])(?:{'|'.join(_ALONE)}))\s*[:：]\s*((?:(?!(?:{_NAMES}|{_OTHERS})\s*[:：]|{_NEXT})[^\s:：])+(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?)"
)
# Whoever wrote the page, and behind it the day.
_SIGNED_BY = re.compile(r"(?:作者|编辑|撰稿|供稿|来源)\s*[:：][^:：]{0,40}?\d{4}[-年./]\d{1,2}[-月./]\d{1,2}")
_DATE_AND_TIME = re.compile(r"\s*(\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?)\s+\d{1,2}:\d\d")
_DATE_VALUE = re.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?")


def from_table(grid: Grid, found: dict[str, str]) -> None:
    """Label and value pairs of a header table; the value stands in the label's cell or in the next."""
    for row in grid.rows:
        for index, cell in enumerate(row):
            key, inline = _labelled(cell.text)
            if key is None:
                continue
            value = tidy(inline) or (tidy(row[index + 1].text) if index + 1 < len(row) else "")
            if value and squeeze(value).rstrip(":") not in _LABELS:
                found.setdefault(key, value)


@lru_cache(maxsize=20_000)
def _labelled(text: str) -> tuple[str | None, str]:
    """The name under which what a cell's label announces is kept, and what stands behind the colon in the same cell."""
    label, _, inline = nfkc(text).partition(":")
    return _LABELS.get(squeeze(label)), inline


def from_line(line: str, found: dict[str, str]) -> None:
    """来源：… 发布时间：… on one line, or a bare date."""
    text = nfkc(line)
    if len(text) > 200:
        return
    for match in _LINE.finditer(text) if ":" in text else ():
        if match[1] in _LABELS or _DATE_VALUE.search(match[2]):
            found.setdefault((_LABELS | _ALONE)[match[1]], match[2])
    if "发布日期" in found:
        return
    days = _DATE_VALUE.findall(text)
    if len(days) == 1 and _SIGNED_BY.search(text):
        found.setdefault("bare_date", days[0])
    if stray := _DATE_VALUE.fullmatch(squeeze(text)):
        found.setdefault("bare_date", stray[0])
    elif timed := _DATE_AND_TIME.match(text):
        found.setdefault("bare_date", timed[1])
