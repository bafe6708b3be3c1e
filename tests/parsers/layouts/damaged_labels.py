"""Damage to the labels of rows, groups, columns and blocks: gone, printed twice, swapped."""

from __future__ import annotations

import random

from tests.parsers.layouts import official
from tests.parsers.layouts.damage import (
    NOBODY_KNOWS,
    Expected,
    as_printed,
    damage,
    keys_of,
    neighbours,
    prints,
    rows_of,
    unknown,
)
from tests.parsers.layouts.model import Page

_T2_COLUMNS = {c for items in official.T2_LAYOUT.values() for _, columns in items.values() for c in columns}


@damage("t3")
def label_gone(page: Page, rng: random.Random) -> Expected | None:
    """A row's label is blank: its place between its neighbours still tells which row it is."""
    label = rng.choice([r.label() for r in rows_of(page, "t3")])
    if label is None:
        return None
    label.text = ""
    return {}


@damage("t3")
def label_cell_gone(page: Page, rng: random.Random) -> Expected | None:
    """A row's label cell is gone, its figures moved to the left."""
    row = rng.choice(rows_of(page, "t3"))
    row.cells = [c for c in row.cells if c.role != "row"]
    return {}


@damage("t3")
def two_labels_gone(page: Page, rng: random.Random) -> Expected:
    """Two neighbours without labels: their order still tells."""
    for row in neighbours(page, rng):
        for cell in row.cells:
            if cell.role == "row":
                cell.text = ""
    return {}


@damage("t3")
def group_label_gone(page: Page, rng: random.Random) -> Expected | None:
    """A group's label is blank; its leaves still have theirs."""
    groups = [c for r in rows_of(page, "t3") for c in r.cells if c.role == "group"]
    if not groups:
        return None
    rng.choice(groups).text = ""
    return {}


@damage("t3")
def label_duplicated(page: Page, rng: random.Random) -> Expected | None:
    """A row has its neighbour's label: nobody can say whose figures the two rows are, unless they are the same."""
    upper, lower = neighbours(page, rng)
    source, target = rng.choice(((upper, lower), (lower, upper)))
    printed, copy = source.label(), target.label()
    if printed is None or copy is None:
        return None
    copy.text = printed.text
    expected: Expected = unknown(keys_of(target), target.values())
    for key, one, other in zip(keys_of(source), source.values(), target.values(), strict=True):
        same = prints(one) == prints(other)
        expected[key] = frozenset({prints(one)}) if same else NOBODY_KNOWS
    return expected


@damage("t3")
def header_label_gone(page: Page, rng: random.Random) -> Expected | None:
    """One column's header is blank; its place still tells."""
    heads = [c for t in page.tables("t3") for c in t.cells("head") if c.key in official.T3_COLUMNS]
    if not heads:
        return None
    rng.choice(heads).text = ""
    return {}


@damage("t4", "header_label_gone")
def block_or_result_label_gone(page: Page, rng: random.Random) -> Expected:
    """A label of a block or of a result is blank; its place still tells."""
    blocks = ("review.", "direct.", "after_review.")
    heads = [c for c in page.cells("head") if str(c.key).startswith(blocks) or c.key in official.T4_BLOCKS]
    rng.choice(heads).text = ""
    return {}


@damage("t2", "label_gone")
def label_of_table2_gone(page: Page, rng: random.Random) -> Expected | None:
    """A label of table 2 is blank; the item above it still tells where it has one row only."""
    row = rng.choice(rows_of(page, "t2"))
    label = row.label()
    if label is None:
        return None
    label.text = ""
    return {}


@damage("t2")
def labels_swapped(page: Page, rng: random.Random) -> Expected:
    """Two labels of one item changed places: each reads what stands behind it."""
    rows = {str(r.key): r for r in rows_of(page, "t2")}
    upper, lower = rows["t2.art20_6.penalty"], rows["t2.art20_6.coercion"]
    expected = as_printed(keys_of(upper), lower.values()) | as_printed(keys_of(lower), upper.values())
    above, below = upper.label(), lower.label()
    if above is not None and below is not None:
        above.text, below.text = below.text, above.text
    return expected


@damage("t2", "header_label_gone")
def column_label_gone(page: Page, rng: random.Random) -> Expected:
    """A column's label of table 2 is blank; its item and its place still tell."""
    heads = [c for t in page.tables("t2", "t3") for c in t.cells("head") if c.key in _T2_COLUMNS]
    rng.choice(heads).text = ""
    return {}
