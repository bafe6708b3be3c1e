"""Tables to grids: the HTML algorithm and its clamps."""

from __future__ import annotations

import pytest

from parsers.model import Grid
from parsers.readers.html.grids import grid_of
from parsers.readers.html.tree import find, html_tree


def grid(markup: str) -> Grid:
    root = html_tree(f"<html><body>{markup}</body></html>".encode())
    return grid_of(next(root.iter("table")))


def slots(markup: str) -> list[list[tuple[int, str]]]:
    return [[(c.col, c.text) for c in row] for row in grid(markup).rows]


def test_spans_push_cells_to_their_slots() -> None:
    found = slots("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>")
    assert found == [[(0, "a"), (1, "b")], [(1, "c"), (2, "d")]]


@pytest.mark.parametrize(
    "attribute", ["colspan=1000000000", "rowspan=999999999", "colspan=x", "rowspan=-3", "colspan=''"]
)
def test_absurd_spans_are_clamped(attribute: str) -> None:
    found = grid(f"<table><tr><td {attribute}>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
    assert [c.text for c in found.rows[0]] == ["a", "b"]
    assert found.width <= 1001


def test_rowspan_zero_runs_to_the_end() -> None:
    found = slots("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>")
    assert found == [[(0, "a"), (1, "b")], [(1, "c")], [(1, "d")]]


def test_overlapping_spans_keep_every_cell() -> None:
    found = slots("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d<td>e</table>")
    assert [t for row in found for _, t in row] == ["a", "b", "c", "d", "e"]


def test_sections_of_a_table_and_unclosed_cells() -> None:
    found = slots("<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tfoot><tr><td>3</table>")
    assert found == [[(0, "a"), (1, "b")], [(0, "1"), (1, "2")], [(0, "3")]]


def test_hidden_rows_and_cells_are_not_read() -> None:
    found = slots(
        "<table><tr style='display: none'><td>x<tr height=0><td>y<tr><td>1<td hidden>z<td>2</table>"
    )
    assert [[t for _, t in row] for row in found] == [["1", "2"]]


def test_cell_text_is_what_a_reader_sees() -> None:
    markup = (
        "<table><tr><td>商业<br>企业</td><td><p>结果</p><p>纠正</p></td><td>（<span>三</span>）<b>不予</b>公开</td>"
        "<td><script>alert(1)</script>5<!-- 6 --><o:p>&nbsp;</o:p></td></tr></table>"
    )
    assert [c.text for c in grid(markup).rows[0]] == ["商业\n企业", "结果\n纠正", "（三）不予公开", "5"]


def test_locators_find_their_cells() -> None:
    root = html_tree(
        b"<body><div></div><div><table><tbody><tr><td>1<td>2<tr><th>3<td>4</tbody></table></div></body>"
    )
    for cell in grid_of(next(root.iter("table"))).cells():
        found = find(root, cell.locator)
        assert found is not None
        assert "".join(found.itertext()).strip() == cell.text


def test_content_after_an_early_end_is_in_the_tree() -> None:
    root = html_tree(b"<html><body><p>a</p></body></html><table><tr><td>1</td></tr></table>")
    assert next(root.iter("table")) is not None


def test_many_nested_tags_lose_nothing() -> None:
    root = html_tree(b"<body>" + b"<font>" * 1500 + b"<table><tr><td>7</td></tr></table>")
    assert grid_of(next(root.iter("table"))).rows[0][0].text == "7"


def test_a_forgotten_tr_is_put_back() -> None:
    found = slots("<table><td>a<td>b</tr><td>1<td>2</tr></table>")
    assert [[t for _, t in row] for row in found] == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    "style", ["background:#c00;color:#c00", "opacity:0", "visibility:hidden", "text-decoration:line-through"]
)
def test_a_cell_that_is_not_seen_keeps_its_column(style: str) -> None:
    page = f"<table><tr><td>1<td style='{style}'>2<td>3<tr><td>4<td style='display:none'>5<td>6"
    root = html_tree(page.encode())
    grid = grid_of(next(root.iter("table")))
    assert [(cell.text, cell.col, cell.holds) for cell in grid.rows[0]] == [
        ("1", 0, None),
        ("", 1, "hidden text"),
        ("3", 2, None),
    ]
    assert [(cell.text, cell.col) for cell in grid.rows[1]] == [("4", 0), ("6", 1)]


def test_the_head_of_a_table_stands_above_and_the_foot_below() -> None:
    """Wherever the source has them (CSS 2.1, 17.2); their cells keep their own paths."""
    found = grid(
        "<table><tfoot><tr><td>c</td></tr></tfoot><tbody><tr><td>b</td></tr></tbody><thead><tr><td>a</td></tr></thead></table>"
    )
    assert [row[0].text for row in found.rows] == ["a", "b", "c"]
    assert found.rows[0][0].locator.endswith("/table/thead/tr/td")
