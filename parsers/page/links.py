"""The links of a page, wherever it keeps them: in anchors, handlers, lists to choose from, scripts, or its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import quote_plus, urlencode, urljoin

from lxml import etree

from parsers.lexicon.normalize import tidy
from parsers.lexicon.urls import Base
from parsers.model import Link
from parsers.page.script_calls import VALUE, Way, called, chosen, ways
from parsers.readers.html.standard_tree import Element

_HANDLERS = ("onclick", "data-url", "data-href", "data-link")
_HANDLED: Any = etree.XPath("|".join(f"//@{name}/.." for name in _HANDLERS))
"""The elements that have one of them, in the order of the page."""
_QUOTED = re.compile(r"[\"']([^\"'\s<>]{2,300})[\"']")
_ADDRESS = re.compile(
    r"(?:https?:/)?\.{0,2}/[^\s\"'<>]*$|\?\w+=\S*$|[\w./-]+\.(?:s?html?|jspx?|aspx?|php|do|action)(?:\?\S*)?$",
    re.I,
)
"""What looks like an address in a handler: a path, or a file name that a page has."""
_FUNCTION = re.compile(r"javascript:", re.I)
_IN_SCRIPT = re.compile(r"<a\b([^<>]{0,2000})>(.{0,600}?)<\\?/a>", re.I | re.S)
_TARGET = re.compile(
    r"\bhref\s{0,9}=\s{0,9}(?:\\?[\"']([^\"'\\\s<>]+)\\?[\"'](?!\s{0,9}\+)|([^\"'\\\s<>]+)(?=[\s>]|$))", re.I
)
"""An address that stands whole in the code: what is cut out of a sum of strings is none."""
_TITLE = re.compile(r"\btitle\s{0,9}=\s{0,9}\\?[\"']([^\"'\\<>]+)", re.I)
_HAN = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}", re.I)
_CODE, _BACKSLASH = re.compile(r"\\u([0-9a-f]{4})", re.I), re.compile(r"\\(.)")
_ROW = re.compile(r"\{[^{}]{10,4000}\}")
_PAIR = re.compile(r"[\"']?\b(\w+)[\"']?\s*:\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")
_LITERAL = re.compile(r"\"(?:[^\"\\\n]|\\.){0,300}\"|'(?:[^'\\\n]|\\.){0,300}'")
_RUN = re.compile(
    rf"(?:Array|push|add|insert\w{{0,40}}|\[)\s{{0,20}}[(\[]?\s{{0,20}}"
    rf"((?:{_LITERAL.pattern}|-?\d{{1,20}})(?:\s{{0,20}},\s{{0,20}}(?:{_LITERAL.pattern}|-?\d{{1,20}})){{1,12}})"
)
"""A row without names, or a node of a tree: `new Array('5', '…年度报告', '/a/5.html')`, `d.add(3, 1, '财政局', 'list.jsp?id=3')`."""
_ROW_TITLE = re.compile(r"^(?:\w*title|name|bt|mc|subject|text|label)$", re.I)
_ROW_ADDRESS = re.compile(r"^(?:\w*url|\w*link|href|\w*path|src)$", re.I)
_TAG = re.compile(r"<[^<>]*>")
_CITED = re.compile(
    r"(?:(?<!\w)https?://(?:[\w-]{1,63}\.){1,9}[a-z]{2,9}|(?<![\w.-])(?:[\w-]{1,63}\.){1,9}gov\.cn)(?::\d{1,5})?"
    r"(?:/[\w./?=&%#~+-]{0,500})?",
    re.I | re.A,
)
_CITING = re.compile(r"年报|年度报告|信息公开|下载|查阅|链接|网址")
_SAYS_NOTHING, _LONGEST_ROW = 4, 90
"""Characters of a link's words that tell nothing by themselves, and of a row that is the line of a list."""
_TURNS = re.compile(r"[第共]\s?\d|\d\s?/\s?\d")
"""What stands beside the links of a pager, as 第1页: no words of a card."""
_UP, _MOST_TEXTS = 3, 40
"""What holds an empty link, step by step, and the pieces of text of it, that are looked at for its words."""
_MOST_FIELDS = 40
"""Hidden fields of a form that its address carries."""
MOST_LINKS = 5_000
"""Links that are taken of a page; a large portal's home page has eight hundred."""
_MOST_IN_ROW = 8
"""Links of a row to one address; one with more is no row."""
_BEFORE = 60
"""Characters before an address in prose in which the page says what is there."""
_MOST_CITED = 5

