"""A report with the official tables in cells with spans: what every producer of a file here prints.

The layout comes from the sample portals, the figures are those of a published report or invented ones that show every
shift of a cell: no two alike, some blank.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from samples.data import json_rows, toml
from samples.model import Cell
from samples.tables import blank_form
from tests.parsers.layouts.figures import draw_figures
from tests.parsers.layouts.figures import printed as printed_text

Row = list[Cell]
_PARAGRAPH = (
    "本机关认真执行《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，围绕重点领域做好主动公开，"
    "规范办理依申请公开，加强政府信息管理和平台建设，各项工作平稳有序。"
)


@dataclass(frozen=True)
class Report:
    """A report to be printed: title, lines and tables in reading order, and what each figure's cell prints."""

    title: str
    year: int
    form: str
    blocks: tuple[str | tuple[Row, ...], ...]
    printed: dict[str, str] = field(default_factory=dict)

    def expected(self) -> dict[str, float | None]:
        """Field key → value; a blank cell is None."""
        return {key: float(text) if text else None for key, text in self.printed.items()}


def published(number: int, paragraphs: int = 0) -> Report:
    """The figures of a report as a county published them."""
    row = json_rows("published")[number]
    figures = row["figures"]
    return report(
        row["title"], row["report_year"], row["form"], lambda key: _print(figures.get(key)), paragraphs
    )


def invented(form: str, paragraphs: int = 0, seed: int = 7) -> Report:
    """Figures that no county has: every one different, one in nine blank, money with four decimals."""
    chance = random.Random(f"{form}{seed}")
    numbers = iter(chance.sample(range(10, 9999), 400))

    def text(key: str) -> str:
        if chance.random() < 1 / 9:
            return ""
        return f"{next(numbers) / 10_000 + 46:.4f}" if key.endswith("_wan") else str(next(numbers))

    year = 2023 if form == "2021" else 2020
    return report(f"云溪县人民政府{year}年政府信息公开工作年度报告", year, form, text, paragraphs)


def balanced(form: str, paragraphs: int = 0, seed: int = 7) -> Report:
    """Figures of which every sum of the form holds, as a report has them: a digit that is read wrong fails one."""
    chance = random.Random(f"{form}{seed}")
    figures = draw_figures(chance, form, form, chance.choice(("small", "large")))
    year = 2023 if form == "2021" else 2020
    title = f"云溪县人民政府{year}年政府信息公开工作年度报告"
    return report(title, year, form, lambda key: printed_text(figures[key]), paragraphs)


def report(title: str, year: int, form: str, text: Callable[[str], str], paragraphs: int) -> Report:
    """A whole report; `paragraphs` of the overview push the tables down the pages."""
    printed: dict[str, str] = {}

    def kept(key: str) -> str:
        return printed.setdefault(key, text(key))

    second, third, fourth = blank_form(form, kept)
    one, two, three, four, five, six = toml("forms")["sections"]
    blocks = (
        one,
        *([_PARAGRAPH] * (1 + paragraphs)),
        two,
        tuple(second),
        three,
        tuple(third),
        four,
        tuple(fourth),
        five,
        "公开内容的深度还不够，下一年继续改进。",
        six,
        "本年度没有其他需要报告的事项。",
    )
    return Report(title, year, form, blocks, printed)


def _print(value: float | int | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def slots(rows: tuple[Row, ...]) -> tuple[list[tuple[int, int, Cell]], int, int]:
    """Every cell with its row and column, and the size of the whole: for producers that place cells by number."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            placed.append((y, x, cell))
            taken |= {(y + down, x + right) for down in range(cell.rows) for right in range(cell.columns)}
    return placed, len(rows), max(x for _, x in taken) + 1
