"""Numbers between the cells of a table are named, and the cell before them is not called blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import parse_report
from parsers.model import Figure
from parsers.readers.html.stray_text import strays_of
from tests.parsers.expectations import lost_locators
from tests.parsers.layouts.plans import Plan, make

WHOLE = make(Plan(3, "large", ("2021", "2021"), ())).data.decode()
ROW = WHOLE.index("行政许可")


def _read(source: str) -> tuple[Figure | None, list[str]]:
    reading = parse_report(source.encode())
    return reading.figure("t2.art20_5.licensing.decisions"), [i.code for i in reading.issues]


def test_a_whole_page_has_none() -> None:
    assert strays_of(WHOLE).found == []
    assert _read(WHOLE)[1] == []


@pytest.mark.parametrize("tag", ["<tr>", "</td>", "<tbody>", "</tr>", "<caption>"])
def test_a_number_in_front_of_which_its_cell_ends(tag: str) -> None:
    at = WHOLE.index(">", WHOLE.index("<td colspan", ROW)) + 1
    figure, codes = _read(WHOLE[:at] + tag + WHOLE[at:])
    assert figure is not None
    assert figure.state == "unreadable"
    assert "unplaced_number" in codes


def test_a_number_whose_cell_is_not_opened() -> None:
    at = WHOLE.index("<td colspan", ROW)
    figure, codes = _read(WHOLE[:at] + WHOLE[WHOLE.index(">", at) + 1 :])
    assert figure is None or figure.state != "value"
    assert "unplaced_number" in codes


@pytest.mark.parametrize("tag", ["<!--", "<style>"])
def test_what_hides_the_rest_of_a_page_is_said(tag: str) -> None:
    at = WHOLE.index(">", WHOLE.index("<td colspan", ROW)) + 1
    figure, codes = _read(WHOLE[:at] + tag + WHOLE[at:])
    assert figure is None or figure.state == "unreadable"
    assert "markup_lost" in codes


@pytest.mark.parametrize(
    "piece", ["</table>", "</table></div>", "</table><p>续表</p>", "</tbody></table>\n<!-- > -->"]
)
@pytest.mark.parametrize("label", ["（二）部分公开", "2.重复申请"])
def test_rows_behind_the_end_of_their_table_are_read_and_flagged(piece: str, label: str) -> None:
    at = WHOLE.rindex("<tr", 0, WHOLE.index(label))
    whole, data = parse_report(WHOLE.encode()), (WHOLE[:at] + piece + WHOLE[at:]).encode()
    reading = parse_report(data)
    assert [f.value for f in reading.figures] == [f.value for f in whole.figures]
    behind = [f.key for f in reading.figures if "outside_table" in f.flags]
    assert "t3.total_results.total" in behind
    assert "t3.new_received.total" not in behind
    assert {key.partition(".")[0] for key in behind} == {"t3"}
    assert [i.code for i in reading.issues] == ["outside_table"]
    assert list(lost_locators(reading, data)) == []
    places = {f.key: f.locator for f in reading.figures if f.key not in behind}
    assert "</div>" in piece or places == {f.key: f.locator for f in whole.figures if f.key not in behind}


def test_rows_without_any_table_are_read() -> None:
    first, last = (
        WHOLE.index("<tr", WHOLE.index("三、收到")),
        WHOLE.index("</table>", WHOLE.index("（七）总计")),
    )
    begin = WHOLE.rindex("<table", 0, first)
    reading = parse_report((WHOLE[:begin] + WHOLE[first:last] + WHOLE[last + 8 :]).encode())
    assert "outside_table" in {i.code for i in reading.issues}
    figure = reading.figure("t3.total_results.total")
    assert figure is not None
    assert figure.state == "value"


@pytest.mark.parametrize("piece", ["<!-->", "<!--->", "<!-- a --!>"])
def test_a_comment_that_ends_oddly_ends(piece: str) -> None:
    assert strays_of(WHOLE.replace("</td><td>", f"</td>{piece}<td>", 1)).found == []


def test_comments_scripts_and_blanks_between_cells_are_no_numbers() -> None:
    for piece in ("<!-- 5 -->", "<script>var a=5;</script>", "&nbsp;", "<input type=hidden value=5>", "\n"):
        assert strays_of(WHOLE.replace("</td><td>", f"</td>{piece}<td>")).found == [], piece


def test_a_table_opened_in_a_cell_leaves_the_rows_before_it() -> None:
    at = WHOLE.index("<td>", WHOLE.index("（七）总计"))
    reading = parse_report((WHOLE[:at] + "<td><table>" + WHOLE[at + 4 :]).encode())
    read = {f.key for f in reading.figures if f.state == "value"}
    assert {f"t3.{row}.total" for row in ("new_received", "granted", "other_misc")} <= read


def _sums_of_table_3(source: str) -> dict[str, str]:
    """Column -> state of the figures of the last row of table 3."""
    figures = parse_report(source.encode()).figures
    return {f.key: f.state for f in figures if f.key.startswith("t3.carried_out.")}


def test_a_list_of_choices_that_is_never_closed_hides_no_later_cell() -> None:
    """A browser ends it with the next cell of its table, so that what strays behind it is still told."""
    row = WHOLE.index("四、结转下年度")
    opened = WHOLE.index("<td", WHOLE.index("<tr", WHOLE.index("没有现成信息")))
    at = WHOLE.index(">", WHOLE.index("<td", row)) + 1
    states = _sums_of_table_3(WHOLE[:opened] + "<select>" + WHOLE[opened:at] + "<caption>" + WHOLE[at:])
    assert set(_sums_of_table_3(WHOLE).values()) == {"value"}
    assert "blank" not in states.values()


def test_the_rest_of_a_last_cell_in_which_its_table_ends_is_told() -> None:
    """Behind `</body>` too, where nothing of the page follows but its own rest."""
    end = WHOLE.rindex("</td>")
    at, early = WHOLE.rindex(">", 0, end) + 1, WHOLE.index("<td", WHOLE.index("四、结转下年度"))
    reading = parse_report((WHOLE[:early] + "</body>" + WHOLE[early:at] + "</table>" + WHOLE[at:]).encode())
    assert [f.key for f in reading.figures if f.state == "blank"] == []
    assert "is printed behind" in " ".join(i.message for i in reading.issues if i.code == "unplaced_number")


def test_figures_torn_from_the_label_of_their_row_are_not_missing() -> None:
    at = WHOLE.index("<td", WHOLE.index("规章"))
    reading = parse_report((WHOLE[:at] + "<caption>" + WHOLE[at:]).encode())
    torn = [f for f in reading.figures if f.key.startswith("t2.art20_1.rules.")]
    assert {f.state for f in torn} <= {"unreadable", "value"}


def test_a_repeated_header_that_is_whole_names_the_columns() -> None:
    """The first one lacks a kind: its place is not behind the others."""
    first, head = WHOLE.index("<table", WHOLE.index("三、收到")), WHOLE.index("申请人情况")
    rows = WHOLE[WHOLE.rindex("<tr", 0, head) : WHOLE.rindex("<tr", 0, WHOLE.index("本年新收"))]
    cut = WHOLE.rindex("<tr", 0, WHOLE.index("（二）部分公开"))
    broken = rows.replace("<td>社会公益组织</td>", "社会公益组织</td>", 1)
    assert broken != rows and first < cut
    page = WHOLE.replace(rows, broken, 1)
    cut += len(broken) - len(rows)
    page = page[:cut] + '</table><table border="1">' + rows + page[cut:]
    whole, reading = parse_report(WHOLE.encode()), parse_report(page.encode())
    wanted = {f.key: f.value for f in whole.figures if f.key.startswith("t3.")}
    assert [
        f.key for f in reading.figures if f.state == "value" and f.value != wanted.get(f.key, f.value)
    ] == []


LOOSE = "<tr><td><a href=b.html>乙</a></td><td>2024-01-08</td></tr>"


@pytest.mark.parametrize(
    "page",
    [
        LOOSE,
        f"<table><tr><td>甲</td></tr></table>{LOOSE}",
        f"{LOOSE}<table><tr><td>甲</td></tr></table>",
        f"<table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table>{LOOSE}",
        f"<table><tr><td>甲</td></tr></table></table>{LOOSE}",
    ],
)
def test_rows_in_no_table_are_found_without_a_look_for_numbers(page: str) -> None:
    assert strays_of(page, numbers=False).put_in == strays_of(page).put_in != []


@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "<td>", "</td>", "</tr>", "2024", "<p>"])))
def test_the_quick_look_for_rows_in_no_table_misses_none_in_tables_side_by_side(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert strays_of(page, numbers=False).put_in == strays_of(page).put_in
