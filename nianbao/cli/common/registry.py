"""The registry of portals as commands ask it: what is wrong becomes one line and an exit status."""

from __future__ import annotations

from pathlib import Path

from crawler.page.any_recipe import AnyRecipe
from crawler.page.recipe import RecipeError
from crawler.registry import registry
from crawler.registry.entry import PortalEntry, RegistryError
from crawler.watch import files
from nianbao.exits import Exit, Failure

OWN = "portals.d"
"""The user's own entries, in the directory of the archive."""


def entries_of(data: Path, province: str | None = None) -> list[PortalEntry]:
    """The entries of the registry, or of one province. Failure (3) where the registry is wrong, (2) where it has no such
    province."""
    try:
        entries = registry.portals(province, data / OWN)
    except RegistryError as error:
        raise Failure(str(error)) from None
    if province and not entries:
        raise Failure(f"the registry has no province {province}", Exit.USAGE)
    return entries


def found(query: str, data: Path) -> list[PortalEntry]:
    """The entries of a name, a code or a host; Failure where there is none (2) or the registry is wrong (3)."""
    try:
        entries = registry.find(query, data / OWN)
    except RegistryError as error:
        raise Failure(str(error)) from None
    if not entries:
        raise Failure(f"{query!r} is no name, code or host of the registry", Exit.USAGE)
    return entries


def home(query: str, data: Path) -> str:
    """The one portal address of a name, a code or a host; Failure (2) where there is none, or more than one."""
    entries = found(query, data)
    urls = list(dict.fromkeys(e.url for e in entries if e.url))
    if len(entries) > 1 and len(urls) != 1:
        places = ", ".join(f"{e.code} {e.place}" for e in entries[:5])
        more = f" and {len(entries) - 5} more" if len(entries) > 5 else ""
        raise Failure(f"{query} may be {places}{more}; give the code or the address", Exit.USAGE)
    if not urls:
        raise Failure(
            f"no address is known for {entries[0].place}; nianbao portals add --code {entries[0].code} --url …",
            Exit.USAGE,
        )
    return urls[0]


def registered(data: Path, region: str = "") -> list[PortalEntry]:
    """The entries of the registry whose code begins so; Failure (3) where the registry is wrong."""
    return [entry for entry in entries_of(data) if entry.code.startswith(region)]


def recipes_of(data: Path) -> dict[str, tuple[AnyRecipe, ...]]:
    """Host of a portal -> recipes of its lists in the user's own files; Failure (3) where one is wrong."""
    try:
        return files.load(data / OWN)
    except RecipeError as error:
        raise Failure(str(error)) from None


def also_on(urls: list[str], data: Path) -> dict[str, frozenset[str]]:
    """Host of a portal -> other hosts that the registry says carry columns of it."""
    try:
        return registry.also_on(urls, data / OWN)
    except RegistryError as error:
        raise Failure(str(error)) from None


def regions_of(urls: list[str], data: Path) -> dict[str, str]:
    """The GB/T 2260 codes of portal addresses, where the registry knows them."""
    try:
        return registry.region_codes(urls, data / OWN)
    except RegistryError as error:
        raise Failure(str(error)) from None
