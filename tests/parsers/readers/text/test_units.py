"""Units of money below their heading."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import Figure, parse_report
from tests.parsers.readers.text.test_broken import FEES, text


def fees(heading: str, amount: str, gap: str) -> Figure:
    printed = text(fees=amount, gap=gap).replace("本年收费金额（单位：万元）", heading)
    return next(f for f in parse_report(printed.encode()).figures if f.key == FEES)


@pytest.mark.parametrize("gap", ["\t", "  ", "\n"])
@pytest.mark.parametrize(
    "heading",
    [
        "本年收费金额\n（单位：元）",
        "本年收费金额\n（元）",
        "本年收费金额\n        （单位：元）",
        "本年收费金额（单\n位：元）",
        "本年收费金额\n（单位：\n元）",
        "本年收费金额\n元",
        "本年收费金额\n单位：元",
    ],
)
def test_the_unit_below_is_that_of_the_amount(heading: str, gap: str) -> None:
    figure = fees(heading, "312500", gap)
    assert (figure.value, figure.raw) == (Decimal("31.25"), "312500")


@pytest.mark.parametrize("gap", ["\t", "  ", "\n"])
@pytest.mark.parametrize(
    "heading", ["本年收费金额", "本年收费金额\n（单位：万元）", "本年收费金额（单位：万元）"]
)
def test_the_form_s_own_unit_changes_nothing(heading: str, gap: str) -> None:
    assert fees(heading, "31.25", gap).value == Decimal("31.25")
