"""The links of a page, wherever it keeps them: in anchors, handlers, lists to choose from, scripts, or its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

from parsers.addresses import Base
from parsers.html.tree import Element
from parsers.model import Link
from parsers.textnorm import tidy

_HANDLERS = ("onclick", "data-url", "data-href", "data-link")
_HANDLED = "//*[" + " or ".join(f"@{name}" for name in _HANDLERS) + "]"
_QUOTED = re.compile(r"[\"']([^\"'\s<>]{2,300})[\"']")
_ADDRESS = re.compile(
    r"(?:https?:/)?\.{0,2}/[^\s\"'<>]*$|\?\w+=\S*$|[\w./-]+\.(?:s?html?|jspx?|aspx?|php|do|action)(?:\?\S*)?$",
    re.I,
)
"""What looks like an address in a handler: a path, or a file name that a page has."""
_FUNCTION = re.compile(r"javascript:", re.I)
_IN_SCRIPT = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*\\?[\"']?([^\"'\\\s<>]+)[^<>]*>(.{0,600}?)<\\?/a>", re.I | re.S
)
_TITLE = re.compile(r"\btitle\s*=\s*\\?[\"']([^\"'\\<>]+)", re.I)
_TAG = re.compile(r"<[^<>]*>")
_CITED = re.compile(
    r"(?:https?://(?:[\w-]+\.)+[a-z]{2,9}|(?:[\w-]+\.)+gov\.cn)(?::\d+)?(?:/[\w./?=&%#~+-]*)?", re.I | re.A
)
_CITING = re.compile(r"年报|年度报告|信息公开|下载|查阅|链接|网址")
_BEFORE = 60
"""Characters before an address in prose in which the page says what is there."""
_MOST_CITED = 5


def links_of(root: Element, url: str) -> tuple[Link, ...]:
    """Every link to http(s), resolved against <base> or the page; an address comes once for each of its texts."""
    stated = next((b.get("href") for b in root.iter("base") if b.get("href")), None)
    base = Base(urljoin(url, stated) if stated else url)
    found: dict[tuple[str, str], Link] = {}
    for target, text, title in _all(root):
        address = base.join(target)
        if address is not None and (title or (address, text) not in found):
            found[address, text] = Link(address, text, title)
    worded = {address for address, text in found if text}
    return tuple(link for link in found.values() if link.text or link.title or link.url not in worded)


def _all(root: Element) -> Iterator[tuple[str, str, str | None]]:
    """Target as written, text, title attribute."""
    for node in root.iter("a", "area", "iframe", "frame"):
        target = node.get("href") or node.get("src") or ""
        if not _FUNCTION.match(target.lstrip()):
            yield target, _words(node), tidy(node.get("title") or "") or None
        else:
            yield from _handled(node, target)
    for node in root.xpath(_HANDLED):
        for name in _HANDLERS:
            yield from _handled(node, node.get(name) or "", quoted=name == "onclick")
    for node in root.iter("option"):
        yield from _handled(node, node.get("value") or "", quoted=False)
    for node in root.iter("script"):
        yield from _scripted(node.text or "")


def _handled(node: Element, code: str, *, quoted: bool = True) -> Iterator[tuple[str, str, str | None]]:
    """The literal addresses in a handler (`window.open('/a.html')`), or a bare address in an attribute."""
    for literal in _QUOTED.findall(code) if quoted else [code.strip()]:
        if _ADDRESS.match(literal):
            yield literal, _words(node), tidy(node.get("title") or "") or None


def _scripted(code: str) -> Iterator[tuple[str, str, str | None]]:
    """Anchors that a script or a data island writes, as they stand in its text."""
    if "<a" not in code and "<A" not in code:
        return
    for match in _IN_SCRIPT.finditer(code):
        title = _TITLE.search(match[0][: match.start(2) - match.start()])
        yield unescape(match[1]), tidy(unescape(_TAG.sub("", match[2]))), tidy(title[1]) if title else None


def cited(text: str) -> tuple[str, ...]:
    """Addresses that the prose of a report prints for its readers (…可在 http://www.X.gov.cn/zfxxgknb/ 下载)."""
    found = []
    for match in _CITED.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _CITING.search(before):
            address = match[0].rstrip(".")
            found.append(address if "//" in address else f"http://{address}")
    return tuple(dict.fromkeys(found))[:_MOST_CITED]


def _words(link: Element) -> str:
    """What a reader takes a link for: the heading of a card, its own text, else the words of its picture."""
    heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    text = tidy("".join((link if heading is None else heading).itertext()))
    if text:
        return text
    picture = next(link.iter("img"), None)
    return "" if picture is None else tidy(picture.get("alt") or picture.get("title") or "")
