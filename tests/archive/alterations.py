"""Ways in which a page changes while its report does not: another template, markup, encoding, counters, clocks, menus.

The layouts of the parsers' tests draw the page; what they do to markup, page, source and encoding says nothing new, but
for the few that add tables or leave headings out.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.parsers.layouts.base import Heading, base_page
from tests.parsers.layouts.figures import draw_figures
from tests.parsers.layouts.model import Page
from tests.parsers.layouts.plans import CATALOGUE, Plan, write
from tests.parsers.layouts.registry import REGISTER

assert CATALOGUE, "importing it registers the transformations"

STAGES = ("markup", "page", "source", "encoding")
CONTENT = frozenset(
    (
        *("ranking_table", "table_behind", "captions_above_tables", "headings_missing"),
        *("br_inside_numbers", "misaligned_column_row", "control_characters", "form_fields"),
        "everything_in_one_line",  # with an unclosed title, the first heading stands in its line
    )
)
"""Transformations of these stages that change what the page says, or how sure one can be of it."""
NAMES = tuple(sorted(n for n, t in REGISTER.items() if t.stage in STAGES and n not in CONTENT))
MOST = 8
_WORDS = "财政教育民政司法农业水利林业商务文化卫生审计统计信访医保粮食档案体育旅游环保交通住建公安人防扶贫"
WORDS = tuple(_WORDS[i : i + 2] for i in range(0, len(_WORDS), 2))
TITLES = ("关于开展培训的通知", "县政府召开常务会议", "安全生产月活动启动", "春季植树动员", "公开招聘公告")


def content(seed: int) -> Page:
    """The report of a seed: always the same body, year, words and figures; no two seeds share a body."""
    rng = random.Random(f"{seed}:report")
    name = f"新县{WORDS[seed // len(WORDS) % len(WORDS)]}{WORDS[seed % len(WORDS)]}局"
    form, year = ("2021", rng.choice((2021, 2022, 2023))) if seed % 2 else ("2019", 2020)
    return base_page(Heading(name, name), year, form, form, draw_figures(rng, form, form, "small"))


def altered(seed: int, rng: random.Random, change: Callable[[Page], None] | None = None) -> bytes:
    """The page of a seed's report with a random mixture of alterations; `change` is done to its content first."""
    page = content(seed)
    if change is not None:
        change(page)
    names = tuple(rng.sample(NAMES, rng.randrange(MOST + 1)))
    plan = Plan(rng.randrange(10**6), "small", (page.form2, page.form3), names)
    steps = plan.transformations
    for step in steps:
        if step.stage in ("markup", "page"):
            step.apply(page, random.Random(f"{plan.seed}:{step.name}"))
    page.top[:0] = [_clock(rng), _menu(rng)] if rng.random() < 0.8 else []
    page.bottom += [_counter(rng), _related(rng)] if rng.random() < 0.8 else []
    return write(plan, page, [s for s in steps if s.stage in ("source", "encoding")])


def _counter(rng: random.Random) -> str:
    return (
        f'<div class="info"><span>浏览次数：<i id="hits">{rng.randrange(99999)}</i>次</span>'
        f"<span>访问量：{rng.randrange(9999)}</span></div>"
    )


def _clock(rng: random.Random) -> str:
    now = f"2024年{rng.randint(1, 12)}月{rng.randint(1, 28)}日 {rng.randrange(24):02}:{rng.randrange(60):02}"
    return f'<div class="top"><span id="time">今天是{now} 星期{rng.choice("一二三四五六日")}</span></div>'


def _menu(rng: random.Random) -> str:
    words = rng.sample(["首页", "政务公开", "政务服务", "互动交流", "走进本县", "数据开放", "专题专栏"], 5)
    return f'<div class="nav"><ul>{"".join(f"<li><a href=/m{i}/>{w}</a></li>" for i, w in enumerate(words))}</ul></div>'


def _related(rng: random.Random) -> str:
    links = "".join(f'<li><a href="/{rng.randrange(9999)}.html">{t}</a></li>' for t in rng.sample(TITLES, 3))
    return f'<div class="xgxx"><h3>相关链接</h3><ul>{links}</ul></div>'
