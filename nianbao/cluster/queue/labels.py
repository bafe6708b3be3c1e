"""Which portals a worker takes: those of regions, or of hosts, that a label names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from archive.romanise import sound
from nianbao.cluster.queue.messages import RefusedError
from parsers import regions

Own = Mapping[str, tuple[str, ...]]
"""Labels of one's own (`[labels]` of nianbao.toml): the codes and names of regions and the hosts that each stands for."""
CALLED = {
    "shanxi": "14",
    "neimenggu": "15",
    "guangxi": "45",
    "广西": "45",
    "xizang": "54",
    "tibet": "54",
    "shaanxi": "61",
    "ningxia": "64",
    "宁夏": "64",
    "xinjiang": "65",
    "新疆": "65",
}
"""Provinces that are not called by the whole of their name or by its sound, or whose sound two of them have."""
_LAST = re.compile(r"(?:省|市|地区|盟|自治区|自治州)$")


@dataclass(frozen=True, slots=True)
class Label:
    """Beginnings of region codes, and hosts with all that lies below them."""

    codes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def takes(self, host: str, code: str | None) -> bool:
        return (code or "-").startswith(self.codes) or any(
            host == mine or host.endswith(f".{mine}") for mine in self.hosts
        )


def resolve(texts: Iterable[str], own: Own) -> Label:
    """What labels stand for together; no label stands for every portal.

    :raises RefusedError: nobody knows one of them, or it may be several places.
    """
    found = [_label(part, own) for text in texts for part in own.get(text, (text,))]
    if not found:
        return Label(codes=("",))
    return Label(
        tuple(code for label in found for code in label.codes),
        tuple(host for label in found for host in label.hosts),
    )


def _label(text: str, own: Own) -> Label:
    if "." in text:
        return Label(hosts=(text.lower(),))
    codes = _codes(text.strip())
    if len(codes) == 1:
        return Label(codes=tuple(codes))
    if codes:
        raise RefusedError("label", f"the label {text} may be {', '.join(sorted(codes))}: give the code")
    known = f" or a label of nianbao.toml ({', '.join(own)})" if own else ""
    raise RefusedError("label", f"no region is called {text}: give a name, its pinyin, a code{known}")


def _codes(text: str) -> set[str]:
    """Beginnings of codes of the regions that a text may mean; of a province and a city of one name, the province."""
    text = CALLED.get(text.lower(), text)
    if text.isascii() and text.isdigit():
        code = text.ljust(6, "0") if len(text) in (2, 4, 6) else ""
        return {text} if regions.by_code(code) else set()
    if not text.isascii():
        return {_trimmed(entry.code) for entry in regions.named(text)}
    spelled = _spelled().get(text.lower().replace(" ", ""), set())
    return {code for code in spelled if len(code) == 2} or spelled


@cache
def _spelled() -> dict[str, set[str]]:
    """The pinyin of provinces and prefectures, with and without their last word."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in regions.today():
        if entry.level != "county":
            for name in (entry.name, _LAST.sub("", entry.name)):
                found[sound(name).pinyin].add(_trimmed(entry.code))
    return dict(found)


def _trimmed(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code
