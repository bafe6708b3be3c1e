"""What a page's source holds and its reader does not see, and what publishers add to the tables of the form."""

from __future__ import annotations

import random
import re

from tests.parsers.layouts.model import Cell, Page, Row, clone
from tests.parsers.layouts.registry import transformation


@transformation("shape", "last_cell", "mixed", "head_rows", "padding", issues=("unknown_column",))
def remarks_column(page: Page, rng: random.Random) -> None:
    """A column 备注 or 上年数 behind the seven of the form."""
    table = page.tables("t3")[0]
    heads = next(i for i, r in enumerate(table.rows) if r.key)
    name, fill = rng.choice((("备注", ("", "含乡镇")), ("上年数", ("3", "17")), ("同比增减", ("-2", "5"))))
    table.rows[0].cells.append(Cell(name, "pad", rowspan=heads))
    for row in table.rows[heads:]:
        if row.values():
            row.cells.append(Cell(rng.choice(fill), "pad"))


@transformation("table4", "t4_shape", "padding")
def table4_total_first(page: Page, rng: random.Random) -> None:
    """总计 before the other results, in each of the three blocks."""
    table = page.tables("t4")[0]
    for row in table.rows:
        for block in ("review", "direct", "after_review"):
            for role, prefix in (("head", block), ("value", f"t4.{block}")):
                own = [
                    i
                    for i, c in enumerate(row.cells)
                    if c.role == role and str(c.key).startswith(f"{prefix}.")
                ]
                if len(own) == 5:
                    row.cells.insert(own[0], row.cells.pop(own[-1]))


@transformation("table4", "t4_shape", "padding", "t4_words")
def table4_downward(page: Page, rng: random.Random) -> None:
    """A result a row: block, result, figure."""
    table = page.tables("t4")[0]
    names = {
        "review": "行政复议",
        "direct": "行政诉讼 未经复议直接起诉",
        "after_review": "行政诉讼 复议后起诉",
    }
    heads = {str(c.key): c for c in table.cells("head")}
    rows: list[Row] = []
    for value in list(table.cells("value")):
        _, block, result = str(value.key).split(".")
        label = [Cell(names[block], "group", rowspan=5)] if result == "upheld" else []
        head = clone(heads[f"{block}.{result}"], rowspan=1, colspan=1)
        rows.append(Row([*label, head, value], key=f"{block}.{result}"))
    table.rows[:] = rows


@transformation("markup")
def hidden_figures_in_cells(page: Page, rng: random.Random) -> None:
    """Old figures hidden or struck out beside the new ones."""
    marks = (
        '<span style="display:none">88</span>',
        '<font style="visibility: hidden">7</font>',
        "<del>91</del>",
        '<span style="mso-hide:all;display:none">5</span>',
    )
    for cell in page.cells("value"):
        if rng.random() < 0.3 and any(map(str.isdigit, cell.text)):
            cell.html = rng.choice(marks) + cell.inner


@transformation("markup", "inner_numbers", flags=("note",))
def footnote_numbers(page: Page, rng: random.Random) -> None:
    """12<sup>1</sup> and 12①: marks of footnotes behind figures."""
    for cell in page.cells("value"):
        if re.fullmatch(r"\d+", cell.text) and rng.random() < 0.2:
            cell.html = cell.inner + rng.choice(("<sup>1</sup>", "①", "²", "<sup>②</sup>"))


@transformation("page")
def copy_for_print(page: Page, rng: random.Random) -> None:
    """A hidden copy of the tables with last year's figures: for print, or behind a tab."""
    tables = "".join(t.render() for t in page.tables("t2", "t3", "t4"))
    copy = re.sub(r"(?<=>)\d+(?=<)", "6", tables)
    where = page.top if rng.random() < 0.5 else page.bottom
    where.append(f'<div class="print" style="display:none">{copy}</div>')
