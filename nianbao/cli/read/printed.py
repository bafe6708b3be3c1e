"""A reading as text: one JSON object, lines of CSV, tables for people, its books.

Written where the file is read, so that a command with many cores prints as fast as they read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rich.console import Console

from nianbao.cli.common.reading_text import show
from parsers import Ledger, Reading, json_schema

Printer = Callable[[str, Reading, Ledger], str]
"""Path of the file, its reading and its books -> what is printed, with the end of its last line."""
CSV_HEAD = "path,publisher,report_year,key,value,state,raw,unit,flags,locator\r\n"


def json_line(path: str, reading: Reading, ledger: Ledger) -> str:
    """One JSON object on one line."""
    return _line(json_schema.as_json(reading))


def json_object(path: str, reading: Reading, ledger: Ledger) -> str:
    """One JSON object over many lines."""
    return json.dumps(json_schema.as_json(reading), ensure_ascii=False, indent=1) + "\n"


def json_item(path: str, reading: Reading, ledger: Ledger) -> str:
    """The object as an item of a list: what stands between its brackets and commas."""
    return json.dumps([json_schema.as_json(reading)], ensure_ascii=False, indent=1)[1:-2]


def csv_lines(path: str, reading: Reading, ledger: Ledger) -> str:
    """One line a figure, under `CSV_HEAD`."""
    lines = io.StringIO(newline="")
    source, publisher, year = reading.source.path, reading.publisher, reading.report_year
    csv.writer(lines).writerows(
        (source, publisher, year, f.key, f.value, f.state, _safe(f.raw), f.unit, " ".join(f.flags), f.locator)
        for f in reading.figures
    )
    return lines.getvalue()


def tables(path: str, reading: Reading, ledger: Ledger) -> str:
    """The tables as people read them, as wide as the terminal and in colours where that has them."""
    console = Console()
    with console.capture() as shown:
        show(reading, console)
    return shown.get()


def ledger_line(path: str, reading: Reading, ledger: Ledger) -> str:
    """The books as one JSON object on one line."""
    return _line({"path": path, **asdict(ledger)})


def ledger_lines(path: str, reading: Reading, ledger: Ledger) -> str:
    """The books for people: one number a line, then one row of the form a line."""
    numbers = [
        f"{b.table}  {b.entry:<9} {' '.join(b.text.split())}  {b.key or ''}  {b.locator}\n"
        for b in ledger.bookings
    ]
    rows = [f"{row.key[:2]}  {'printed' if row.printed else 'absent':<9} {row.key}\n" for row in ledger.rows]
    return "".join(numbers + rows)


def _line(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False) + "\n"


def _safe(text: str | None) -> str | None:
    """A cell that a spreadsheet would run as a formula is kept text."""
    return f"'{text}" if text and text[0] in "=+@" else text
