"""The registry of portals: every county and prefecture with its codes, its names old and new, and its home page.

The entries are files of `crawler/portals/`, one a province, made to be read and edited by people. What a user adds
stands in files of the same form in a directory beside the archive (`own`); its entries replace those of the same
region and body. An entry is unverified until a crawl found reports there (`proved`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from archive.urls import host
from crawler.registry.files import FILE, SHIPPED, PortalEntry, RegistryError, parse, written
from parsers import regions

__all__ = [
    "Counts",
    "PortalEntry",
    "RegistryError",
    "add",
    "check",
    "counts",
    "find",
    "portals",
    "region_codes",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are; `bodies` are entries without a code of their own."""

    counties: int
    prefectures: int
    bodies: int
    with_address: int
    proved: int


def portals(province: str | None = None, own: Path | None = None) -> list[PortalEntry]:
    """The entries of the registry by code, those of one province (河南, 河南省, 41 or 410000) if it is named.

    Raises RegistryError for the first thing that is wrong.
    """
    entries, errors = _load(own)
    if errors:
        raise errors[0]
    return [e for e in entries if province is None or _in_province(e, province)]


def find(query: str, own: Path | None = None) -> list[PortalEntry]:
    """The entries of a name, with or without what it lies in (新县, 信阳市新县), a code or a host.

    Old names and codes count where no region bears them today, and beginnings of names where none does at all.
    """
    query = "".join(query.split())
    entries = portals(own=own)
    if "." in query:
        wanted = host(query if "://" in query else f"http://{query}")
        return [e for e in entries if wanted and e.host == wanted]
    ways: tuple[Callable[[PortalEntry], bool], ...] = (
        lambda e: e.code == query and e.body is None,
        lambda e: any(query == w + (e.body or e.name) for w in _within(e)),
        lambda e: query in e.old_codes or any(query == w + old for old in e.old_names for w in _within(e)),
        lambda e: len(query) > 1 and (e.body or e.name).startswith(query),
    )
    return next((found for way in ways if (found := [e for e in entries if way(e)])), [])


def region_codes(urls: Iterable[str], own: Path | None = None) -> dict[str, str]:
    """The region of each portal address, but for unknown hosts and those that several regions are listed with."""
    codes: dict[str, set[str]] = defaultdict(set)
    for entry in portals(own=own):
        codes[entry.host].add(entry.code)
    known = {url: codes.get(host(url), set()) for url in urls if host(url)}
    return {url: min(found) for url, found in known.items() if len(found) == 1}


def counts(entries: Iterable[PortalEntry]) -> Counts:
    entries = list(entries)
    levels = [e.level for e in entries if e.body is None]
    return Counts(
        counties=levels.count("county"),
        prefectures=levels.count("prefecture"),
        bodies=sum(e.body is not None for e in entries),
        with_address=sum(e.url is not None for e in entries),
        proved=sum(e.proved is not None for e in entries),
    )


def check(province: str | None = None, own: Path | None = None) -> list[RegistryError]:
    """Everything that is wrong with the registry; a file that cannot be read counts for every province."""
    entries, errors = _load(own)
    chosen = [e for e in entries if province is None or _in_province(e, province)]
    return errors + _unlisted(chosen) + _shared(entries, chosen)


def add(entry: PortalEntry, own: Path) -> Path:
    """Write an entry into the files of the user's own, in place of one of the same region and body; gives the file.

    Raises ValueError for an entry that would not pass the checks, RegistryError where the files are wrong already.
    """
    known = [e for e in portals(own=own) if e.key != entry.key]
    name = next((p.name for p in SHIPPED.glob(f"{entry.code[:2]}-*.yaml")), f"{entry.code[:2]}-own.yaml")
    path = own / name
    head = f"province: {entry.province}\nportals:\n"
    alone, errors = parse(path, f"{head}{written(entry)}\n")
    errors = errors or _unlisted(alone) + _shared([*known, *alone], alone)
    if errors:
        raise ValueError(errors[0].text)
    text = path.read_text(encoding="utf-8") if path.exists() else head
    changed = _with(parse(path, text)[0], text, entry)
    after, errors = parse(path, changed)
    if errors or len(after) != len({e.key for e in parse(path, text)[0]} | {entry.key}):
        raise ValueError(f"{path} is not written one line an entry; edit it by hand")
    own.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(changed, encoding="utf-8")
    draft.replace(path)
    return path


