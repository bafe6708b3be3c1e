"""Reports that stand inside something else: a string of a script, a hidden text area, the source of a frame, JSON.

The page's own scripts would put them into the page. Nothing is run here: the strings are taken as they are printed, and
the one that prints the form's words is read as a page of its own. Its locators begin with `in:` and the number of the
string among those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.lexicon.normalize import squeeze
from parsers.lexicon.titles import read_title
from parsers.readers.html.encoded import file_within, plain
from parsers.readers.html.main_content import marks_of
from parsers.readers.html.standard_tree import Element

PREFIX = "in:"
ENOUGH = 3
"""Different words of the form that make a string a report."""
MAX_PIECES = 200
"""Strings that are looked into, the longest first."""
_SHORTEST = 200
_NEARLY = 0.8
_NUMBER = re.compile(r">(\d+)<")
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 80
_TEXTS = ("textarea", "noscript", "xmp")
_HOLDERS = ("script", "iframe", "frame", "embed", "object", "a", *_TEXTS)
_TOKEN = re.compile(r"[\"'`\\\n]")
_BETWEEN = re.compile(r"[\s+]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}


def embedded_in_page(root: Element) -> list[str]:
    """Markup that stands in a page as text and prints the form's words, in the order of the page."""
    return _reports(piece for _, piece in _pieces_of(root))


def files_in_page(root: Element) -> list[tuple[Element, str]]:
    """Files that stand in a page in base64: the element that holds each, and its media type."""
    found = ((element, file_within(piece)) for element, piece in _pieces_of(root) if len(piece) >= _SHORTEST)
    return [(element, kind) for element, kind in found if kind is not None]


def _pieces_of(root: Element) -> Iterator[tuple[Element, str]]:
    """The strings of a page that are not printed, each with its element."""
    for element in root.iter(*_HOLDERS):
        for name in ("srcdoc", "src", "data", "href"):
            value = element.get(name) or ""
            if name == "srcdoc" or value.startswith("data:"):
                yield element, value
        if element.tag == "script":
            for piece in _of_script(element.text or "", element.get("type") or ""):
                yield element, piece
        elif element.tag in _TEXTS:
            yield element, "".join(element.itertext())


def embedded_in_data(text: str) -> list[str]:
    """The same of a file that is JSON or a script: one string of it is the report."""
    return _reports(strings(text))


def title_in_data(text: str) -> str | None:
    """The title of a report among the strings of a file that is JSON or a script: the field beside the one with its text."""
    short = (s for s in strings(text) if _SHORTEST_TITLE <= len(s) <= _LONGEST_TITLE)
    return next((s for s in short if (facts := read_title(s)).is_report and (facts.head or facts.year)), None)


def _of_script(text: str, kind: str) -> Iterator[str]:
    if kind in ("text/html", "text/template", "text/x-template", "text/plain"):
        yield text
    else:
        yield from strings(text)


def _reports(pieces: Iterator[str]) -> list[str]:
    """Those that print the form's words: first the ones that print nearly all that any does, in the order of the file."""
    placed = ((len(p), place, p) for place, p in enumerate(pieces) if len(p) >= _SHORTEST)
    long = sorted(placed, key=lambda one: (-one[0], one[1]))[:MAX_PIECES]
    read = [(place, plain(piece)) for _, place, piece in long]
    found = [(place, piece, _words_in(piece)) for place, piece in read]
    most = max((words for *_, words in found), default=0)
    known = [(words < _NEARLY * most, place, piece) for place, piece, words in found if words >= ENOUGH]
    return [piece for *_, piece in sorted(known, key=lambda one: one[:2])]


def _words_in(piece: str) -> int:
    return len(set(marks_of(squeeze(piece))))


def several(pieces: list[str]) -> bool:
    """Whether two of the reports that a file holds as strings print nearly as many words of the form and other numbers."""
    words = [_words_in(piece) for piece in pieces]
    whole = [p for p, count in zip(pieces, words, strict=True) if count >= _NEARLY * max(words)]
    return len({tuple(_NUMBER.findall(squeeze(piece))) for piece in whole}) > 1


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
