"""Reports that stand inside something else: a string of a script, a hidden text area, the source of a frame, JSON.

The page's own scripts would put them into the page. Nothing is run here: the strings are taken as they are printed, and
the one that prints the form's words is read as a page of its own. Its locators begin with `in:` and the number of the
string among those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.lexicon.normalize import squeeze
from parsers.readers.html.main_content import marks_of
from parsers.readers.html.standard_tree import Element

PREFIX = "in:"
ENOUGH = 3
"""Different words of the form that make a string a report."""
MAX_PIECES = 200
"""Strings that are looked into, the longest first."""
_SHORTEST = 200
_TOKEN = re.compile(r"[\"'`\\\n]")
_BETWEEN = re.compile(r"[\s+]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}


def embedded_in_page(root: Element) -> list[str]:
    """Markup that stands in a page as text and prints the form's words, in the order of the page."""
    pieces: list[str] = []
    for element in root.iter("textarea", "iframe", "script", "noscript", "xmp"):
        if element.tag == "iframe":
            pieces.append(element.get("srcdoc") or "")
        elif element.tag == "script":
            pieces += _of_script(element.text or "", element.get("type") or "")
        else:
            pieces.append("".join(element.itertext()))
    return _reports(pieces)


def embedded_in_data(text: str) -> list[str]:
    """The same of a file that is JSON or a script: one string of it is the report."""
    return _reports(strings(text))


def _of_script(text: str, kind: str) -> Iterator[str]:
    if kind in ("text/html", "text/template", "text/x-template", "text/plain"):
        yield text
    else:
        yield from strings(text)


def _reports(pieces: list[str] | Iterator[str]) -> list[str]:
    long = sorted((p for p in pieces if len(p) >= _SHORTEST), key=len, reverse=True)[:MAX_PIECES]
    return [piece for piece in long if len(set(marks_of(squeeze(piece)))) >= ENOUGH]


def strings(text: str) -> Iterator[str]:
    """The string literals of a script or of JSON, unescaped; those that `+` joins are one. One pass over the text."""
    parts: list[str] = []
    quote = ""
    start = end = at = 0
    while token := _TOKEN.search(text, at):
        mark, at = token[0], token.end()
        if mark == "\\":
            at += 1
        elif not quote and mark != "\n":
            if parts and _BETWEEN.fullmatch(text, end, token.start()) is None:
                yield "".join(parts)
                parts = []
            quote, start = mark, at
        elif mark == quote:
            parts.append(_ESCAPE.sub(_unescaped, text[start : token.start()]))
            quote, end = "", at
        elif mark == "\n" and quote != "`":
            quote = ""
    if parts:
        yield "".join(parts)


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        return chr(int(code, 16))
    return _PLAIN.get(escape[3], escape[3])
