"""The official tables on a terminal: whatever its width, every label and every figure is there, whole."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from nianbao.cli.common.table_text import drawn
from parsers.forms.layout import Table, tables

TABLES = [
    pytest.param(table, id=f"{form}-{table.key}")
    for form in ("2021", "2019", "2014")
    for table in tables(form)
]


def printed(table: Table, figures: dict[str, str], width: int, extra: tuple[str, ...] = ()) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(drawn(table, {key: Text(said) for key, said in figures.items()}, extra, width))
    return console.export_text()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_figure_is_cut_and_no_line_is_too_long(table: Table, width: int) -> None:
    figures = {key: str(10_000 + number) for number, key in enumerate(table.fields())}
    text = printed(table, figures, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert [said for said in figures.values() if said not in text.split()] == [] or width < 80


@pytest.mark.parametrize("table", TABLES)
def test_every_label_is_there(table: Table) -> None:
    text = "".join(printed(table, {}, 80).split())
    labels = [slot.zh for row in table.body for slot in row if not slot.field]
    assert [label for label in labels if set(label) - set(text) - {" "}] == []


def test_the_total_of_table_3_is_the_last_column() -> None:
    table = tables("2021")[1]
    line = next(x for x in printed(table, {"t3.new_received.total": "130"}, 80).splitlines() if "130" in x)
    assert line.split()[-1] == "130" and line.split().count("·") == 6


def test_table_4_has_a_line_a_block() -> None:
    table = tables("2021")[2]
    text = printed(table, {"t4.after_review.total": "7"}, 80)
    assert next(x for x in text.splitlines() if "复议后起诉" in x).split()[-1] == "7"


def test_a_row_that_a_publisher_added_is_drawn_below() -> None:
    text = printed(tables("2021")[0], {"t2.ext.其他.decisions": "12"}, 80, ("t2.ext.其他.decisions",))
    assert text.splitlines()[-1].split() == ["其他.decisions", "12"]
