"""Stage `shape`: tables 2 and 3 drawn in other ways. The order of functions is the order they are applied in."""

from __future__ import annotations

import random

from tests.parsers.layouts.model import Cell, Page, Row, Table, clone, slots
from tests.parsers.layouts.registry import transformation


def _table3(page: Page) -> Table:
    return page.tables("t3")[0]


@transformation("shape", "t3_columns")
def total_column_first(page: Page, rng: random.Random) -> None:
    """总计 printed before 自然人."""
    for row in _table3(page).rows:
        for role, key in (("head", "total"), ("value", f"t3.{row.key}.total")):
            at = next((i for i, c in enumerate(row.cells) if c.role == role and c.key == key), None)
            first = next((i for i, c in enumerate(row.cells) if c.role == role), 0)
            if at is not None:
                row.cells.insert(first, row.cells.pop(at))


@transformation("shape", "corner")
def plain_corner(page: Page, rng: random.Random) -> None:
    """The corner without its note: blank, or 项目, or 情况."""
    for cell in _table3(page).cells("corner"):
        cell.text = rng.choice(("", "\u00a0", "项目"))


@transformation("shape", "head_rows")
def header_without_applicants(page: Page, rng: random.Random) -> None:
    """The first header row (申请人情况) left out; the corner spans two rows."""
    table = _table3(page)
    corner = table.rows[0].cells[0]
    corner.rowspan = 2
    table.rows[1].cells.insert(0, corner)
    del table.rows[0]


@transformation("shape", "mixed", forms=("2021",))
def flat_header(page: Page, rng: random.Random) -> None:
    """Spreadsheet editors drop the outer header: one row with all seven columns."""
    table = _table3(page)
    heads = {c.key: c for row in table.rows[:3] for c in row.cells}
    first = next(r for r in table.rows if r.key)
    order = [str(c.key).rsplit(".", 1)[1] for c in first.values()]
    corner = clone(table.rows[0].cells[0], rowspan=1)
    if not any(c.role == "corner" for c in table.rows[0].cells):
        corner = Cell("", "corner", colspan=3)
    cells = [clone(heads[key], rowspan=1, colspan=1) for key in order]
    table.rows[:] = [Row([corner, *cells]), *(r for r in table.rows if r.key)]


@transformation("shape", "groups")
def repeated_group_labels(page: Page, rng: random.Random) -> None:
    """Group labels printed again on every row (unmerged in a spreadsheet and filled down)."""
    for table in page.tables("t3"):
        grid = slots(table.rows)
        for index, row in enumerate(table.rows):
            if not row.key:
                continue
            lead = dict.fromkeys(map(id, grid[index]))
            by_id = {id(c): c for c in grid[index]}
            row.cells = [clone(by_id[i], rowspan=1) for i in lead]


@transformation("shape", "groups")
def group_and_leaf_in_one_cell(page: Page, rng: random.Random) -> None:
    """（三）不予公开1.属于国家秘密 in the first cell of each group (merged by a converter)."""
    for row in _table3(page).rows:
        group = next((c for c in row.cells if c.role == "group"), None)
        label = row.label()
        if group is not None and label is not None:
            label.text = group.text + rng.choice(("", "\n")) + label.text
            label.colspan = 2
            row.cells.remove(group)
        elif label is not None and label.colspan == 1:
            label.colspan = 2


@transformation("shape", "groups")
def group_in_a_row_of_its_own(page: Page, rng: random.Random) -> None:
    """（三）不予公开 as a row above its leaves, its cells blank or merged."""
    table = _table3(page)
    merged = rng.random() < 0.5
    rows: list[Row] = []
    for row in table.rows:
        group = next((c for c in row.cells if c.role == "group"), None)
        label = row.label()
        if group is not None:
            lead = [c for c in row.cells if c.role == "results"]
            row.cells = [c for c in row.cells if c.role not in ("results", "group")]
            blanks = [] if merged else [Cell("", "pad") for _ in range(7)]
            rows.append(Row([*lead, clone(group, rowspan=1, colspan=9 if merged else 2), *blanks]))
        if label is not None and label.colspan == 1:
            label.colspan = 2
        rows.append(row)
    for cell in table.cells("results"):
        cell.rowspan = sum(1 for r in rows if r.key and r.key not in ("new_received", "carried_in")) - 1
        cell.rowspan += sum(1 for r in rows if any(c.role == "group" for c in r.cells))
    table.rows[:] = rows


