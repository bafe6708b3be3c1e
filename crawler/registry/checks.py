"""What is wrong with the registry beyond the form of its files: unknown codes, wrong names, hosts listed twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from crawler.registry.entry import PortalEntry, RegistryError
from crawler.registry.load import load
from crawler.registry.registry import in_province
from parsers import regions


def find_errors(province: str | None = None, own: Path | None = None) -> list[RegistryError]:
    """Everything that is wrong with the registry; a file that cannot be read counts for every province."""
    entries, errors = load(own)
    chosen = [e for e in entries if province is None or in_province(e, province)]
    return errors + entry_errors(chosen, entries)


def entry_errors(entries: Iterable[PortalEntry], among: Iterable[PortalEntry]) -> list[RegistryError]:
    """What is wrong with these entries, beside all others (`among`, which holds them too)."""
    entries = list(entries)
    return _unlisted(entries) + _shared(among, entries)


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
