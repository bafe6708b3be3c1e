"""Why a list was not read whole, or a visit ended as it did: one catalogue, from which the sentences are made and told in Chinese.

The archive keeps the English sentence. It is made here alone, so that its kind and its numbers can be read from it again.
"""

from __future__ import annotations

import re
from functools import cache

REASONS: dict[str, tuple[str, str]] = {
    "pages": ("{seen} of {claimed} pages", "共{claimed}页，只读到{seen}页"),
    "rows": ("{seen} of {claimed} rows", "共{claimed}条，只见到{seen}条"),
    "further": ("further page {url}: {why}", "后续页 {url}：{why}"),
    "no_row": ("a column without a row", "年报栏目里一条也没有"),
    "no_report": (
        "what is called a report there is none that can be read",
        "标题是报告，打开后却读不到报告",
    ),
    "bodies": ("bodies without a report: {names}", "没有见到报告的机关：{names}"),
    "years": ("tabs without an address: {names}", "年份标签没有地址：{names}"),
    "elsewhere": ("column on another host, not asked: {url}", "栏目在别的主机上，未采集：{url}"),
    "cut": ("titles cut short, not asked: {names}", "标题被截断，未打开：{names}"),
    "loose_pager": ("what is behind {names} was not reached", "{names}之后的内容没有读到"),
    "loose_title": ("titles without a link: {names}", "标题没有链接：{names}"),
    "loose_name": ("names without a link: {names}", "名称没有链接：{names}"),
    "loose_link": ("a link that was not opened: {names}", "没有打开的链接：{names}"),
    "loose_part": (
        "further pages of a report, kept and not joined to it: {names}",
        "报告的后续页，已存而未并入报告：{names}",
    ),
    "loose_frame": ("a frame that was not read: {names}", "没有读的框架：{names}"),
    "loose_place": ("an empty place that a script may fill: {names}", "可能由脚本填充的空白处：{names}"),
    "loose_template": ("a template that nothing filled in: {names}", "没有填充的模板：{names}"),
    "loose_request": ("a request of its script was not understood: {names}", "脚本的请求没有读懂：{names}"),
    "loose_capped": (
        "it ends at {names} rows, and older reports of its bodies are known",
        "恰到{names}条为止，而已知有更早的报告",
    ),
    "loose_address": (
        "an address that it prints was not asked: {names}",
        "页面印出而没有请求的地址：{names}",
    ),
    "loose_control": ("what a click does is not known: {names}", "点击后的去向没有读懂：{names}"),
    "not_asked": ("not asked yet", "尚未请求"),
    "forbidden": (
        "a rule forbids to ask it: robots.txt, or a takedown",
        "规则禁止请求：robots.txt，或已应要求删除",
    ),
    "no_answer": ("no answer", "没有回应"),
    "filled": ("its list is filled by a script that no family reads", "列表由脚本填充，本软件还不能读"),
    "cut_short": (
        "its further pages are written by a script that no family reads",
        "后续页由脚本写出，本软件还不能读",
    ),
    "left": (
        "it lists papers of every kind and was left before its end",
        "列有各类文件，未读到底就停了",
    ),
    "unseen": ("the page could not be looked at", "页面没能看成"),
    "exhausted": ("its scripts are longer than what is followed of them", "脚本过长，没有读完"),
    "unanswered": ("the answer that should fill its list holds no rows", "应当填充列表的回应里没有条目"),
    "watched_short": (
        "a browser was shown {seen} of its pages, and not the last",
        "浏览器看了{seen}页，没有看到最后",
    ),
    "rendered": (
        "{seen} reports were read as a browser showed them",
        "{seen}份报告由浏览器呈现后读出",
    ),
    "rendered_none": ("a browser was shown no report there", "浏览器打开后也没有见到报告"),
    "unwatched": ("a browser could not look at it: {why}", "浏览器没能打开：{why}"),
    "not_plain": ("what it asks cannot be said as data", "其请求无法写成数据"),
    "watched": ("{url} is read by watching it in a browser: {why}", "{url} 靠浏览器观看来读：{why}"),
    "slow_down": ("status {status}: asked to slow down", "状态码 {status}：要求放慢"),
    "unavailable": ("status {status}: not available now", "状态码 {status}：暂时不可用"),
    "challenge": ("status {status}: a script instead of the page", "状态码 {status}：返回的是验证脚本"),
    "status": ("status {status}", "状态码 {status}"),
    "truncated": ("the body ended before its stated length", "内容未传完"),
    "empty": ("no body", "内容为空"),
    "encoding": ("the text is in no encoding that is known", "文字编码无法识别"),
    "login": ("a form for name and password", "要求登录"),
    "challenged": ("challenge: {why}", "遇到验证：{why}"),
    "blocked": ("blocked: {why}", "被拦截：{why}"),
    "in_a_row": ("{seen} failures in a row, the last: {why}", "连续失败{seen}次，最后一次：{why}"),
    "met_at": ("{why} at {url}", "{url}：{why}"),
    "says": ("the page says '{words}'", "页面写着“{words}”"),
    "called": ("the page is called '{words}'", "页面标题为“{words}”"),
    "leads_home": ("it leads to the home page {url}", "跳转到首页 {url}"),
    "moved": ("the home page leads to {url}", "首页跳转到 {url}"),
    "home_silent": ("the home page never answered", "首页没有回应"),
    "nothing_sound": ("no page was what it should be", "没有一页是应有的内容"),
    "silent": ("no report was found", "没有见到报告"),
    "silent_now": ("no report was seen, where {known} were known", "已知有{known}份报告，这次一份也没有见到"),
    "more": ("and {seen} more", "另有{seen}项"),
    "others": ("{why}, and {seen} more", "{why}，另有{seen}项"),
    "at": ("{url}: {why}", "{url}：{why}"),
}
"""Kind -> the sentence in English and in Chinese; `why` is another reason. The more special stand first."""
CLAIMS: dict[str, tuple[str, str]] = {
    "list": ("列表", "list"),
    "pages": ("页数", "pages of"),
    "rows": ("条数", "rows of"),
    "bodies": ("机构目录", "directory"),
    "years": ("年份", "years"),
    "elsewhere": ("他站栏目", "column"),
    "reports": ("报告", "reports"),
    "files": ("附件", "files"),
    "loose": ("未解之处", "loose ends of"),
}
"""Every kind of claim (`archive.crawl.books`), with its words in Chinese and English."""
_NAMED = {english: chinese for chinese, english in CLAIMS.values()}
_CLAIM = re.compile(rf"({'|'.join(_NAMED)})(?! on another host)(?: (.{{1,2000}}?))?: (.+)", re.S)
"""What a visit says of a claim: its kind, its name and address, and why it is open."""
_BETWEEN = re.compile(rf"; (?=(?:{'|'.join(_NAMED)})[ :]|and \d{{1,9}} more$)")
"""Between the claims of one visit."""
_FIELDS = {
    **dict.fromkeys(("seen", "claimed", "status", "known"), r"\d{1,9}"),
    "url": r"https?://\S{1,2000}",
}
_LONGEST = 4_000
_DEEPEST = 4


