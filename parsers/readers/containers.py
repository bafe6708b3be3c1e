"""Files within files: a ZIP of reports, and web pages that Word saved as one MIME file with the suffix .doc.

Locators carry the way in: `zip:` NAME `!` and `mime:` PART `!` before the locator within; names are percent-encoded.
"""

from __future__ import annotations

import email
import email.policy
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from typing import Protocol
from urllib.parse import quote, unquote, urljoin

from parsers.lexicon.kinds import evidence
from parsers.model import Attachment, Document, Unreadable
from parsers.readers.build import within
from parsers.readers.limits import entry_bytes, open_zip
from parsers.readers.media_type import MHTML, ZIP, media_type

ZIP_PREFIX = "zip:"
MIME_PREFIX = "mime:"
MAX_MEMBERS = 30
"""Members of a ZIP that are read; the rest is named only."""
_WHAT = "the ZIP file"
_UTF8_NAME = 0x800
_PAGE = "page"
_MOST_PARTS = 1_000
_FRAMES_WITHIN = 2_000_000
_FRAME = re.compile(rb"<i?frame\b[^<>]{0,2000}?\bsrc\s{0,20}=\s{0,20}[\"']?([^\"'\s<>]{1,2000})", re.I)


def read_zip(raw: bytes, read: Callable[[bytes], Document]) -> Document:
    """The Document of the first member that prints the form's tables, else of the first that can be read.

    :param read: reads a member, whatever it is.
    :raises Unreadable: it is damaged, encrypted or a bomb, or no member can be read.
    """
    members = list(_members(raw))
    best: tuple[str, Document] | None = None
    reasons: list[str] = []
    for name, entry in members[:MAX_MEMBERS]:
        try:
            document = read(_unpacked(_member(raw, entry)))
        except Unreadable as error:
            reasons.append(f"{name}: {error}")
            continue
        if best is None or _has_tables(document):
            best = name, document
            if _has_tables(document):
                break
    if best is None:
        raise Unreadable(
            f"{_WHAT} holds nothing that can be read; {reasons[0] if reasons else 'it is empty'}"
        )
    name, document = best
    inner = within(document, f"{ZIP_PREFIX}{quote(name)}!")
    others = tuple(Attachment(f"{ZIP_PREFIX}{quote(n)}", n, "file") for n, _ in members if n != name)
    return replace(inner, attachments=(*inner.attachments, *others), media_type=ZIP)


def read_mime(raw: bytes, read: Callable[[bytes], Document]) -> Document:
    """The Document of the web page in a MIME file, or of the page in one of its frames that prints the form's tables.

    :param read: reads a page.
    :raises Unreadable: the message has no page.
    """
    pages = _pages(raw)
    if not pages:
        raise Unreadable("the file is a MIME message without a web page")
    best = 0
    document = read(pages[best])
    for number, page in enumerate(pages[1:], 1):
        if _has_tables(document):
            break
        framed = read(page)
        best, document = (number, framed) if _has_tables(framed) else (best, document)
    name = f"{_PAGE}{best or ''}"
    return replace(within(document, f"{MIME_PREFIX}{name}!"), media_type=MHTML)


def _pages(raw: bytes) -> list[bytes]:
    """The first page of a MIME file, and those that it shows in its frames, in their order."""
    parts = _html_parts(raw)
    if not parts:
        return []
    found = [parts[0]]
    for part in found:  # it grows
        for source in part.frames():
            shown = next((p for p in parts if p.is_named(source) and p not in found), None)
            if shown is not None and len(found) < MAX_MEMBERS:
                found.append(shown)
    return [part.page for part in found]


@dataclass(frozen=True, slots=True)
class _Html:
    """A page of a MIME file and its names."""

    page: bytes
    identity: str
    location: str

    def frames(self) -> list[str]:
        """The addresses of its frames, as far as they may stand in the same file."""
        sources = islice(_FRAME.finditer(self.page[:_FRAMES_WITHIN]), MAX_MEMBERS)
        return [urljoin(self.location, unescape(match[1].decode("latin-1"))) for match in sources]

    def is_named(self, source: str) -> bool:
        """Whether an address is that of this page."""
        return source in (f"cid:{self.identity}", self.location) and source != "cid:"


def _html_parts(raw: bytes) -> list[_Html]:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    found: list[_Html] = []
    for part in islice(message.walk(), _MOST_PARTS):
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes):
            identity = str(part.get("Content-ID") or "").strip("<> ")
            found.append(_Html(payload, identity, str(part.get("Content-Location") or "").strip()))
    return found


def _members(raw: bytes) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Files of a ZIP by name. Names that would lead out of a folder are no report's."""
    for entry in open_zip(raw, _WHAT).infolist():
        name = _name(entry)
        outside = (
            name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:2]
        )
        hidden = name.startswith("__MACOSX/") or posixpath.basename(name).startswith(".")
        if not entry.is_dir() and not outside and not hidden:
            yield name, entry


def _name(entry: zipfile.ZipInfo) -> str:
    """A member's name; without the flag of UTF-8 Chinese programs write GBK, which zipfile takes for DOS letters."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _member(raw: bytes, entry: zipfile.ZipInfo) -> bytes:
    return entry_bytes(open_zip(raw, _WHAT), entry.filename, _WHAT)


def _unpacked(data: bytes) -> bytes:
    if media_type(data) == ZIP:
        raise Unreadable("a ZIP file within a ZIP file is not read")
    return data


def _has_tables(document: Document) -> bool:
    return any(
        evidence(cell.text) for grid in document.grids() for cell in grid.cells() if len(cell.text) < 80
    )


class _Resolver(Protocol):
    def text(self, locator: str) -> str | None: ...


class WrappedResolver:
    """Hands a locator to the resolver of the file within, which `resolver` makes of that file's bytes."""

    def __init__(self, raw: bytes, resolver: Callable[[bytes], _Resolver]) -> None:
        self._raw = raw
        self._make = resolver
        self._inner: dict[str, _Resolver | None] = {}

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        way, mark, rest = locator.partition("!")
        if not mark:
            return None
        if way not in self._inner:
            data = self._data(way)
            self._inner[way] = None if data is None else self._make(data)
        inner = self._inner[way]
        return None if inner is None else inner.text(rest)

    def _data(self, way: str) -> bytes | None:
        if way.startswith(MIME_PREFIX):
            pages, number = _pages(self._raw), way.removeprefix(MIME_PREFIX).removeprefix(_PAGE) or "0"
            known = number.isascii() and number.isdecimal() and len(number) < 4 and int(number) < len(pages)
            return pages[int(number)] if known else None
        name = unquote(way.removeprefix(ZIP_PREFIX))
        entry = next((e for n, e in _members(self._raw) if n == name), None)
        return None if entry is None else _member(self._raw, entry)
