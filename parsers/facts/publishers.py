"""Who publishes: the name as printed made comparable, its kind, its level and its region.

Rules of the design: province and prefecture before a county or county-level city are dropped, a city before a
district stays, a bare region is completed to its 人民政府, nothing else is expanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers import regions
from parsers.lexicon.normalize import squeeze
from parsers.model import Level, PublisherKind, Region

_GOVERNMENT = "人民政府"
_ZONE = "开发区|高新区|高新技术|园区|产业园|新区|片区|示范区|试验区|保税区|度假区|集聚区|风景区|实验区"
# Tried in this order: the longer, more telling endings first.
_KINDS: tuple[tuple[re.Pattern[str], PublisherKind], ...] = (
    (re.compile(rf"(?:{_ZONE})(?:[\u4e00-\u9fff]{{0,4}}(?:管理委员会|管委会))?$"), "development_zone"),
    (re.compile(r"管委会$"), "development_zone"),
    (
        re.compile(r"(?:镇|乡|苏木|街道|街道办事处|街道办|街办|办事处)(?:(?:人民)?政府)?(?:办公室|党政办)?$"),
        "township",
    ),
    (re.compile(r"(?:人民政府|政府)(?:办公室|办公厅|办)$|(?:省|市|县|区|旗)府办$"), "government_office"),
    (re.compile(r"(?:人民政府|政府)$"), "government"),
    (
        re.compile(
            r"(?:中心|院|馆|所|社|公司|大队|支队|总队|队|管理处|服务处|站|大学|学校|小学|中学|高中|幼儿园|台|场|公园|银行)$"
        ),
        "institution",
    ),
    (re.compile(r"(?:局|委|委员会|厅|部|署|办公室|办|总局|科|处|行)$"), "department"),
)
# A ministry's name before its local organ's, and the party's before its committee's: the place stands behind it.
_ABOVE = re.compile(
    r"^(?:中共|中国共产党|中国人民银行(?=.+行$)|国家[\u4e00-\u9fff]{2,8}总?局(?=[\u4e00-\u9fff]+(?:局|队)$))"
)
# A new area of the state stands above counties as a prefecture does.
_NEW_AREA = re.compile(r"^[\u4e00-\u9fff]{2,6}新区(?=[\u4e00-\u9fff]{1,6}[县市])")
_TRAILING_BRACKET = re.compile(r"[(（][^()（）]*[)）]$")
_CENTRAL = re.compile(
    r"^(?:国家|国务院|中华人民共和国|中国(?!\())|^(?:教育|财政|商务|司法|公安|水利|交通运输|农业农村|自然资源|生态环境)部$"
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """`printed` as the page prints it, `name` by the rules above."""

    name: str
    printed: str
    kind: PublisherKind
    level: Level | None
    region: Region


def read_publisher(printed: str, near: str | None = None) -> Publisher:
    """Read a publisher's printed name. `near`: code of the portal's region, for what the name leaves out."""
    text = squeeze(printed)
    above = _ABOVE.match(text)
    local = text[above.end() :] if above else text
    named = regions.leading(local, near)
    if not named.chain:
        local = _NEW_AREA.sub("", local)
        named = regions.leading(local, near)
    rest = local[named.end :]
    last = named.chain[-1] if named.chain else None
    base = text
    if last is not None and last.level == "county" and not last.is_district:
        base = (above[0] if above else "") + last.name + rest
    name = _completed(base, rest, last is not None)
    kind = kind_of(name)
    return Publisher(name, text, kind, _level(name, kind, last), _region(named, name, near))


def _completed(base: str, rest: str, has_region: bool) -> str:
    """A bare region or town becomes its 人民政府 (its 街道 does not: a street has an office, not a government)."""
    bare_region = has_region and rest == ""
    bare_town = re.search(r"(?:镇|乡|苏木)$", base) is not None
    if re.search(rf"(?:{_ZONE})$", base) and not bare_region:
        return base
    bare_unlisted = regions.unlisted_county(base) == base or re.fullmatch(
        r"[\u4e00-\u9fff]{2,8}(?:市|区)", base
    )
    if bare_region or bare_town or bare_unlisted:
        return base + _GOVERNMENT
    return base


def kind_of(name: str) -> PublisherKind:
    """The kind of body by the ending of its name."""
    bare = _TRAILING_BRACKET.sub("", name)
    for pattern, kind in _KINDS:
        if pattern.search(bare):
            return kind
    return "other"


def _level(name: str, kind: PublisherKind, last: regions.Entry | None) -> Level | None:
    if kind == "township":
        return "township"
    if last is not None:
        return last.level
    if _CENTRAL.search(name):
        return "central"
    if regions.unlisted_county(name):
        return "county"
    return None


def _region(named: regions.Named, name: str, near: str | None) -> Region:
    """The region by the name itself, else by the portal; a name of several places has no code."""
    if named.last is not None:
        return named.last.region
    if named.chain:
        entry = named.chain[-1]
        return Region(None, None, None, entry.name if entry.level == "county" else None)
    unlisted = regions.unlisted_county(name)
    if unlisted:
        return Region(county=unlisted)
    home = regions.by_code(near)
    return home.region if home else Region()
