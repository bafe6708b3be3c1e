"""Stage `cut`: tables cut in two by a page, headers printed again, table 2 taken apart."""

from __future__ import annotations

import random

from tests.parsers.layouts import official
from tests.parsers.layouts.model import Cell, Page, Row, Table, clone, slots
from tests.parsers.layouts.registry import transformation


def _copy_of_head(table: Table) -> list[Row]:
    first = next(i for i, r in enumerate(table.rows) if r.key)
    head = [r for r in table.rows[:first] if not all(c.role == "pad" for c in r.cells)]
    return [Row([clone(c) for c in r.cells]) for r in head]


def _cut(page: Page, rng: random.Random, head: bool) -> None:
    table = page.tables("t3")[0]
    data = [i for i, r in enumerate(table.rows) if r.key]
    at = rng.choice(data[3:-2])
    rest = table.rows[at:]
    grid = slots(table.rows)
    lead: list[Cell] = []
    for cell in dict.fromkeys(map(id, grid[at])):
        owner = next(c for c in grid[at] if id(c) == cell)
        if not any(owner is c for c in rest[0].cells):
            start = next(i for i, line in enumerate(grid) if any(c is owner for c in line))
            text = rng.choice(("", owner.text))
            lead.append(clone(owner, text=text, rowspan=owner.rowspan - (at - start)))
            owner.rowspan = at - start
    rest[0].cells[:0] = lead
    second = Table("t3", [*(_copy_of_head(table) if head else []), *rest], table.attrs)
    table.rows[at:] = []
    page.replace(table, table, second)


@transformation("cut", "cut")
def cut_by_a_page(page: Page, rng: random.Random) -> None:
    """Table 3 cut in two where a page ended; the second table begins without a header."""
    _cut(page, rng, head=False)


@transformation("cut", "cut")
def cut_by_a_page_with_header(page: Page, rng: random.Random) -> None:
    """Table 3 cut in two where a page ended, the header repeated."""
    _cut(page, rng, head=True)


@transformation("cut", "cut")
def header_rows_repeated(page: Page, rng: random.Random) -> None:
    """Header rows printed again inside the table (Word repeats them on each page)."""
    _cut(page, rng, head=True)
    first, second = page.tables("t3")
    first.rows.extend(second.rows)
    page.parts[:] = [p for p in page.parts if p is not second]


@transformation("cut")
def items_in_tables_of_their_own(page: Page, rng: random.Random) -> None:
    """Each item of table 2 in its own table."""
    table = page.tables("t2")[0]
    tables: list[Table] = []
    for row in table.rows:
        if any(c.role == "item" for c in row.cells) or not tables:
            tables.append(Table("t2", [], table.attrs))
        tables[-1].rows.append(row)
    page.replace(table, *tables)


@transformation("cut")
def item_as_paragraph(page: Page, rng: random.Random) -> None:
    """The item's title row merged with its header row: 第二十条第（一）项 stands where 信息内容 stood."""
    for table in page.tables("t2"):
        rows: list[Row] = []
        for row in table.rows:
            head = rows[-1] if rows else None
            opened = head is not None and any(c.role == "item" for c in head.cells)
            if opened and head is not None and row.cells and row.cells[0].text == official.CONTENT:
                head.cells = [clone(head.cells[-1], colspan=1), *row.cells[1:]]
                continue
            rows.append(row)
        table.rows[:] = rows