@transformation("shape", "groups", "padding")
def padded_with_empty_cells(page: Page, rng: random.Random) -> None:
    """No spans at all: merged cells became their text and empty cells behind and below (spreadsheet exports)."""
    for table in page.tables("t2", "t3", "t4"):
        grid = slots(table.rows)
        seen: set[int] = set()
        for row, line in zip(table.rows, grid, strict=True):
            cells: list[Cell] = []
            for cell in line:
                fresh = id(cell) not in seen
                seen.add(id(cell))
                cells.append(clone(cell, rowspan=1, colspan=1) if fresh else Cell("", "pad", tag=cell.tag))
            row.cells = cells


@transformation("shape", "results")
def results_label_by_characters(page: Page, rng: random.Random) -> None:
    """三、本年度办理结果 printed downward, a character a line."""
    for cell in page.cells("results"):
        cell.text = "\n".join(cell.text)


@transformation("shape", "results", "groups")
def results_label_left_out(page: Page, rng: random.Random) -> None:
    """The column of 三、本年度办理结果 left out."""
    for row in _table3(page).rows:
        row.cells = [c for c in row.cells if c.role != "results"]
        for cell in row.cells:
            if cell.colspan == 3:
                cell.colspan = 2
    for row in _table3(page).rows:
        label = row.label()
        if label is not None and label.key in ("granted", "partial", "total_results", "other_total"):
            label.colspan = 2


@transformation("shape", "last_cell", flags=("extra_cell",))
def zero_cell_at_row_end(page: Page, rng: random.Random) -> None:
    """A zero too many at the end of some rows (卫辉: eight cells for seven). Behind a blank it could be the total."""
    for row in _table3(page).data_rows():
        if rng.random() < 0.3 and row.values()[-1].text:
            row.cells.append(Cell("0", "pad"))


@transformation("shape", "last_cell")
def empty_column_at_the_end(page: Page, rng: random.Random) -> None:
    """An empty column behind the last (Word tables drawn too wide)."""
    for row in _table3(page).rows:
        if row.key or rng.random() < 0.5:
            row.cells.append(Cell(rng.choice(("", "\u00a0")), "pad"))


@transformation("shape", "first_cell")
def empty_column_at_the_start(page: Page, rng: random.Random) -> None:
    """An empty column before the first."""
    for row in _table3(page).rows:
        row.cells.insert(0, Cell("", "pad"))


@transformation("shape")
def empty_rows(page: Page, rng: random.Random) -> None:
    """Rows without text between the rows of a table."""
    for table in page.tables("t2", "t3"):
        width = 4 if table.name == "t2" else 10
        at = rng.choice([len(table.rows), 0])
        table.rows.insert(at, Row([Cell("", "pad") for _ in range(width)]))


@transformation("shape")
def hidden_rows(page: Page, rng: random.Random) -> None:
    """Rows that the page hides, with figures of another year in them."""
    style = rng.choice((' style="display:none"', ' style="DISPLAY: none; height: 3px"', " hidden"))
    for table in page.tables("t2", "t3"):
        source = rng.choice(table.data_rows())
        cells = [clone(c, text="77", key=None) if c.role == "value" else clone(c) for c in source.cells]
        cells = [clone(c, rowspan=1) for c in cells]
        table.rows.append(Row(cells, attrs=style))


@transformation("shape")
def rows_of_no_height(page: Page, rng: random.Random) -> None:
    """Word's row of height 0 that fixes the widths of columns."""
    for table in page.tables("t2", "t3", "t4"):
        width = {"t2": 4, "t3": 10, "t4": 15}[table.name]
        cells = [Cell("", "pad", attrs=' width="57" style="border:none"') for _ in range(width)]
        table.rows.append(Row(cells, attrs=rng.choice((' height="0"', ' height="0" style="height:0"'))))
