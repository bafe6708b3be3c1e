"""The files of `crawler/portals`: one a province, one line a region or body. One file, read and written.

A mistake is reported with file and line, and all mistakes of a file are reported at once. Codes, names and dates are
taken as they are written, quoted or not.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.registry.entry import PortalEntry, RegistryError
from crawler.registry.yaml_rows import Row, RowError, rows_of

SHIPPED = Path(__file__).parent.parent / "portals"
FILE = re.compile(r"(\d\d)-[\w\-]+\.yaml")
FIELDS = ("code", "name", "body", "old_names", "old_codes", "url", "source", "proved", "note", "also_on")
_ALWAYS = ("url", "proved")
_CODE = re.compile(r"[1-9]\d{5}")
_NAME = re.compile(r"[\w（）()·、]{2,40}")
_HOST = re.compile(r"[a-z0-9\-]+(\.[a-z0-9\-]+)+")
_PLAIN = re.compile(r"[^\W_][\w./\-]*(:[\w./\-]+)*")


def parse(path: Path, text: str) -> tuple[list[PortalEntry], list[RegistryError]]:
    """The entries of a file in their order, and everything that is wrong with it."""
    entries: dict[tuple[str, str], PortalEntry] = {}
    errors: list[RegistryError] = []
    try:
        province, nodes = rows_of(text)
    except RowError as error:
        return [], [RegistryError(path, error.line + 1, str(error))]
    for node in nodes:
        try:
            entry = _entry(path, province, Row(node, FIELDS))
            if entry.key in entries:
                line = entries[entry.key].line
                raise RowError(node.start_mark.line, f"{entry.place} stands on line {line} already")
            entries[entry.key] = entry
        except RowError as error:
            errors.append(RegistryError(path, error.line + 1, str(error)))
    return list(entries.values()), errors


def format_entry(entry: PortalEntry) -> str:
    """An entry as it stands in a file."""
    fields = asdict(entry)
    shown = [field for field in FIELDS if fields[field] or field in _ALWAYS]
    return "- {" + ", ".join(f"{field}: {_value(fields[field])}" for field in shown) + "}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    text = "null" if value is None else str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _entry(path: Path, province: str, row: Row) -> PortalEntry:
    entry = PortalEntry(
        code=row.need("code", _CODE, "six digits of GB/T 2260"),
        name=row.need("name", _NAME, "a name"),
        province=province,
        body=row.text("body", _NAME, "a name"),
        old_names=row.texts("old_names", _NAME, "a name"),
        old_codes=row.texts("old_codes", _CODE, "six digits of GB/T 2260"),
        url=row.text("url"),
        source=row.text("source"),
        proved=_day(row),
        note=row.text("note"),
        also_on=row.texts("also_on", _HOST, "a host like gk.X.gov.cn"),
        file=path,
        line=row.line + 1,
    )
    if not path.name.startswith(entry.code[:2]):
        raise row.wrong("code", f"code {entry.code} lies in another province than this file")
    if entry.url:
        _check_address(entry, row)
        _check_hosts(entry, row)
    elif entry.also_on:
        raise row.wrong("also_on", "also_on names hosts beside the url, but there is no url")
    elif entry.proved:
        raise row.wrong("proved", "proved is a day, but there is no url")
    return entry


def _day(row: Row) -> date | None:
    text = row.text("proved", re.compile(r"\d{4}-\d\d-\d\d"), "a day like 2026-03-01 or null")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise row.wrong("proved", f"proved is {text!r}; there is no such day") from None


def _check_address(entry: PortalEntry, row: Row) -> None:
    """An http address of a host under .gov.cn, or a note that says why not; and somebody who says so."""
    url = entry.url or ""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.port != 0 and not parts.username
    except ValueError:
        sound = False
    if not sound or not _HOST.fullmatch(entry.host) or not url.isprintable() or " " in url:
        raise row.wrong("url", f"url is {url!r}, not an address like https://www.X.gov.cn/")
    if not entry.host.endswith(".gov.cn") and not entry.note:
        raise row.wrong("url", f"{entry.host} is not under .gov.cn; a note has to say why it is right")
    if not entry.source:
        raise RowError(row.line, "source is missing: who says that this is the address?")


def _check_hosts(entry: PortalEntry, row: Row) -> None:
    """Other hosts are under .gov.cn, or a note says why not; they are none of the portal's own."""
    for name in entry.also_on:
        if not name.endswith(".gov.cn") and not entry.note:
            raise row.wrong("also_on", f"{name} is not under .gov.cn; a note has to say why it is right")
        if name.removeprefix("www.") == entry.host or name.endswith("." + entry.host):
            raise row.wrong("also_on", f"{name} is the portal's own host, or lies below it")
