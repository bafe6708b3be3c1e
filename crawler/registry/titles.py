"""Whose portal a page says it is: the region that its title proves, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.registry.entry import PortalEntry

_RUN = re.compile(r"[\u4e00-\u9fff]+")
_FOLLOWS = re.compile(r"人民政府|政府|政务|门户|官方|官网|网|信息公开|公众|$")
"""What may stand behind the name; anything else may make it a part of another name (新县城, 新县财政局)."""
_SHORT = re.compile(r"(?:省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区|.{1,9}族自治州)$")


def titled(title: str, entries: Iterable[PortalEntry]) -> PortalEntry | None:
    """The entry of the one region whose whole name a title bears, with nothing but its province and prefecture before it.

    东新县 is not 新县, and 鼓楼区 alone is none of the regions of that name.
    """
    runs = _RUN.findall("".join(title.split()))
    found = [e for e in entries if e.body is None and any(_bears(run, e) for run in runs)]
    return found[0] if len(found) == 1 else None


def _bears(run: str, entry: PortalEntry) -> bool:
    return any(
        run.startswith(wider + entry.name) and _FOLLOWS.match(run, len(wider + entry.name)) is not None
        for wider in _wider(entry)
    )


def _wider(entry: PortalEntry) -> Iterator[str]:
    """What may stand before a region's name: its province, its prefecture, both, short or long."""
    provinces = _spellings(entry.province)
    prefectures = _spellings(entry.prefecture)
    yield from {one + other for one in provinces for other in prefectures}


def _spellings(name: str | None) -> set[str]:
    return {"", name, _SHORT.sub("", name)} if name else {""}
