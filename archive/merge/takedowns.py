"""Following, by a person's word, what the archive of a stranger took down."""

from __future__ import annotations

from archive.custody import takedown
from archive.review import items
from archive.review.items import Item
from archive.store.db import Archive


def confirm(archive: Archive, waiting: list[Item], *, note: str, by: str) -> None:
    """Take down the captures of these items for the reason that was given there, and note who said so."""
    for capture_key, reason in {item.report: item.message or note for item in waiting}.items():
        if archive.row("select 1 from tombstones where capture_key = ?", capture_key) is None:
            takedown.take_down(archive, capture_key, reason)
    for item in waiting:
        items.say(archive, item, "confirmed", note=note, by=by)