Found = tuple[str, str, str | None]
"""A link as it was found: target as written, text, title attribute."""


def links_of(root: Element, url: str, encoding: str = "utf-8") -> tuple[Link, ...]:
    """Every link to http(s), resolved against <base> or the page; an address comes once for each of its texts.

    `encoding`: what the page is written in, and so the queries of its links.

    One more than `MOST_LINKS` where the page has more, so that a caller sees the cut.
    """
    stated = next((b.get("href") for b in root.iter("base") if b.get("href")), None)
    base = Base(urljoin(url, stated) if stated else url, encoding)
    found: dict[tuple[str, str], Link] = {}
    for target, text, title in _all(root):
        address = base.join(target)
        if address is not None and (title or (address, text) not in found):
            found[address, text] = Link(address, text, title)
            if len(found) > MOST_LINKS:
                break
    worded = {address for address, text in found if text}
    return tuple(link for link in found.values() if link.text or link.title or link.url not in worded)


def _all(root: Element) -> Iterator[Found]:
    scripts = [node.text or "" for node in root.iter("script")]
    known = {name: way for script in scripts for name, way in ways(script).items()}
    for node in root.iter("a", "area", "iframe", "frame"):
        yield from _anchored(node, known)
    for node in _HANDLED(root):
        yield from _clicked(node, known)
    forms: dict[Element, str] = {}
    for choice in root.iter("select"):
        yield from _options(choice, known, forms)
    for script in scripts:
        yield from _written(script)
        if _HAN.search(script):
            yield from _named_rows(script)
            yield from _bare_rows(script)


def _anchored(node: Element, known: dict[str, Way]) -> Iterator[Found]:
    """Where an anchor or a frame leads."""
    target = node.get("href") or node.get("xlink:href") or node.get("src") or ""
    text, title = _words(node), _title(node)
    if not title and 0 < len(text) <= _SAYS_NOTHING:
        title = _row_of(node, text)
    if not title and not text and target and node.tag == "a":
        title = _card_of(node)
    for address in _handled(target, known) if _FUNCTION.match(target.lstrip()) else [target]:
        yield address, text, title


def _clicked(node: Element, known: dict[str, Way]) -> Iterator[Found]:
    """Where the handlers of an element lead. A box that holds links of its own is none: its address is that of data
    for a script."""
    for name in ("onclick",) if node.find(".//a") is not None else _HANDLERS:
        code = node.get(name) or ""
        for address in _handled(code, known) if name == "onclick" else _bare(code):
            yield address, _words(node), _title(node)


def _options(choice: Element, known: dict[str, Way], forms: dict[Element, str]) -> Iterator[Found]:
    """Where a list to choose from leads for each of its values."""
    handler = choice.get("onchange") or ""
    sent = _sent(choice, forms) if "submit(" in handler else None
    leads = chosen(handler, known)
    for node in choice.iter("option"):
        value = (node.get("value") or "").strip()
        address = leads.replace(VALUE, _quotable(value)) if value and leads else None
        if sent and value:
            address = address or sent + quote_plus(value)
        for target in [address] if address else _bare(value):
            yield target, _words(node), None


def _quotable(value: str) -> str:
    """What a script would have of a value between its quotes; nothing of one that ends them."""
    return "" if "'" in value or "\n" in value else value


def _sent(choice: Element, forms: dict[Element, str]) -> str | None:
    """The address, but for the value, to which a form leads that is sent by GET as soon as something is chosen.

    :param forms: what each form sends beside; filled here, so that a form is looked through once.
    """
    form, name = next(choice.iterancestors("form"), None), choice.get("name")
    if form is None or not name or (form.get("method") or "get").lower() != "get":
        return None
    if form not in forms:
        inputs = islice((i for i in form.iter("input") if i.get("type") == "hidden"), _MOST_FIELDS)
        forms[form] = urlencode([(i.get("name"), i.get("value") or "") for i in inputs if i.get("name")])
    fields = "&".join(part for part in (forms[form], urlencode([(name, "")])) if part)
    return f"{(form.get('action') or '').partition('?')[0]}?{fields}"


