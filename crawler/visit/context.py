"""What is known beside the bytes of an answer: stored with the capture, so that any later parse sees the same."""

from __future__ import annotations

from email.message import Message
from urllib.parse import unquote

from archive.clock import day
from archive.crawl.frontier import Entry
from archive.store.response import Response
from parsers.lexicon.titles import read_title
from parsers.model import Context


def context_of(response: Response, entry: Entry, region: str | None) -> Context:
    """The context of an answer to `entry`; a file is called what its server calls it, if its link says less."""
    anchor, page_title = entry.anchor, None
    if entry.kind == "attachment":
        page_title = entry.title
        named = file_name(response.header("content-disposition"))
        if named and not read_title(anchor or "").year:
            anchor = named
    return Context(response.url, anchor, region, entry.parent, day(response.fetched_at), page_title)


def file_name(disposition: str | None) -> str | None:
    """The file name of a Content-Disposition header: RFC 6266, or raw bytes of UTF-8 or GBK as many portals send it.

    Header values are held as latin-1, one character a byte. None without a name.
    """
    if not disposition:
        return None
    header = Message()
    header["Content-Disposition"] = disposition.replace("\n", " ")
    name = header.get_filename()
    if not name:
        return None
    return _as_text(unquote(name, "latin-1")).replace("\\", "/").rpartition("/")[2].strip() or None


def _as_text(name: str) -> str:
    """The characters behind bytes that were taken for latin-1."""
    try:
        raw = name.encode("latin-1")
    except UnicodeEncodeError:
        return name
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return name
