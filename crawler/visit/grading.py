"""What a response is before anything is concluded from it: pure, and only `ok` is believed.

Challenges (瑞数: 412, 202, 468 and a small page with `$_ts`; 加速乐: 521 and `__jsl`) are named and
never solved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from archive.grades import GradeName
from parsers import media_type
from parsers.lexicon.encoding import decode
from parsers.model import Outline

UNDECODABLE = "undecodable"
"""Flag of a body that its Content-Encoding does not fit."""
SMALL = 6_000
"""Bytes below which a page may be a challenge: they are a script and nothing else."""
LINKS_OF_A_PORTAL = 20
"""A page with more links than this is a page of the portal that has a form in its corner."""
SHORT = 400
"""Characters of text below which any page may be an error page: a report or a list has more."""

_CHALLENGE = re.compile(
    rb"\$_ts\b|_\$[a-zA-Z]{2}\s*=|__jsl_clearance|__jsluid|FSSBBIl1UgzbN7N|/_guard/|cf-chl", re.I
)
_CHALLENGE_STATUS = frozenset({202, 412, 468, 521})
_WALL = re.compile(rb"<title>[^<]{0,40}(?:WAF|403 Forbidden|Access Denied)", re.I)
_WALL_SAYS = re.compile(
    r"(?:请求|访问|操作|IP).{0,12}(?:被|已).{0,6}(?:拦截|阻断|阻止|拒绝|封禁)|网站防火墙|应用防火墙|云防护|安全狗|云盾"
)
_HURRIED = re.compile(r"(?:访问|请求|操作|点击).{0,4}(?:过于|太)频繁|too many requests", re.I)
TIP = 80
"""Characters of text below which a page may be a tip and nothing else; a list that a script fills says as little, but no such words."""
WALL = 300
"""Characters of text below which a page may be what stands in front of another."""
_TIPS: tuple[tuple[GradeName, int, re.Pattern[str]], ...] = (
    ("blocked", WALL, re.compile(r"^\W*(?:access denied|(?:403 )?forbidden|拒绝访问|禁止访问)", re.I)),
    (
        "challenge",
        WALL,
        re.compile(
            r"(?:安全|人机|访问|滑动|滑块)验证|验证码.{0,12}(?:继续|后访问|后浏览)|继续访问.{0,12}验证"
        ),
    ),
    ("login", TIP, re.compile(r"请?(?:输入|填写)(?:图片|图形)?验证码")),
    ("login", TIP, re.compile(r"无权(?:限)?(?:访问|查看|浏览)|没有.{0,8}权限")),
    (
        "busy",
        TIP,
        re.compile(r"(?:系统|服务器?|网络|访问|网站)(?:正|太|过于)?(?:繁忙|忙)|请?稍[后候]再?(?:试|访问)"),
    ),
)
"""What a short page says in place of what was asked for: grade, characters of the page at the most, words."""
_PASSWORD = re.compile(rb"<input[^<>]{1,500}?\btype\s{0,9}=\s{0,9}[\"']?password", re.I)
_HOME = re.compile(r"/(?:index|default|main|home)?(?:\.\w+)?", re.I)
_GOV_HOST = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+gov\.cn(?![\w.-])", re.I)
UNDECODED = 100
"""A page with more than one character in so many that no encoding explains is not text."""
_NOT_FOUND = re.compile(
    r"页面不存在|页面未找到|找不到(?:您|该|此)?.{0,6}页面|已被删除|已删除或|已经不存在|信息不存在|页面已过期"
    r"|访问的(?:页面|地址|内容)不存在|(?:^|\D)404(?:\D|$)|not found",
    re.I,
)
_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.I | re.S)
"""What is not closed goes to the end, as in a browser; so each character is looked at once."""


@dataclass(frozen=True, slots=True)
class Grade:
    """`why` is one line for people; None where the grade says it all."""

    name: GradeName
    why: str | None = None


_BY_STATUS: dict[int, Grade] = {
    304: Grade("not_modified"),
    404: Grade("gone", "status 404"),
    410: Grade("gone", "status 410"),
    429: Grade("busy", "status 429: asked to slow down"),
    503: Grade("busy", "status 503: not available now"),
}


def grade_response(status: int, body: bytes, flags: Iterable[str] = ()) -> Grade:
    """The grade as far as status and bytes tell; `body` is content-decoded."""
    start = body if len(body) < SMALL else b""
    if status in _CHALLENGE_STATUS or _CHALLENGE.search(start):
        return Grade("challenge", f"status {status}: a script instead of the page")
    refused = _grade_status(status, wall=_WALL.search(start) is not None)
    if refused is not None:
        return refused
    if "dataloss" in flags:
        return Grade("truncated", "the body ended before its stated length")
    if UNDECODABLE in flags:
        return Grade("truncated", "the body is not whole in the compression that its header names")
    return Grade("ok") if body.strip() else Grade("empty", "no body")


def _grade_status(status: int, *, wall: bool) -> Grade | None:
    """The grade that a status alone decides, or a firewall's page (`wall`) whatever its status; None for any other."""
    if status == 401:
        return Grade("login", "status 401")
    if 300 <= status < 400 and status != 304:
        return Grade("redirect")
    if status in (403, 405, 406, 422) or wall:
        return Grade("blocked", f"status {status}")
    return _BY_STATUS.get(status) or (Grade("error", f"status {status}") if status >= 400 else None)


