"""The files of `crawler/portals`: one a province, one line a region or body. Their form, read and written.

A mistake is told with file and line, and everything that is wrong with a file is told at once. Codes, names and dates
are taken as they are written, quoted or not.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from archive.urls import host

SHIPPED = Path(__file__).parent.parent / "portals"
FILE = re.compile(r"(\d\d)-[\w\-]+\.yaml")
FIELDS = ("code", "name", "body", "old_names", "old_codes", "url", "source", "proved", "note")
_ALWAYS = ("url", "proved")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_ANY = re.compile(r".*\S.*")
_CODE = re.compile(r"[1-9]\d{5}")
_NAME = re.compile(r"[\w（）()·、]{2,40}")
_HOST = re.compile(r"[a-z0-9\-]+(\.[a-z0-9\-]+)+")
_PLAIN = re.compile(r"[^\W_][\w./\-]*(:[\w./\-]+)*")

Level = Literal["province", "prefecture", "county"]


class RegistryError(Exception):
    """What is wrong with the registry, in one line that names file and line."""

    def __init__(self, file: Path, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.text = text


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """One region, or one body in it that has a portal of its own; `url` is None where no address is known."""

    code: str
    name: str
    province: str
    prefecture: str | None = None
    body: str | None = None
    old_names: tuple[str, ...] = ()
    old_codes: tuple[str, ...] = ()
    url: str | None = None
    source: str | None = None
    proved: date | None = None
    """The day a crawl last found reports there; None: unverified."""
    note: str | None = None
    file: Path = SHIPPED
    line: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """One entry a region and body."""
        return self.code, self.body or ""

    @property
    def host(self) -> str:
        return host(self.url) if self.url else ""

    @property
    def level(self) -> Level:
        return "province" if self.code[2:] == "0000" else "prefecture" if self.code[4:] == "00" else "county"

    @property
    def place(self) -> str:
        """The whole name: 河南省信阳市新县."""
        chain = (self.province, self.prefecture, self.name, self.body)
        return "".join(dict.fromkeys(part for part in chain if part))

    def to_json(self) -> dict[str, Any]:
        proved = self.proved.isoformat() if self.proved else None
        derived = {"level": self.level, "host": self.host, "proved": proved, "file": str(self.file)}
        return {**asdict(self), **derived}


class _WrongError(Exception):
    """What is wrong, and the line (from 0) that it stands on."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def parse(path: Path, text: str) -> tuple[list[PortalEntry], list[RegistryError]]:
    """The entries of a file in their order, and everything that is wrong with it."""
    entries: dict[tuple[str, str], PortalEntry] = {}
    errors: list[RegistryError] = []
    try:
        province, nodes = _rows(text)
    except _WrongError as error:
        return [], [RegistryError(path, error.line + 1, str(error))]
    for node in nodes:
        try:
            entry = _entry(path, province, _Row(node, FIELDS))
            if entry.key in entries:
                line = entries[entry.key].line
                raise _WrongError(node.start_mark.line, f"{entry.place} stands on line {line} already")
            entries[entry.key] = entry
        except _WrongError as error:
            errors.append(RegistryError(path, error.line + 1, str(error)))
    return list(entries.values()), errors


def written(entry: PortalEntry) -> str:
    """An entry as it stands in a file."""
    fields = asdict(entry)
    shown = [field for field in FIELDS if fields[field] or field in _ALWAYS]
    return "- {" + ", ".join(f"{field}: {_value(fields[field])}" for field in shown) + "}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    text = "null" if value is None else str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _rows(text: str) -> tuple[str, list[yaml.Node]]:
    """The province of a file, and its entries as they are written."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it holds what no text holds"
        raise _WrongError(mark.line if mark else 0, f"this is no YAML: {what}") from None
    if root is None:
        raise _WrongError(0, "the file is empty; it needs province and portals")
    top = _Row(root, ("province", "portals"))
    province, rows = top.need("province"), top.fields.get("portals")
    if rows is None or rows.tag == _NULL:
        return province, []
    if not isinstance(rows, yaml.SequenceNode):
        raise top.wrong("portals", "portals is a list, one line an entry")
    return province, rows.value


class _Row:
    """The fields of a mapping as they are written, each with the line it stands on."""

    def __init__(self, node: yaml.Node, allowed: tuple[str, ...]) -> None:
        self.line = node.start_mark.line
        self.fields: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            raise _WrongError(self.line, f"this is no entry; write {{{allowed[0]}: …, {allowed[1]}: …}}")
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in allowed:
                raise _WrongError(key.start_mark.line, f"there is no field {name!r}; {', '.join(allowed)}")
            if name in self.fields:
                raise _WrongError(key.start_mark.line, f"{name} is given twice")
            self.fields[name] = value

    def wrong(self, field: str, text: str) -> _WrongError:
        return _WrongError(self.fields[field].start_mark.line, text)

    def text(self, field: str, pattern: re.Pattern[str] = _ANY, form: str = "text") -> str | None:
        node = self.fields.get(field)
        return None if node is None or node.tag == _NULL else self._scalar(field, node, pattern, form)

    def need(self, field: str, pattern: re.Pattern[str] = _ANY, form: str = "text") -> str:
        value = self.text(field, pattern, form)
        if value is None:
            raise _WrongError(self.line, f"{field} is missing")
        return value

    def texts(self, field: str, pattern: re.Pattern[str], form: str) -> tuple[str, ...]:
        node = self.fields.get(field)
        if node is None or node.tag == _NULL:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(field, f"{field} is a list: [one, another]")
        return tuple(self._scalar(field, item, pattern, form) for item in node.value)

    def _scalar(self, field: str, node: yaml.Node, pattern: re.Pattern[str], form: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not pattern.fullmatch(node.value):
            shown = repr(node.value) if isinstance(node, yaml.ScalarNode) else "a list"
            raise self.wrong(field, f"{field} is {shown}, not {form}")
        return str(node.value)


def _entry(path: Path, province: str, row: _Row) -> PortalEntry:
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
        file=path,
        line=row.line + 1,
    )
    if not path.name.startswith(entry.code[:2]):
        raise row.wrong("code", f"code {entry.code} lies in another province than this file")
    if entry.url:
        _check_address(entry, row)
    elif entry.proved:
        raise row.wrong("proved", "proved is a day, but there is no url")
    return entry


def _day(row: _Row) -> date | None:
    text = row.text("proved", re.compile(r"\d{4}-\d\d-\d\d"), "a day like 2026-03-01 or null")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise row.wrong("proved", f"proved is {text!r}; there is no such day") from None


def _check_address(entry: PortalEntry, row: _Row) -> None:
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
        raise _WrongError(row.line, "source is missing: who says that this is the address?")
