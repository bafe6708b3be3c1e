"""Names of regions to GB/T 2260 codes, old names and new.

The list is `data/regions.tsv`: today's regions, and those since 2008 that have been merged or renamed (reports of their
years still print them). `scripts/regions` makes it and names its sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.model import Level, Region

_BARE_COUNTY = re.compile(
    r"^([\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|县|旗|林区|特区))(?!级|域|直|委|长|政务|城管)"
)
_BARE_DISTRICT = re.compile(r"^([\u4e00-\u9fff]{2,10}?区)(?=人民政府|政府|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One region of the list. `level` is province, prefecture or county; a district is a county whose name ends 区."""

    code: str
    name: str
    level: Level
    province: str
    prefecture: str | None

    @property
    def region(self) -> Region:
        """As a report of this region carries it."""
        county = self.name if self.level == "county" else None
        return Region(self.code, self.province, self.prefecture, county)

    @property
    def is_district(self) -> bool:
        return (
            self.level == "county" and self.name.endswith("区") and not self.name.endswith(("林区", "特区"))
        )


@cache
def _entries() -> tuple[list[Entry], list[Entry]]:
    """Today's regions by code, and the former ones, latest first.

    A city without counties (东莞市, 中山市, 嘉峪关市, 儋州市) stands in the list as a county of no prefecture.
    """
    today: list[Entry] = []
    former: list[Entry] = []
    text = (resources.files("parsers") / "data" / "regions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, name, province, prefecture, years = line.split("\t")
            level: Level = (
                "province" if name == province else "prefecture" if name == prefecture else "county"
            )
            entry = Entry(code, name, level, province, prefecture or None)
            (former if years else today).append(entry)
    return today, former


@cache
def _by_code() -> dict[str, Entry]:
    """Every code to its region, today's before former ones."""
    today, former = _entries()
    return {entry.code: entry for entry in (*reversed(former), *today)}


@cache
def _by_name() -> dict[str, list[Entry]]:
    """Every name, old or new, to the regions that bear or bore it."""
    today, former = _entries()
    names: dict[str, list[Entry]] = {}
    for entry in today:
        names.setdefault(entry.name, []).append(entry)
    for entry in former:
        same = names.setdefault(entry.name, [])
        if not any(known.code == entry.code or known.prefecture == entry.prefecture for known in same):
            same.append(entry)
    return names


@cache
def _longest() -> int:
    return max(len(name) for name in _by_name())


def by_code(code: str | None) -> Entry | None:
    """The region of a six-digit code."""
    return _by_code().get(code) if code else None


def named(name: str) -> list[Entry]:
    """The regions of a name; a province or prefecture may be called without its last word (河南, 信阳)."""
    endings = ("", "省", "市", "县", "区", "自治区", "自治州", "地区")
    return next((found for ending in endings if (found := _by_name().get(name + ending))), [])


def today() -> list[Entry]:
    """Today's regions, by code."""
    return _entries()[0]


def counties(province: str) -> list[Entry]:
    """Today's counties and districts of a province (the first two digits of its code), by code."""
    return [e for e in today() if e.code[:2] == province and e.level == "county"]


def government(entry: Entry) -> str:
    """The name of the government of a county: a district is named with its city."""
    within = (entry.prefecture or entry.province) if entry.is_district else ""
    return f"{within}{entry.name}人民政府"


@dataclass(frozen=True, slots=True)
class Named:
    """The regions that a name begins with, widest first, and where the last of them ends."""

    chain: tuple[Entry, ...]
    end: int
    ambiguous: bool = False

    @property
    def last(self) -> Entry | None:
        return self.chain[-1] if self.chain and not self.ambiguous else None


def leading(text: str, near: str | None = None) -> Named:
    """The chain of regions at the head of a name: 洛阳市栾川县农业局 → 洛阳市, 栾川县. `near` is the code of a region
    that decides which of several places of one name is meant."""
    chain: list[Entry] = []
    at = 0
    ambiguous = False
    while True:
        step = _step(text, at, chain[-1] if chain else None, near)
        if step is None:
            return Named(tuple(chain), at, ambiguous)
        entry, end, sure = step
        chain.append(entry)
        at, ambiguous = end, not sure
        if entry.level == "county":
            return Named(tuple(chain), at, ambiguous)


def _step(text: str, at: int, within: Entry | None, near: str | None) -> tuple[Entry, int, bool] | None:
    for end in range(min(len(text), at + _longest()), at + 1, -1):
        candidates = [e for e in _by_name().get(text[at:end], ()) if within is None or _inside(e, within)]
        if not candidates:
            continue
        close = [e for e in candidates if near and _shared(e.code, near)]
        if len(candidates) == 1:
            return candidates[0], end, True
        best = max(close, key=lambda e: _shared(e.code, near)) if close else candidates[0]
        same_level = [e for e in candidates if e.level == best.level]
        return best, end, bool(close) or len(same_level) == 1
    return None


def _inside(entry: Entry, within: Entry) -> bool:
    width = 2 if within.level == "province" else 4
    return entry.code[:width] == within.code[:width] and entry.code != within.code


def _shared(code: str, near: str | None) -> int:
    if near is None:
        return 0
    return 6 if code == near else 4 if code[:4] == near[:4] else 2 if code[:2] == near[:2] else 0


def unlisted_county(text: str) -> str | None:
    """The county that a name begins with, when no list has it."""
    for pattern in (_BARE_COUNTY, _BARE_DISTRICT):
        match = pattern.match(text)
        if match:
            return match[1]
    return None