def _handled(code: str, known: dict[str, Way]) -> list[str]:
    """The addresses in a handler: those its calls put together, else literal ones (`window.open('/a.html')`)."""
    return called(code, known) or [quoted for quoted in _QUOTED.findall(code) if _ADDRESS.match(quoted)]


def _bare(value: str) -> list[str]:
    return [value.strip()] if _ADDRESS.match(value.strip()) else []


def _written(code: str) -> Iterator[Found]:
    """The anchors that a script writes or a data island carries, as they stand in its text."""
    if "<a" not in code and "<A" not in code:
        return
    for match in _IN_SCRIPT.finditer(code):
        if target := _TARGET.search(match[1]):
            title = _TITLE.search(match[1])
            yield (
                unescape(target[1] or target[2]),
                tidy(unescape(_TAG.sub("", match[2]))),
                tidy(title[1]) if title else None,
            )


def _named_rows(code: str) -> Iterator[Found]:
    """The rows of data whose fields have names: `{"title": "…年度报告", "url": "/a/5.html"}`."""
    for row in _ROW.findall(code):
        pairs = [(name, _unescaped(double or single)) for name, double, single in _PAIR.findall(row)]
        titles = [value for name, value in pairs if _ROW_TITLE.match(name) and _HAN.search(value)]
        addresses = [value for name, value in pairs if _ROW_ADDRESS.match(name) and _ADDRESS.match(value)]
        if titles and addresses:
            yield addresses[0], tidy(_TAG.sub("", titles[0])), None


def _bare_rows(code: str) -> Iterator[Found]:
    """The rows of data without names, `_RUN`: the longest Chinese text of a row is its title."""
    for run in _RUN.findall(code):
        said = [_unescaped(literal[1:-1]) for literal in _LITERAL.findall(run)]
        addresses = [value for value in said if _ADDRESS.match(value)]
        titles = [value for value in said if _HAN.search(value) and value not in addresses]
        if titles and addresses:
            yield addresses[0], tidy(_TAG.sub("", max(titles, key=len))), None


def _unescaped(text: str) -> str:
    """A string of JSON or of a script without its escapes."""
    text = _CODE.sub(lambda match: chr(int(match[1], 16)), text)
    return _BACKSLASH.sub(r"\1", text)


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
    """What a reader takes a link for: the heading of a card, its own text, else the words of its picture or of its place in one."""
    if link.tag == "area":
        return tidy(link.get("alt") or link.get("title") or "")
    if len(link) == 0:
        text = tidy(link.text or "")
    else:
        heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
        text = tidy("".join((link if heading is None else heading).itertext()))
    if text:
        return text
    picture = next(link.iter("img"), None)
    if picture is not None:
        return tidy(picture.get("alt") or picture.get("title") or _stem(picture.get("src") or ""))
    return tidy(link.get("value") or "") if link.tag == "input" else ""


def _stem(source: str) -> str:
    """The name of a picture's file: a button `next.gif` says what it does."""
    return source.rpartition("/")[2].partition(".")[0]


def _row_of(link: Element, text: str) -> str | None:
    """The text of the row of a link called 查看 or 下载, if it is the only link: there the title is not in the link."""
    row = next(link.iterancestors("tr", "li", "dl"), None)
    if row is None:
        return None
    beside = list(islice(row.iter("a"), _MOST_IN_ROW + 1))
    if len(beside) > _MOST_IN_ROW or any(a.get("href") != link.get("href") for a in beside):
        return None
    said = tidy(" ".join(row.itertext())).removesuffix(text).strip()
    return said if len(text) < len(said) <= _LONGEST_ROW else None


def _card_of(link: Element) -> str | None:
    """What a card says, its heading first, over all of which an empty link lies: the only link in it."""
    for card in islice(link.iterancestors(), _UP):
        heading = next(card.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
        said = tidy(" ".join(islice((card if heading is None else heading).itertext(), _MOST_TEXTS)))
        if said or card.tag in ("body", "html"):
            alone = card.tag not in ("body", "html") and len(list(islice(card.iter("a"), 2))) == 1
            is_title = _SAYS_NOTHING < len(said) <= _LONGEST_ROW and _TURNS.search(said) is None
            return said if alone and is_title else None
    return None


def _title(link: Element) -> str | None:
    return tidy(link.get("title") or "") or None
