"""A ZIP of tables as CSV, JSON Lines or Parquet, with the codebook and a text that says what it is."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from archive.exchange.codebook import COLUMNS, About, columns
from archive.exchange.tables import Table
from archive.exchange.writers import write_csv, write_jsonl, write_parquet

WRITERS: dict[str, tuple[str, Callable[[Table, TextIO], int]]] = {
    "csv": ("utf-8-sig", write_csv),  # Excel takes a file without a mark for one of the machine's code page
    "jsonl": ("utf-8", write_jsonl),
}


def write_bundle(tables: Iterable[Table], told: list[About], kind: str, path: Path) -> int:
    """`kind`: csv, jsonl or parquet. Returns the number of rows of the first table.

    :raises MissingLibrary: Parquet without pyarrow.
    """
    found = tuple(tables)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as out:
        counts = [_add(out, table, kind) for table in found]
        with out.open("codebook.csv", "w") as raw, _text(raw, "utf-8-sig") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(columns(found))
        lines = [f"{line.zh} / {line.en}: {line.value}" for line in told]
        lines += [f"{table.name}: {n} 行 / rows" for table, n in zip(found, counts, strict=True)]
        out.writestr("README.txt", ("\n".join(lines) + "\n").encode("utf-8-sig"))
    return counts[0]


def _add(out: zipfile.ZipFile, table: Table, kind: str) -> int:
    name = f"{table.name}.{kind}"
    if kind == "parquet":
        with TemporaryDirectory() as folder:  # it is written from its end
            rows = write_parquet(table, Path(folder) / name)
            out.write(Path(folder) / name, name)
        return rows
    encoding, write = WRITERS[kind]
    with out.open(name, "w", force_zip64=True) as raw, _text(raw, encoding) as file:
        return write(table, file)


def _text(raw: object, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding, newline="", write_through=False)  # type: ignore[arg-type]
