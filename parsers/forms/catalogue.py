"""Every field of every form with its labels, for whoever lists or explains them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from parsers.forms import FieldInfo, Form, Label, forms, labels


@cache
def fields() -> tuple[FieldInfo, ...]:
    """All fields, in the order the forms print them, the newest form first; one entry a key."""
    found: dict[str, FieldInfo] = {}
    for form in forms().values():
        for info in _fields_of(form):
            known = found.get(info.key)
            seen = (*known.forms, form.key) if known else (form.key,)
            kept = known or info
            found[info.key] = FieldInfo(
                kept.key, seen, kept.table, kept.row, kept.column, kept.zh, kept.en, kept.unit, kept.scale,
                kept.position if known else len(found),
            )  # fmt: skip
    return tuple(found.values())


def label(form: Form, entry: Label) -> str:
    """The Chinese label as this form prints it."""
    return form.labels.get(entry.key, entry.zh)


def _fields_of(form: Form) -> Iterator[FieldInfo]:
    yield from _table2(form)
    rows, columns = labels("t3rows"), labels("t3columns")
    for row in form.t3_rows:
        for column in form.t3_columns:
            yield _field(form, "t3", row, column, rows[row], columns[column])
    blocks, results = labels("t4blocks"), labels("t4columns")
    for block in form.t4_blocks:
        for column in form.t4_columns:
            yield _field(form, "t4", block, column, blocks[block], results[column])
    for key, entry in form.indicators.items():
        yield FieldInfo(
            f"s2014.{key}", (form.key,), "s2014", key, "", entry.zh, entry.en, entry.unit, entry.scale, 0
        )


def _table2(form: Form) -> Iterator[FieldInfo]:
    rows, columns, items = labels("t2rows"), labels("t2columns"), labels("items")
    for item in form.t2:
        for row in item.rows:
            for column in item.columns:
                yield _field(
                    form, "t2", f"{item.key}.{row}", column, rows[row], columns[column], items[item.key]
                )


def _field(
    form: Form,
    table: str,
    row: str,
    column: str,
    row_label: Label,
    column_label: Label,
    item: Label | None = None,
) -> FieldInfo:
    parts = [item] if item else []
    zh = " ".join([*(p.zh for p in parts), label(form, row_label), label(form, column_label)])
    en = ", ".join([*(p.en for p in parts), row_label.en, column_label.en])
    unit, scale = column_label.unit, column_label.scale
    return FieldInfo(f"{table}.{row}.{column}", (form.key,), table, row, column, zh, en, unit, scale, 0)
