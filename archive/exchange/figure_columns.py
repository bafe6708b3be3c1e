"""The figures of some reports as columns of Arrow, each with the facts of its body: a nation has a hundred million figures, so none of
them becomes a row of Python with thirteen values. Read are seven columns as they are stored; the rest is looked up by columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from archive.exchange.writers import CHUNK, parquet_library
from archive.reports.fields import from_stored, json_number
from archive.store.db import Archive, ArchiveError

Columns = Any
"""A table of pyarrow, which has no types."""
_STORED = """
select reading_id, field_id, value, state, raw, unit, flags from figures where reading_id in (select value from json_each(?))
"""
_EXACT = 2**53
"""Up to here floats hold every integer."""
_FIELDS = "select id, key, scale, unit from fields order by key"


class Fields:
    """What the archive knows of its fields, by their keys in order."""

    def __init__(self, archive: Archive) -> None:
        arrow, _ = parquet_library()
        rows = archive.rows(_FIELDS)
        self.ids = arrow.array([row["id"] for row in rows], type=arrow.int64())
        self.keys = arrow.array([row["key"] for row in rows], type=arrow.string())
        self.scales = arrow.array([row["scale"] for row in rows], type=arrow.int64())
        self.units = arrow.array([row["unit"] for row in rows], type=arrow.string())


def figures_of(archive: Archive, readings: list[int], bodies: Columns, fields: Fields) -> Iterator[Columns]:
    """The figures of reports, by field and report, CHUNK by CHUNK: of all, only what is stored is held.

    :param readings: ids of the readings of the reports, in the order that their figures are to have.
    :param bodies: a row a report, in the same order: what each of its figures says of it.
    :returns: the columns of `bodies`, then `field`, `value`, `state`, `raw`, `unit` and `flags`.
    """
    import pyarrow
    from pyarrow import compute

    stored = pyarrow.Table.from_batches(_stored(archive, readings), schema=_stored_as(pyarrow))
    places = pyarrow.table(
        {
            "field": compute.index_in(stored["field_id"], value_set=fields.ids),
            "body": compute.index_in(
                stored["reading_id"], value_set=pyarrow.array(readings, type=pyarrow.int64())
            ),
        }
    )
    order = compute.sort_indices(places, sort_keys=[("field", "ascending"), ("body", "ascending")])
    for start in range(0, len(order), CHUNK):
        chosen = order.slice(start, CHUNK)
        yield _told(stored.take(chosen), places.take(chosen), bodies, fields)


def _told(stored: Columns, places: Columns, bodies: Columns, fields: Fields) -> Columns:
    """Some figures with what is said of them: `places` are those of each among the fields and the bodies."""
    from pyarrow import compute

    unit = compute.coalesce(stored["unit"], fields.units.take(places["field"]))
    new = {
        "field": fields.keys.take(places["field"]), "value": _values(stored["value"], fields.scales.take(places["field"])),
        "state": stored["state"], "raw": stored["raw"], "unit": unit, "flags": stored["flags"],
    }  # fmt: skip
    found = bodies.take(places["body"])
    for name, column in new.items():
        found = found.append_column(name, column)
    return found


def _values(stored: Columns, scales: Columns) -> Columns:
    """The numbers that are stored, each the nearest float: the quotient of two that floats hold exactly, else by decimals."""
    import pyarrow
    from pyarrow import compute

    largest = compute.max(compute.abs_checked(stored)).as_py() or 0
    if largest > _EXACT:
        pairs = zip(stored.to_pylist(), scales.to_pylist(), strict=True)
        numbers = [json_number(from_stored(value, scale)) for value, scale in pairs]
        return pyarrow.array([None if n is None else float(n) for n in numbers], type=pyarrow.float64())
    powers = compute.power(pyarrow.scalar(10.0), compute.cast(scales, pyarrow.float64()))
    return compute.divide(compute.cast(stored, pyarrow.float64()), powers)


def _stored_as(arrow: Any) -> Any:
    numbers, texts = ("reading_id", "field_id", "value"), ("state", "raw", "unit", "flags")
    return arrow.schema(
        [*((name, arrow.int64()) for name in numbers), *((name, arrow.string()) for name in texts)]
    )


def _stored(archive: Archive, readings: list[int]) -> Iterator[Any]:
    """What the archive holds of the figures of readings, in batches."""
    import pyarrow

    schema = _stored_as(pyarrow)
    cursor = archive.conn.cursor()
    cursor.row_factory = None
    cursor.execute(_STORED, (json.dumps(readings),))
    while rows := cursor.fetchmany(CHUNK):
        columns = zip(*rows, strict=True)
        try:  # a cast tells what a given type would cut: 1.5 to 1
            made = [pyarrow.array(c).cast(f.type) for c, f in zip(columns, schema, strict=True)]
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError) as error:
            raise ArchiveError(
                f"a figure of the archive is none as this program stores them ({error}); nianbao verify names its row"
            ) from None
        yield pyarrow.record_batch(made, schema=schema)
