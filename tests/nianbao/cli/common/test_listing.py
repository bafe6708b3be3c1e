"""A list on a terminal loses nothing, however narrow it is."""

from __future__ import annotations

import io
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from nianbao.cli.common.listing import print_listing

TEXT = st.text(string.ascii_letters + string.digits + "县人民政府办公室、-._[]", max_size=40)
ROWS = st.integers(3, 8).flatmap(
    lambda n: st.lists(st.lists(TEXT, min_size=n, max_size=n), min_size=1, max_size=4)
)


def printed(rows: list[list[str]], width: int | None, *, labels: tuple[int, ...] = (0,)) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=width is not None, color_system=None)
    if width is not None:
        console.width = width
    print_listing([f"c{n}" for n in range(len(rows[0]))], rows, labels=labels, console=console)
    return out.getvalue()


@given(rows=ROWS, width=st.integers(40, 160))
def test_every_character_of_every_cell_is_printed(rows: list[list[str]], width: int) -> None:
    wanted = Counter("".join(cell for row in rows for cell in row))
    got = Counter(printed(rows, width))
    assert not wanted - got
    assert "…" not in got


def test_a_date_stays_whole_while_the_label_wraps() -> None:
    said = printed([["云堡县市场监督管理局及其下属机构" * 2, "2026-01-31", "overdue"]], 50)
    assert "2026-01-31" in said
    assert "overdue" in said
    assert len(said.splitlines()) > 3


def test_a_pipe_gets_one_line_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    name = "云堡县市场监督管理局及其下属机构" * 10
    assert any(line.startswith(name) for line in printed([[name, "2025", "x"]], None).splitlines())
