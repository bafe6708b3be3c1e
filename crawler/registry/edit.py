"""The user's own registry files, written one entry at a time; everything else in a file stays as it is."""

from __future__ import annotations

from pathlib import Path

from crawler.registry.checks import entry_errors
from crawler.registry.entry import PortalEntry
from crawler.registry.files import SHIPPED, format_entry, parse
from crawler.registry.registry import portals


def add_entry(entry: PortalEntry, own: Path) -> Path:
    """Write an entry into the user's own files, in place of one of the same region and body; returns the file.

    :raises ValueError: the entry would not pass the checks, or the file is not written one line an entry.
    :raises RegistryError: the registry is wrong already.
    :raises OSError: the file cannot be written.
    """
    known = [e for e in portals(own=own) if e.key != entry.key]
    name = next((p.name for p in SHIPPED.glob(f"{entry.code[:2]}-*.yaml")), f"{entry.code[:2]}-own.yaml")
    path = own / name
    head = f"province: {entry.province}\nportals:\n"
    alone, errors = parse(path, f"{head}{format_entry(entry)}\n")
    errors = errors or entry_errors(alone, [*known, *alone])
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
    return "\n".join([*lines[:at], format_entry(entry), *lines[at + same :]]) + "\n"
