"""The statistics tables of a report as cells with spans, in the layouts that publishers use."""

from collections.abc import Callable, Sequence
from typing import Any

from samples.data import toml
from samples.forms import BLOCKS, RESULTS, columns, groups, leaves, table2
from samples.model import Block, Cell, Report, Table

Row = list[Cell]
Print = Callable[[str], str]


def table_parts(report: Report) -> tuple[list[Block], list[Block], list[Block]]:
    """The blocks of sections two, three and four; a joined table puts all of them into section two."""
    layout = report.quirks.get("layout", "span")
    second, third, fourth = blank_form(report.form, report.printed)
    heads = (0, 3, 3)
    if layout == "padded":
        second, third, fourth = _padded(second), _padded(third), _padded(fourth)
    if layout == "joined":
        sections = toml("forms")["sections"]
        rows = [*second, [Cell(sections[2], columns=10)], *third, [Cell(sections[3], columns=15)], *fourth]
        return [Table(rows)], [], []
    if layout == "split":
        parts: list[Block] = [Table(part) for part in _items(report.form, report.printed)]
    else:
        parts = [Table(second)]
    style = {"nested": layout == "nested", "thead": layout == "thead"}
    return parts, [Table(third, head=heads[1], **style)], [Table(fourth, head=heads[2], **style)]


def blank_form(form: str, text: Print) -> tuple[list[Row], list[Row], list[Row]]:
    """Tables 2, 3 and 4 of a form; `text` gives what is printed for each figure's key."""
    second = [row for item in _items(form, text) for row in item]
    return second, _table3(form, text), _table4(text)


def table_2014(rows: Sequence[dict[str, Any]], report: Report) -> Table:
    """The statistics table of 2014: indicator, unit, number."""
    head = [Cell("统 计 指 标"), Cell("单位"), Cell("统计数")]
    body = [
        [
            Cell(row["label"]),
            Cell(row["unit"]),
            Cell(report.printed(f"s2014.{row['key']}") if row["key"] else "", figure=True),
        ]
        for row in rows
    ]
    return Table([head, *body], head=1)


def _items(form: str, text: Print) -> list[list[Row]]:
    found = []
    for item in table2(form):
        names = item["columns"]
        last = 4 - len(names)  # the last column takes the rest of the width of four
        rows: list[Row] = [[Cell(item["title"], columns=4)]]
        rows.append(
            [Cell("信息内容"), *(Cell(t, columns=last if t == names[-1][1] else 1) for _, t in names)]
        )
        for key, label in item["rows"]:
            keys = [f"t2.{item['key']}.{key}.{name}" for name, _ in names]
            cells = [Cell(text(k), columns=last if k == keys[-1] else 1, figure=True) for k in keys]
            rows.append([Cell(label), *cells])
        found.append(rows)
    return found


def _numbers(row: str, text: Print) -> Row:
    return [Cell(text(f"t3.{row}.{column}"), figure=True) for column in columns()]


def _table3(form: str, text: Print) -> list[Row]:
    spec = toml("forms")["table3"]
    labels = [label for _, label in spec["columns"]]
    rows: list[Row] = [
        [Cell(toml("forms")["corner"], rows=3, columns=3), Cell("申请人情况", columns=7)],
        [Cell(labels[0], rows=2), Cell("法人或其他组织", columns=5), Cell(labels[-1], rows=2)],
        [Cell(label) for label in labels[1:-1]],
    ]
    rows += [[Cell(label, columns=3), *_numbers(key, text)] for key, label in spec["opening"]]
    start = len(rows)
    for group in groups(form):
        for index, (key, label) in enumerate(group["rows"]):
            if "label" not in group:
                rows.append([Cell(label, columns=2), *_numbers(key, text)])
                continue
            first = [Cell(group["label"], rows=len(group["rows"]))] if index == 0 else []
            rows.append([*first, Cell(label), *_numbers(key, text)])
    rows.append([Cell(spec["total"][1], columns=2), *_numbers(spec["total"][0], text)])
    rows[start].insert(0, Cell(spec["body"], rows=len(leaves(form)) + 1))
    return rows + [[Cell(label, columns=3), *_numbers(key, text)] for key, label in spec["closing"]]


def _table4(text: Print) -> list[Row]:
    spec = toml("forms")["table4"]
    (_, review), (_, direct), (_, after) = spec["blocks"]
    results = [label for _, label in spec["results"]]
    keys = [f"t4.{block}.{result}" for block in BLOCKS for result in (*RESULTS, "total")]
    return [
        [Cell(review, columns=5), Cell("行政诉讼", columns=10)],
        [*(Cell(r, rows=2) for r in results), Cell(direct, columns=5), Cell(after, columns=5)],
        [Cell(r) for r in results * 2],
        [Cell(text(key), figure=True) for key in keys],
    ]


def _padded(rows: list[Row]) -> list[Row]:
    """The same table without any span: the text in the first cell, empty cells for the rest."""
    width = sum(cell.columns for cell in rows[0])
    grid: list[list[Cell | None]] = [[None] * width for _ in rows]
    for y, row in enumerate(rows):
        for cell in row:
            x = grid[y].index(None)
            for down in range(cell.rows):
                for right in range(cell.columns):
                    grid[y + down][x + right] = Cell("")
            grid[y][x] = Cell(cell.text, figure=cell.figure)
    return [[cell for cell in row if cell is not None] for row in grid]
