"""What the source prints and no cell shows is named, wherever in a table it is lost."""

from __future__ import annotations

import pytest

from parsers import parse_report
from tests.parsers.layouts.plans import Plan, make

WHOLE = make(Plan(3, "large", ("2021", "2021"), ())).data.decode()


@pytest.mark.parametrize("tag", ["td", "tr", "table"])
def test_rows_that_an_attribute_takes_are_named(tag: str) -> None:
    at = WHOLE.index("行政许可")
    row = WHOLE.index("</tr>", at)
    opens = WHOLE.rindex(f"<{tag}", 0, at)
    named = opens + 1 + len(tag)
    broken = f"{WHOLE[:named]} title='{WHOLE[named:row]}'{WHOLE[row:]}"
    reading = parse_report(broken.encode())
    (issue,) = [i for i in reading.issues if i.code == "markup_lost"]
    assert "takes the markup behind it" in issue.message and "行政许可" in issue.message and issue.locator
    assert not [
        f for f in reading.figures if f.key.startswith("t2.art20_5") and f.state in ("value", "blank")
    ]


def test_markup_in_an_attribute_outside_of_every_table_is_no_loss() -> None:
    page = WHOLE.replace("<table", "<p data-tip='<table><tr><td>5</td></tr></table>'>附表</p><table", 1)
    assert [i.code for i in parse_report(page.encode()).issues] == []
