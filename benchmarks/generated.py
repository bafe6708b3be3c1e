"""Report readings of any number, made up: every cell of the 2021 form, its checks, and a narrative of about 6 KB."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from parsers import fields
from parsers.checks.sum_rules import check, sum_rules
from parsers.forms import form
from parsers.model import Evidence, Figure, Forms, Reading, Region, Section, Source

YEARS = range(2016, 2024)
"""Each body publishes once a year."""
SECTIONS = ("s1_overview", "s2_proactive", "s3_requests", "s4_litigation", "s5_problems", "s6_other")
PARAGRAPHS = 8
"""A section: with six sections about 2,000 characters, 6 KB."""
SENTENCES = (
    "本年度收到政府信息公开申请{n}件，均按期答复，未收取任何费用。",
    "主动公开规范性文件{n}件，现行有效{m}件，全部在政府网站公布。",
    "因政府信息公开引起行政复议{n}件，其中维持{m}件，没有被纠正的。",
    "全年办理人大代表建议{n}件、政协委员提案{m}件，办结率百分之百。",
    "通过政务新媒体发布信息{n}条，回应群众关切{m}次，举办新闻发布会{k}场。",
    "对照要求仍有差距：个别单位更新不及时，公开内容与群众期待尚有距离。",
    "下一步将加强培训，完善制度，把公开要求落实到{k}个部门的每一个环节。",
    "全年开展政务公开业务培训{k}次，参训{n}人次，抽查单位{m}家并通报结果。",
)
START = datetime(2026, 1, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """One report: where it was found and when, its bytes, and what is read in them."""

    url: str
    at: datetime
    body: bytes
    reading: Reading


def reports(count: int, seed: int = 20260131) -> Iterator[Made]:
    """`count` reports, the same for the same seed."""
    cells = [f for f in fields() if "2021" in f.forms]
    for number in range(count):
        chance = random.Random(seed + number)
        body_number, year = number // len(YEARS), YEARS[number % len(YEARS)]
        region = Region(
            f"{410000 + body_number % 3000}", "河南省", f"{body_number % 17}市", f"第{body_number}县"
        )
        body = Body(f"第{body_number}县人民政府", "government", "county", region, f"第{body_number}县政府办")
        url = f"http://www.county{body_number}.example/zfxxgk/{year}/t{number}.html"
        figures = tuple(_figure(f.key, f.scale, place, chance) for place, f in enumerate(cells))
        yield Made(
            url, START + timedelta(seconds=number), url.encode(), read(body, year, url, figures, chance)
        )


@dataclass(frozen=True, slots=True)
class Body:
    """Who publishes; `posted_by`: as its portal names it."""

    name: str
    kind: str
    level: str
    region: Region
    posted_by: str


def read(body: Body, year: int, url: str, figures: tuple[Figure, ...], chance: random.Random) -> Reading:
    """The reading of a report with these figures and a narrative by chance."""
    by_key = {f.key: f for f in figures}
    sections = tuple(Section(n + 1, key, f"{n + 1}、{key}", _text(chance)) for n, key in enumerate(SECTIONS))
    title = f"{body.name}{year}年政府信息公开工作年度报告"
    digest = hashlib.sha256(repr((sections, figures)).encode()).hexdigest()
    return Reading(
        *(1, "1", Source(None, url, digest, "text/html"), True, title),
        *(body.name, body.name, body.kind, body.level, body.region, body.posted_by),
        *(year, date(year + 1, 1, 28), "2021", Forms("2021", "2021")),
        evidence={"title": Evidence("h1", title, "html:/html/body/h1")},
        sections=sections,
        figures=figures,
        checks=tuple(check(rule, by_key) for rule in sum_rules(form("2021"))),
        content_sha256=digest,
    )


def locator(place: int) -> str:
    """Where the cell of this number stands."""
    return f"html:/html/body/div[2]/table[{place // 60 + 1}]/tr[{place % 60 // 10 + 1}]/td[{place % 10 + 1}]"


def _figure(key: str, scale: int, place: int, chance: random.Random) -> Figure:
    """Half of the cells 0, most others a small count, some blank: as the real tables are."""
    draw = chance.random()
    if draw < 0.1:
        return Figure(key, None, "blank", "", None, None, (), locator(place))
    value = 0 if draw < 0.6 or scale else chance.randrange(1, 400)
    return Figure(key, value, "value", str(value), None, None, (), locator(place))


def _text(chance: random.Random) -> str:
    return "\n".join(
        chance.choice(SENTENCES).format(
            n=chance.randrange(999), m=chance.randrange(99), k=chance.randrange(20)
        )
        for _ in range(PARAGRAPHS)
    )
