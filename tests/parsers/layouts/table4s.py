"""Stage `table4`: table 4 in its forms. Stage `whole`: spans that lie, and one table for all."""

from __future__ import annotations

import random

from tests.parsers.layouts import official
from tests.parsers.layouts.model import Cell, Page, Row, Table, Text, clone
from tests.parsers.layouts.registry import transformation

_BLOCKS = ("review", "direct", "after_review")
_LONG = {
    "review": "行政复议",
    "direct": "行政诉讼（未经复议直接起诉）",
    "after_review": "行政诉讼（复议后起诉）",
}


def _parts(page: Page) -> dict[str, tuple[list[Cell], list[Cell]]]:
    """For each block its five column labels and its five cells, as they stand by now."""
    table = page.tables("t4")[0]
    found: dict[str, tuple[list[Cell], list[Cell]]] = {}
    for block in _BLOCKS:
        heads = [
            clone(c, rowspan=1, colspan=1) for c in table.cells("head") if str(c.key).startswith(f"{block}.")
        ]
        found[block] = heads, [c for c in table.cells("value") if str(c.key).startswith(f"t4.{block}.")]
    return found


@transformation("table4", "t4_shape", "padding")
def table4_in_two_rows(page: Page, rng: random.Random) -> None:
    """行政复议 with its figures above 行政诉讼 with its own, in one table."""
    parts, table = _parts(page), page.tables("t4")[0]
    suits = [official.T4_BLOCKS["direct"], official.T4_BLOCKS["after_review"]]
    table.rows[:] = [
        Row([Cell(official.T4_BLOCKS["review"], "head", "review", colspan=10)]),
        Row([clone(c, colspan=2) for c in parts["review"][0]]),
        Row([_wide(c, 2) for c in parts["review"][1]], key="review"),
        Row([Cell(official.LITIGATION, "head", "litigation", colspan=10)]),
        Row([Cell(text, "head", colspan=5) for text in suits]),
        Row([*parts["direct"][0], *parts["after_review"][0]]),
        Row([*parts["direct"][1], *parts["after_review"][1]], key="direct after_review"),
    ]


def _wide(cell: Cell, span: int) -> Cell:
    cell.colspan = span
    return cell


@transformation("table4", "t4_shape", "padding")
def table4_in_three_rows(page: Page, rng: random.Random) -> None:
    """Three times block label, column labels and figures, in one table."""
    parts, table = _parts(page), page.tables("t4")[0]
    table.rows[:] = [row for b in _BLOCKS for row in _stacked(b, parts[b])]


def _stacked(block: str, part: tuple[list[Cell], list[Cell]]) -> list[Row]:
    return [Row([Cell(_LONG[block], "head", block, colspan=5)]), Row(part[0]), Row(part[1], key=block)]


@transformation("table4", "t4_shape", "padding")
def table4_as_three_tables(page: Page, rng: random.Random) -> None:
    """Three small tables, one a block (Markdown converters and narrow pages)."""
    parts, table = _parts(page), page.tables("t4")[0]
    page.replace(table, *(Table("t4", _stacked(b, parts[b]), table.attrs) for b in _BLOCKS))


@transformation("table4", "t4_shape", "padding")
def table4_a_row_a_block(page: Page, rng: random.Random) -> None:
    """Blocks as rows: a label, then five figures, under one header."""
    parts, table = _parts(page), page.tables("t4")[0]
    table.rows[:] = [
        Row([Cell("", "corner"), *parts["review"][0]]),
        *(Row([Cell(_LONG[b], "row", b), *parts[b][1]], key=b) for b in _BLOCKS),
    ]


@transformation("table4", "t4_shape", flags=("extra_cell",))
def table4_of_sixteen_cells(page: Page, rng: random.Random) -> None:
    """A zero too many at the end of table 4 (卫辉: sixteen cells for fifteen)."""
    page.tables("t4")[0].data_rows()[-1].cells.append(Cell("0", "pad"))


