"""The fields of the forms as rows, so that a figure carries two small integers instead of a long name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from archive.store.db import Archive
from parsers.model import Figure, Number

WAN_SCALE = 6
"""Decimal digits kept of an amount in 万元: to the hundredth of a yuan."""
_LIMIT = 2**63


def load(archive: Archive) -> None:
    """Seed `fields` from the parsers' forms, inside the caller's transaction, and remember their ids."""
    import parsers

    archive.conn.executemany(
        "insert into fields (key, forms, zh, en, unit, scale, position, table_no, row_key, column_key)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do update set forms = excluded.forms,"
        " zh = excluded.zh, en = excluded.en, unit = excluded.unit, position = excluded.position",
        [
            (
                f.key,
                json.dumps(list(f.forms)),
                f.zh,
                f.en,
                f.unit,
                f.scale,
                position,
                f.table,
                f.row,
                f.column,
            )
            for position, f in enumerate(parsers.fields())
        ],
    )
    of_forms = archive.rows("select * from fields where forms <> '[]'")
    archive.field_ids = {r["key"]: (r["id"], r["scale"]) for r in of_forms}


def ids(archive: Archive, figures: Iterable[Figure]) -> dict[str, tuple[int, int]]:
    """Field key -> (id, scale) for all these figures and every field of the forms; a row that a province added becomes a
    field on sight. It is asked for each time: another process may have taken down what alone had it.
    """
    if not archive.field_ids:
        load(archive)
    added = {f.key: _extension(archive, f) for f in figures if f.key not in archive.field_ids}
    return {**archive.field_ids, **added}


def forget(archive: Archive) -> None:
    """Remove the fields of rows that nothing holds any more, inside the caller's transaction: their names are words of pages."""
    archive.conn.execute(
        "delete from fields where forms = '[]' and not exists (select 1 from figures where field_id = fields.id)"
    )


def _extension(archive: Archive, figure: Figure) -> tuple[int, int]:
    """`t2.ext.<printed label>.<column>`: the label is what was printed, so it serves as its own name."""
    table, _, rest = figure.key.partition(".")
    row, _, column = rest.rpartition(".")
    scale = WAN_SCALE if column == "amount_wan" else 0
    archive.conn.execute(
        "insert into fields (key, forms, zh, en, unit, scale, position, table_no, row_key, column_key)"
        " values (?, '[]', ?, ?, ?, ?, 100000, ?, ?, ?) on conflict (key) do nothing",
        (figure.key, row.removeprefix("ext."), figure.key, figure.unit, scale, table, row, column),
    )
    found = archive.rows("select id, scale from fields where key = ?", figure.key)[0]
    return found["id"], found["scale"]


def to_stored(value: Number | None, scale: int) -> int | None:
    """The number times ten to the power of `scale`, as `figures.value` holds it; None for no number.

    :raises ValueError: the column cannot hold it exactly.
    """
    if value is None:
        return None
    if scale == 0 and isinstance(value, int) and -_LIMIT < value < _LIMIT:
        return value
    shifted = Decimal(value).scaleb(scale)
    if shifted != shifted.to_integral_value() or abs(shifted) >= _LIMIT:
        raise ValueError(f"{value} does not fit {scale} decimal digits")
    return int(shifted)


def from_stored(value: int | None, scale: int) -> Number | None:
    """The number behind a stored integer, exactly: the inverse of `to_stored`."""
    return value if value is None or scale == 0 else Decimal(value).scaleb(-scale).normalize()


def json_number(number: Number | None) -> int | float | None:
    """A number as JSON and CSV print it; a float only on the way out."""
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else float(number)