def _with(present: list[PortalEntry], text: str, entry: PortalEntry) -> str:
    """The text of a file with one line more, in the order of codes, or with one line changed."""
    lines = text.splitlines()
    at = next((e.line - 1 for e in present if e.key >= entry.key), len(lines))
    same = any(e.key == entry.key for e in present)
    return "\n".join([*lines[:at], written(entry), *lines[at + same :]]) + "\n"


def _load(own: Path | None) -> tuple[list[PortalEntry], list[RegistryError]]:
    """All entries by code, each with the name of the prefecture it lies in, and all that is wrong."""
    found: dict[tuple[str, str], PortalEntry] = {}
    errors: list[RegistryError] = []
    for directory in (SHIPPED, own):
        for path in sorted(directory.glob("[!.]*.y*ml")) if directory else ():
            entries, wrong = _read(path)
            found.update((e.key, e) for e in entries)
            errors += wrong
    prefectures = {code: e.name for (code, body), e in found.items() if e.level == "prefecture" and not body}
    return [
        replace(e, prefecture=prefectures.get(e.code[:4] + "00")) for _, e in sorted(found.items())
    ], errors


def _read(path: Path) -> tuple[list[PortalEntry], list[RegistryError]]:
    if not FILE.fullmatch(path.name):
        return [], [RegistryError(path, 1, "not read: the name of a file is like 41-henan.yaml")]
    try:
        stat = path.stat()
        return _read_once(path, stat.st_mtime_ns, stat.st_size)
    except UnicodeDecodeError:
        return [], [RegistryError(path, 1, "this is no UTF-8")]
    except OSError as error:
        return [], [RegistryError(path, 1, error.strerror or str(error))]


@lru_cache(maxsize=100)
def _read_once(path: Path, *_stamp: int) -> tuple[list[PortalEntry], list[RegistryError]]:
    return parse(path, path.read_text(encoding="utf-8"))


def _in_province(entry: PortalEntry, province: str) -> bool:
    if province.isdigit():
        return province in (entry.code[:2], entry.code[:2] + "0000")
    return len(province) > 1 and entry.province.startswith(province)


def _within(entry: PortalEntry) -> tuple[str, ...]:
    """What may stand before a name: nothing, the province, the prefecture, both."""
    province, prefecture = entry.province, entry.prefecture or ""
    wider = ("", province, prefecture, province + prefecture)
    return (*wider, *(w + entry.name for w in wider)) if entry.body else wider


def _unlisted(entries: Iterable[PortalEntry]) -> list[RegistryError]:
    """Entries whose code is in no list of regions, or there has another name."""
    errors = []
    for entry in entries:
        region = regions.by_code(entry.code)
        if region is None:
            errors.append(RegistryError(entry.file, entry.line, f"no list of regions has {entry.code}"))
        elif region.name != entry.name:
            text = (
                f"{entry.code} is {region.name}, not {entry.name} (that may be one of old_names, or a body)"
            )
            errors.append(RegistryError(entry.file, entry.line, text))
    return errors


def _shared(entries: Iterable[PortalEntry], chosen: Iterable[PortalEntry]) -> list[RegistryError]:
    """Hosts that several entries name, where no note says that this is known."""
    users: dict[str, list[PortalEntry]] = defaultdict(list)
    for entry in entries:
        users[entry.host].append(entry)
    errors = []
    for entry in chosen:
        others = [e for e in users[entry.host] if e.key != entry.key]
        if entry.host and others and not entry.note:
            text = f"{entry.host} is listed for {others[0].code} {others[0].place} too; a note has to say why"
            errors.append(RegistryError(entry.file, entry.line, text))
    return errors
