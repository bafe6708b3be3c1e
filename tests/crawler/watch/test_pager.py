"""Where the pager of a list is at its end, by what stands there."""

from __future__ import annotations

import pytest

from crawler.watch.pager import Control, is_last, is_over, steps


def next_page(beside: str = "", near: str = "", *, off: bool = False) -> list[Control]:
    return [Control("下一页", "", "", off, beside, near)]


@pytest.mark.parametrize("said", ["3/3", "第3/3页", "第3页/共3页", "第3页 共 3 页", "1/1"])
def test_a_last_page_is_told_by_its_number_though_its_pager_looks_alive(said: str) -> None:
    assert is_last(next_page(f"上一页{said}下一页"))
    assert is_over(next_page(near=said))


@pytest.mark.parametrize("said", ["", "2/3", "第1页/共3页", "2024/1/1", "1/10", "1/1 2/3"])
def test_any_other_goes_on(said: str) -> None:
    controls = next_page(said)
    assert not is_over(controls)
    assert list(steps(controls, 1)) == [0]


def test_a_dead_pager_is_at_its_end() -> None:
    assert is_over(next_page(off=True)) and not is_last(next_page(off=True))