@transformation("table4", "t4_words")
def table4_torn_labels(page: Page, rng: random.Random) -> None:
    """结果 | 其他 | 尚未: the second line of the column labels lost (real; 结果 stands twice)."""
    for table in page.tables("t4"):
        for cell in table.cells("head"):
            if "." in str(cell.key) and cell.text != "总计":
                cell.text = cell.text[:2]


@transformation("table4", "t4_words")
def table4_suit_words(page: Page, rng: random.Random) -> None:
    """未经复议直接诉讼 and 复议后诉讼."""
    for table in page.tables("t4"):
        for cell in table.cells("head", "row"):
            cell.text = cell.text.replace("起诉", "诉讼")


@transformation("whole", "one_table")
def one_table_for_all(page: Page, rng: random.Random) -> None:
    """All three tables in one table element, the headings as rows between."""
    tables = page.tables("t2", "t3", "t4")
    rows: list[Row] = []
    for name in ("t2", "t3", "t4"):
        heading = official.HEADINGS[f"s{name[1]}"]
        rows.append(Row([Cell(heading, "caption", colspan=15)]))
        rows.extend(row for table in tables if table.name == name for row in table.rows)
    whole = Table("t3", rows, tables[0].attrs)
    kept = [p for p in page.parts if p not in tables]
    headings = [official.HEADINGS[k] for k in ("s2", "s3", "s4")]
    at = next(i for i, p in enumerate(kept) if isinstance(p, Text) and headings[0] in p.html)
    kept = [p for p in kept if not (isinstance(p, Text) and any(h in p.html for h in headings))]
    page.parts[:] = [*kept[:at], whole, *kept[at:]]


@transformation("whole", "spans", "padding")
def rowspan_too_long(page: Page, rng: random.Random) -> None:
    """A group's rowspan runs beyond its rows: the rows below begin a column further to the right."""
    for table in page.tables("t3"):
        groups = [c for c in table.cells("group") if c.rowspan > 1]
        if groups:
            rng.choice(groups).rowspan += rng.choice((1, 2, 5))
        for cell in table.cells("results"):
            cell.rowspan += 3


@transformation("whole", "spans", "padding")
def colspan_too_long(page: Page, rng: random.Random) -> None:
    """A label's or a header's colspan is larger than the table is wide."""
    for table in page.tables("t2", "t3", "t4"):
        for cell in table.cells("row", "item", "head"):
            if cell.colspan > 1 and cell.key != "amount_wan" and rng.random() < 0.3:
                cell.colspan += rng.choice((1, 3, 90))


@transformation("whole", "spans")
def junk_spans(page: Page, rng: random.Random) -> None:
    """rowspan="" colspan="0" rowspan="1px": attributes that browsers take for 1."""
    junk = (' rowspan=""', ' colspan="0"', ' rowspan="1px"', ' colspan="x"', ' colspan="-1"')
    for cell in page.cells():
        if cell.colspan == cell.rowspan == 1 and rng.random() < 0.2:
            cell.attrs += rng.choice(junk)


@transformation("whole", "spans", "padding")
def rowspan_to_the_end(page: Page, rng: random.Random) -> None:
    """rowspan=65535 on 三、本年度办理结果, as some editors write it."""
    for cell in page.cells("results"):
        cell.rowspan = 65535


@transformation("whole", "sections")
def thead_and_tbody(page: Page, rng: random.Random) -> None:
    """thead with th cells, tbody with th for row labels (accessible templates)."""
    for table in page.tables("t2", "t3", "t4"):
        for row in table.rows:
            for cell in row.cells:
                if cell.role in ("head", "corner", "item", "row", "group", "results"):
                    cell.tag = "th"
        first = next((i for i, r in enumerate(table.rows) if r.key), 0)
        for index, row in enumerate(table.rows):
            row.section = "thead" if index < first else "tbody"


@transformation("whole", "sections")
def many_tbodies(page: Page, rng: random.Random) -> None:
    """A tbody for each part of a table, a tfoot for the last row."""
    for table in page.tables("t3", "t4"):
        for index, row in enumerate(table.rows):
            row.section = "tbody" if index < len(table.rows) - 1 else "tfoot"
