"""One file that holds all that was chosen, with its codebook: a workbook, or a ZIP of CSV, JSON Lines or Parquet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from archive.exchange.bundle import write_bundle
from archive.exchange.codebook import about
from archive.exchange.tables import Choice, labelled
from archive.exchange.xlsx import write_xlsx
from archive.store.db import Archive

ENDINGS = {"xlsx": ".xlsx", "csv": ".csv.zip", "jsonl": ".jsonl.zip", "parquet": ".parquet.zip"}
"""Format -> how the name of its file ends."""


def formats() -> tuple[str, ...]:
    """Those that can be written here: Parquet needs an extra."""
    return tuple(name for name in ENDINGS if name != "parquet" or find_spec("pyarrow"))


def write_whole(archive: Archive, choice: Choice, kind: str, path: Path) -> int:
    """Write it as the archive is at one moment, whatever is written to it meanwhile; returns the number of figures.

    :raises MissingLibrary: Parquet without pyarrow.
    """
    archive.conn.execute("begin")
    try:
        tables, told = labelled(archive, choice), about(archive, choice)
        return write_xlsx(tables, told, path) if kind == "xlsx" else write_bundle(tables, told, kind, path)
    finally:
        archive.conn.rollback()
