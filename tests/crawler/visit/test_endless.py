"""Lists that go on behind their end: 下一页 leads on for ever, and shows the last page, the first one, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawler import child
from tests.crawler.stage import Stage, home, html, report

PAGES, ROWS, ENDLESS = 3, 4, 40
BEHIND: dict[str, Callable[[int], int]] = {
    "last": lambda number: min(number, PAGES),
    "first": lambda number: number if number <= PAGES else 1,
    "none": lambda number: number if number <= PAGES else 0,
}
"""Which page of the list stands at an address."""


def rows(shown: int) -> str:
    found = range(ROWS * (shown - 1), ROWS * shown) if shown else ()
    title = "白岩县财政局{}年政府信息公开工作年度报告"
    return "".join(f"<li><a href='/{2024 - n}.html'>{title.format(2024 - n)}</a></li>" for n in found)


def turned(number: int, shown: int, address: str) -> str:
    """A page of a list, with a pager that knows no end."""
    back, on = (address.format(n) for n in (max(1, number - 1), number + 1))
    pager = f"<a href='{address.format(1)}'>首页</a><a href='{back}'>上一页</a><a href='{on}'>下一页</a>"
    return html("政府信息公开年报", f"<ul>{rows(shown)}</ul>{pager}")


@pytest.mark.parametrize("address", ["/gknb/list_{}.html", "/gknb/?page={}"])
@pytest.mark.parametrize("behind", BEHIND)
def test_a_list_without_an_end_is_left_behind_its_last_row(behind: str, address: str, tmp_path: Path) -> None:
    with Stage() as stage:
        stage.pages["/"] = home()
        stage.pages["/gknb/"] = turned(1, 1, address)
        for number in range(1, ENDLESS):
            stage.pages[address.format(number)] = turned(number, BEHIND[behind](number), address)
        years = [2024 - n for n in range(PAGES * ROWS)]
        stage.pages |= {f"/{year}.html": report(year) for year in years}
        (portal,) = child.run(tmp_path, [stage.url], {**child.FAST, "parse": False})["portals"]
        asked = [path for path in stage.paths() if path.startswith("/gknb/")]
    assert (portal["outcome"], portal["reports"]) == ("complete", len(years))
    assert len(asked) <= 2 * PAGES + 3
