"""Tables into files that other programs read: CSV, JSON Lines, Parquet, and a Frictionless data package of them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from archive.exchange.tables import Column, Row, Table

CHUNK = 20_000
"""Rows of a Parquet row group."""
COMPRESSION = "zstd"
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""How what a spreadsheet runs begins; some take the wide signs of Chinese text for the narrow ones."""
LICENCE = {
    "name": "PDDL-1.0",
    "path": "https://opendatacommons.org/licenses/pddl/",
    "title": "The figures are facts and free for any use; captured pages belong to their publishers",
}


class MissingLibrary(Exception):  # noqa: N818 - what is missing is named in the message
    """A format needs a package that is not installed; the message says which extra brings it."""


def safe(value: object) -> object:
    """A text that a spreadsheet would run as a formula is kept text by an apostrophe; numbers stay as they are."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def write_csv(table: Table, out: TextIO) -> int:
    """With a header line; returns the number of rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    count = 0
    for row in table.rows():
        writer.writerow([safe(_plain(value)) for value in row])
        count += 1
    return count


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def write_jsonl(table: Table, out: TextIO) -> int:
    """One object a row, null where nothing is known; returns the number of rows."""
    names = [column.name for column in table.columns]
    count = 0
    for row in table.rows():
        out.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
        count += 1
    return count


def write_parquet(table: Table, path: Path) -> int:
    """Returns the number of rows.

    :raises MissingLibrary: without pyarrow.
    """
    _, parquet = parquet_library()
    schema = parquet_schema(table.columns)
    count = 0
    with parquet.ParquetWriter(path, schema, compression=COMPRESSION) as writer:
        for rows in _chunks(table.rows()):
            writer.write_table(arrow_table(rows, schema))
            count += len(rows)
    return count


def parquet_schema(columns: Iterable[Column]) -> Any:
    """The columns as Parquet has them, each with what it means."""
    pyarrow, _ = parquet_library()
    types = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_()}
    return pyarrow.schema(
        [
            pyarrow.field(c.name, types.get(c.type, pyarrow.string()), metadata={"zh": c.zh, "en": c.en})
            for c in columns
        ]
    )


def arrow_table(rows: Iterable[Row], schema: Any) -> Any:
    """Rows as a table of pyarrow."""
    pyarrow, _ = parquet_library()
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pyarrow.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def parquet_library() -> tuple[Any, Any]:
    """pyarrow, and what of it writes Parquet.

    :raises MissingLibrary: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingLibrary("Parquet needs pyarrow: install nianbao[parquet]") from None
    return pyarrow, pyarrow.parquet


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def write_package(
    tables: Iterable[Table], folder: Path, *, name: str, created: str, sources: list[dict[str, str]]
) -> int:
    """A Frictionless data package: a CSV a table and `datapackage.json`; returns the number of rows of all tables."""
    folder.mkdir(parents=True, exist_ok=True)
    resources, total = [], 0
    for table in tables:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            total += write_csv(table, out)
        resources.append(_resource(table, path))
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": "政府信息公开工作年度报告 / annual reports on government-information disclosure",
        "created": created,
        "licenses": [LICENCE],
        "sources": sources,
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return total


def _resource(table: Table, path: Path) -> dict[str, object]:
    data = path.read_bytes()
    fields = []
    for column in table.columns:
        field = {"name": column.name, "type": column.type, "title": column.zh, "description": column.en}
        if column.type == "datetime":
            field["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
        fields.append(field)
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]},
    }