def said(kind: str, **values: object) -> str:
    """The sentence that is kept."""
    return REASONS[kind][0].format(**values)


def in_chinese(text: str, depth: int = 0) -> str:
    """The same in Chinese; what is no sentence of the catalogue stays as it is."""
    if len(text) > _LONGEST or depth > _DEEPEST:
        return text
    if len(parts := _BETWEEN.split(text)) > 1:
        return "；".join(in_chinese(part, depth + 1) for part in parts)
    if claim := _CLAIM.fullmatch(text):
        what = f" {claim[2]}" if claim[2] else ""
        return f"{_NAMED[claim[1]]}{what}：{in_chinese(claim[3], depth + 1)}"
    for kind, pattern in _patterns().items():
        if found := pattern.fullmatch(text):
            values = found.groupdict()
            if "why" in values:
                values["why"] = in_chinese(values["why"], depth + 1)
            return REASONS[kind][1].format(**values)
    return text


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(_pattern(english), re.S) for kind, (english, _) in REASONS.items()}


def _pattern(english: str) -> str:
    parts = re.split(r"\{(\w+)\}", english)
    fields = (f"(?P<{name}>{_FIELDS.get(name, '.+')})" for name in parts[1::2])
    texts = map(re.escape, parts[::2])
    return "".join(piece for pair in zip(texts, [*fields, ""], strict=True) for piece in pair)
