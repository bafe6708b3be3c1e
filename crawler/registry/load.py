"""All files of the registry together: those that come with the program, then the user's own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from crawler.registry.entry import PortalEntry, RegistryError
from crawler.registry.files import FILE, SHIPPED, parse


def load(own: Path | None = None) -> tuple[list[PortalEntry], list[RegistryError]]:
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
