"""The registry of portals: every county and prefecture with its codes, its names old and new, and its home page.

The entries are files of `crawler/portals/`, one a province, made to be read and edited by people. What a user adds
stands in files of the same form in a directory beside the archive (`own`); its entries replace those of the same
region and body. An entry is unverified until a crawl found reports there (`proved`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.urls import host
from crawler.registry.entry import PortalEntry
from crawler.registry.load import load


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

    :raises RegistryError: the first thing that is wrong.
    """
    entries, errors = load(own)
    if errors:
        raise errors[0]
    return [e for e in entries if province is None or in_province(e, province)]


def find(query: str, own: Path | None = None) -> list[PortalEntry]:
    """The entries of a name, with or without what it lies in (新县, 信阳市新县), a code or a host.

    Old names and codes are looked up where no region has them today, and beginnings of names where none ever had.

    :raises RegistryError: as `portals`.
    """
    query = "".join(query.split())
    entries = portals(own=own)
    if "." in query:
        wanted = host(query if "://" in query else f"http://{query}")
        return [e for e in entries if wanted and e.host == wanted]
    return next((found for way in _WAYS if (found := [e for e in entries if way(e, query)])), [])


def region_codes(urls: Iterable[str], own: Path | None = None) -> dict[str, str]:
    """GB/T 2260 code of each portal address; hosts that are unknown or listed for several regions are left out."""
    codes: dict[str, set[str]] = defaultdict(set)
    for entry in portals(own=own):
        codes[entry.host].add(entry.code)
    known = {url: codes.get(host(url), set()) for url in urls if host(url)}
    return {url: min(found) for url, found in known.items() if len(found) == 1}


def also_on(urls: Iterable[str], own: Path | None = None) -> dict[str, frozenset[str]]:
    """Host of each portal address -> the other hosts that carry columns of it, where the registry names any."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in portals(own=own):
        found[entry.host] |= {name.removeprefix("www.") for name in entry.also_on}
    return {host(url): frozenset(found[host(url)]) for url in urls if found.get(host(url))}


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


def in_province(entry: PortalEntry, province: str) -> bool:
    """Whether an entry lies in a province: the beginning of its name, or its code of two or six digits."""
    if province.isdigit():
        return province in (entry.code[:2], entry.code[:2] + "0000")
    return len(province) > 1 and entry.province.startswith(province)


def _within(entry: PortalEntry) -> tuple[str, ...]:
    """What may stand before a name: nothing, the province, the prefecture, both."""
    province, prefecture = entry.province, entry.prefecture or ""
    wider = ("", province, prefecture, province + prefecture)
    return (*wider, *(w + entry.name for w in wider)) if entry.body else wider


def _has_code(entry: PortalEntry, query: str) -> bool:
    return entry.code == query and entry.body is None


def _has_name(entry: PortalEntry, query: str) -> bool:
    return any(query == wider + (entry.body or entry.name) for wider in _within(entry))


def _had_code_or_name(entry: PortalEntry, query: str) -> bool:
    if query in entry.old_codes:
        return True
    return any(query == wider + old for old in entry.old_names for wider in _within(entry))


def _name_begins(entry: PortalEntry, query: str) -> bool:
    return len(query) > 1 and (entry.body or entry.name).startswith(query)


_WAYS: tuple[Callable[[PortalEntry, str], bool], ...] = (
    _has_code,
    _has_name,
    _had_code_or_name,
    _name_begins,
)
"""How an entry may answer a query; the first way in which any does decides."""
