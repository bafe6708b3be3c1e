"""The forms' keys in printed order, from `data/forms.toml`: what is generated and what the tables show."""

import functools
from typing import Any

from samples.data import json_rows, toml

RESULTS = ("upheld", "corrected", "other", "pending")
BLOCKS = ("review", "direct", "after_review")


def form_of(year: int) -> str:
    """The form in force for a report year."""
    return "2014" if year < 2019 else "2019" if year < 2021 else "2021"


def groups(form: str) -> list[dict[str, Any]]:
    """The row groups of table 3 under 三、本年度办理结果, without the total."""
    return [g for g in toml("forms")["table3"]["groups"] if g.get("form", form) == form]


@functools.cache
def leaves(form: str) -> tuple[str, ...]:
    """The result rows of table 3 that add up to its total."""
    return tuple(row[0] for group in groups(form) for row in group["rows"])


@functools.cache
def columns() -> tuple[str, ...]:
    """The seven columns of table 3; the last is the total."""
    return tuple(key for key, _ in toml("forms")["table3"]["columns"])


def table3_rows(form: str) -> tuple[str, ...]:
    """All rows of table 3 in printed order."""
    return ("new_received", "carried_in", *leaves(form), "total_results", "carried_out")


def table2(form: str) -> list[dict[str, Any]]:
    """The items of table 2."""
    items: list[dict[str, Any]] = toml("forms")["table2"][form]
    return items


def field_keys(form: str) -> list[str]:
    """Every figure of a form, in printed order."""
    if form == "2014":
        return [f"s2014.{row['key']}" for row in json_rows("form2014") if row["key"]]
    second = [
        f"t2.{item['key']}.{row}.{column}"
        for item in table2(form)
        for row, _ in item["rows"]
        for column, _ in item["columns"]
    ]
    third = [f"t3.{row}.{column}" for row in table3_rows(form) for column in columns()]
    fourth = [f"t4.{block}.{result}" for block in BLOCKS for result in (*RESULTS, "total")]
    return second + third + fourth
