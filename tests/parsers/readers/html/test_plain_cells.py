"""A plain cell is read by a shorter way; it must say what the long one says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Cell
from parsers.readers.html.grids import grid_of
from parsers.readers.html.held import held_beside, held_by
from parsers.readers.html.tree import (
    element_text,
    field_text,
    is_hidden,
    parted,
    plain_text,
    whole_tree,
)

_TEXTS = st.sampled_from(
    ["", " ", "&nbsp;", "12", "1 2", "其他\n处理", "3<br>", "<o:p></o:p>", "4<o:p></o:p>"]
)
_TAGS = ["p", "span", "font", "b", "s", "sup", "bdo", "textarea", "del", "svg", "center", "script"]
_ATTRIBUTES = [
    "",
    ' style="color:red"',
    ' style="display:none"',
    ' style="vertical-align:super"',
    ' data-value="9"',
    ' title="a</td"',
    " hidden",
    ' width="3"',
]
_AROUND = st.builds(
    lambda tag, attribute, before, inner, after: f"{before}<{tag}{attribute}>{inner}</{tag}>{after}",
    st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), _TEXTS, _TEXTS, _TEXTS,
)  # fmt: skip
_CELLS = st.recursive(
    _TEXTS | _AROUND,
    lambda inner: st.builds(
        lambda tag, attribute, held: f"<{tag}{attribute}>{held}</{tag}>",
        st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), inner,
    ),
    max_leaves=3,
)  # fmt: skip


@given(_CELLS, st.sampled_from(_ATTRIBUTES))
def test_a_plain_cell_says_what_a_close_look_says(inside: str, attribute: str) -> None:
    root, _ = whole_tree(f"<table><tr><td{attribute}>{inside}</td><td>7</td></tr></table>".encode())
    cell = next(root.iter("td"))
    text = plain_text(cell)
    if text is None:
        return
    assert not is_hidden(cell)
    assert text == (element_text(cell) or field_text(cell))
    assert (held_beside(cell, text) if text else held_by(cell)) is None
    assert not ("\n" in text and parted(cell))


@pytest.mark.parametrize(
    "inside",
    ["12", "<p>12</p>", "<p><span>12</span></p>", "<p><span><br></span></p>", "<p>12<o:p></o:p></p>"],
)
def test_what_editors_write_is_plain(inside: str) -> None:
    root, _ = whole_tree(f"<table><tr><td>{inside}</td><td>7</td></tr></table>".encode())
    assert plain_text(next(root.iter("td"))) is not None


def test_spans_are_those_of_a_browser() -> None:
    """A cell that goes on over rows takes its slots in them (HTML, 4.9.12)."""
    page = (
        "<table><tr><td rowspan=3>a</td><td colspan=2>b</td></tr><tr><td rowspan=2>c</td><td>d</td></tr>"
        "<tr><td>e</td></tr><tr><td>f</td></tr></table>"
    )
    root, _ = whole_tree(page.encode())
    cells: list[Cell] = [cell for row in grid_of(next(root.iter("table"))).rows for cell in row]
    assert {cell.text: (cell.row, cell.col, cell.rowspan, cell.colspan) for cell in cells} == {
        "a": (0, 0, 3, 1), "b": (0, 1, 1, 2), "c": (1, 1, 2, 1), "d": (1, 2, 1, 1), "e": (2, 2, 1, 1), "f": (3, 0, 1, 1)
    }  # fmt: skip