def grade_redirect(url: str, target: str) -> Grade:
    """A page that is gone often sends its reader to the home page of its host: that is no answer to what was asked."""
    asked, led = urlsplit(url), urlsplit(target)
    if led.hostname != asked.hostname or led.query or not _HOME.fullmatch(led.path or "/"):
        return Grade("redirect")
    if not asked.query and _HOME.fullmatch(asked.path or "/"):
        return Grade("redirect")
    return Grade("home", f"it leads to the home page {target}")


def grade_page(outline: Outline, body: bytes, *, expected_report: bool, host: str = "") -> Grade:
    """The grade of a page that looked ok, by what it says: an error page with status 200 is a soft 404.

    A page that was linked as a report and is none is read to its end; any other only where it is short,
    since a long page may speak of 404 for reasons of its own. `host` is where it was fetched.
    """
    if outline.kind == "not_html":
        return _grade_file(body)
    text, _ = decode(body)
    if text.count("\ufffd") * UNDECODED > len(text):
        return Grade("encoding", "the text is in no encoding that is known")
    if not outline.links[LINKS_OF_A_PORTAL:] and (
        tip := _grade_tip(_MARKUP.sub(" ", text), outline.text_length)
    ):
        return tip
    if outline.kind == "report":
        return _grade_home(text, host)
    return _grade_error(outline, body, text, expected_report=expected_report)


def _grade_error(outline: Outline, body: bytes, text: str, *, expected_report: bool) -> Grade:
    """The grade of a page that is no report."""
    title = _NOT_FOUND.search(outline.title or "")
    if title:
        return Grade("soft_404", f"the page is called {outline.title!r}")
    if not (expected_report or outline.text_length < SHORT):
        return Grade("ok")
    if outline.text_length < SHORT and _PASSWORD.search(body) and not outline.links[LINKS_OF_A_PORTAL:]:
        return Grade("login", "a form for name and password")
    said = _MARKUP.sub(" ", text)
    for name, pattern in (("blocked", _WALL_SAYS), ("busy", _HURRIED), ("soft_404", _NOT_FOUND)):
        match = pattern.search(said) if outline.text_length < SHORT or name == "soft_404" else None
        if match:
            return Grade(cast(GradeName, name), f"the page says {match.group().strip()!r}")
    return Grade("ok")


def _grade_tip(said: str, length: int) -> Grade | None:
    """The grade of a short page that says that what was asked for is not to be had now, or not by us; None of any other.

    The words of a link may call such a page a report, so that this is told before what it is called.
    """
    for name, most, pattern in _TIPS:
        if length < most and (match := pattern.search(said)):
            return Grade(name, f"the page says {match.group().strip()!r}")
    return None


def _grade_file(body: bytes) -> Grade:
    """Bytes that are neither text nor a known kind of file are noise; a few words without markup may be a tip."""
    if len(body) < WALL and (tip := _grade_tip(text := decode(body)[0], len(text))):
        return tip
    if media_type(body) == "application/octet-stream":
        return Grade("encoding", "the body is neither text nor a known kind of file")
    return Grade("ok")


def _grade_home(text: str, host: str) -> Grade:
    """A report on a host that is no government's, which names a government's host and not its own, is a copy."""
    if not host or host.endswith(".gov.cn") or host in text:
        return Grade("ok")
    if "gov.cn" not in text.lower():
        return Grade("ok")
    named = {name.lower() for name in _GOV_HOST.findall(_MARKUP.sub(" ", text))}
    if named:
        return Grade("mirror", f"the report names {min(named)} as its home")
    return Grade("ok")
