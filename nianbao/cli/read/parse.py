"""`nianbao parse`: files to figures, for people and for programs."""

from __future__ import annotations

import csv
import glob
import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from archive.workers import Done, Workers, allow_most
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _
from nianbao.exits import HELP, Exit, Failure
from parsers import Context, Ledger, Reading, Unreadable, json_schema, media_type
from parsers.parse import parse_with_ledger, read_file

_MAY_BE_PICTURES = ("image/", "application/pdf", "application/zip", "application/ofd")
_WORTH_A_BAR, _A_SECOND = 24, 2
"""From how many files on a bar is drawn, and how often: each time costs what a tenth of a page costs."""
BUDGET_SECONDS = 240.0
"""A file that takes longer is given up."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read; `data` where it came on standard input."""

    number: int
    path: str
    data: bytes | None
    context: Context
    ledger: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: its reading, or why there is none."""

    path: str
    reading: Reading | None
    error: str | None
    ledger: Ledger | None = None

    @property
    def status(self) -> Exit:
        if self.reading is None:
            return Exit.UNREADABLE
        return Exit.DONE if self.reading.is_report else Exit.NOT_A_REPORT


@click.command(epilog=HELP)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; a list for several files.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="One line a figure.")
@click.option("--ledger", is_flag=True, help="Show every number of the tables and what became of it.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --json and stop.")
@click.option("--url", help="Address the file was fetched from: resolves its attachments.")
@click.option("--region", help="GB/T 2260 code of the portal's region, for towns of a common name.")
@click.option("--strict", is_flag=True, help="Exit with 5 where a hard check fails or an issue is raised.")
def parse(
    files: tuple[str, ...],
    as_json: bool,
    jsonl: bool,
    as_csv: bool,
    ledger: bool,
    schema: bool,
    url: str | None,
    region: str | None,
    strict: bool,
) -> None:
    """Read report files (HTML, text, RTF; PDF and others with their extras; `-` is standard input; globs are expanded) and show their tables."""
    if schema:
        click.echo(json.dumps(json_schema.json_schema(), ensure_ascii=False, indent=2))
        return
    paths = list(_expand(files))
    if not paths:
        raise click.UsageError("name at least one FILE, or - for standard input")
    outcomes = read_all(paths, Context(url=url, region=region), ledger=ledger)
    if ledger:
        done = _print_ledgers(list(outcomes), as_json or jsonl)
    elif as_json:
        done = _print_json(list(outcomes), len(paths) > 1)
    else:
        done = (
            _print_lines(outcomes) if jsonl else _print_csv(outcomes) if as_csv else _print_tables(outcomes)
        )
    worst = max((o.status for o in done), default=Exit.DONE)
    if strict and worst == Exit.DONE and any(o.reading and _doubtful(o.reading) for o in done):
        worst = Exit.CHECKS_FAILED
    sys.exit(int(worst))


def _print_lines(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [
        _said(o, lambda r: click.echo(json.dumps(json_schema.as_json(r), ensure_ascii=False)))
        for o in outcomes
    ]


def _print_tables(outcomes: Iterable[Outcome]) -> list[Outcome]:
    from nianbao.cli.common.reading_text import show

    console = Console()
    return [_said(o, lambda r: show(r, console)) for o in outcomes]


def _expand(files: Iterable[str]) -> Iterator[str]:
    """Paths as given; a pattern that no shell expanded is expanded here."""
    for name in files:
        if any(c in name for c in "*?[") and not Path(name).exists():
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
            if not found:
                raise Failure(f"{name} matches no file")
            yield from found
        else:
            yield name


def read_all(
    paths: list[str], context: Context, size: int | None = None, *, ledger: bool = False
) -> Iterator[Outcome]:
    """Read every file in processes that can be killed, on all cores; in the order given, with a bar where it takes long."""
    workers: Workers[Task] = Workers(_read, size or min(len(paths), os.cpu_count() or 1), BUDGET_SECONDS)
    waiting = deque(Task(i, path, _stdin(path), context, ledger) for i, path in enumerate(paths))
    ready: dict[int, Outcome] = {}
    console = Console(stderr=True)
    disable = len(paths) < _WORTH_A_BAR
    bar = Progress(console=console, transient=True, disable=disable, refresh_per_second=_A_SECOND)
    with bar:
        shown = bar.add_task(_("reading"), total=len(paths))
        for number in range(len(paths)):
            while number not in ready:
                while waiting and _takes(workers, waiting[0]):
                    workers.send(waiting.popleft())
                for done in workers.done(timeout=1.0):
                    ready[done.task.number] = _outcome(done)
                    bar.advance(shown)
            yield ready.pop(number)
    workers.close()


def _takes(workers: Workers[Task], task: Task) -> bool:
    """Whether a worker is idle, or has room for a path behind its file, so that it goes on while its reading is taken in."""
    return workers.free or (task.data is None and len(workers.tasks) < 2 * workers.size)


def _stdin(path: str) -> bytes | None:
    return sys.stdin.buffer.read() if path == "-" else None


def _read(task: Task) -> tuple[str, Any]:
    """In a worker: the reading of one file, or why there is none."""
    try:
        data = read_file(Path(task.path)) if task.data is None else task.data
        if media_type(data).startswith(_MAY_BE_PICTURES):
            allow_most(BUDGET_SECONDS)
        reading, ledger = parse_with_ledger(data, context=task.context, name=task.path)
        return "read", (reading, ledger if task.ledger else None)
    except Unreadable as error:
        return "unreadable", str(error)
    except MemoryError:
        return "unreadable", "it needs more memory than a report may take"
    except RecursionError:
        return "unreadable", "it is nested too deep"


def _outcome(done: Done[Task]) -> Outcome:
    path = done.task.path
    if done.outcome == "read":
        reading, ledger = done.result
        return Outcome(path, reading, None, ledger)
    said = done.result if path in done.result else f"{path}: {done.result}"
    return Outcome(path, None, said)


def _said(outcome: Outcome, show: Any) -> Outcome:
    """Show a reading; say on standard error what is wrong with a file."""
    if outcome.reading is not None:
        show(outcome.reading)
    _complain(outcome)
    return outcome


def _complain(outcome: Outcome) -> None:
    if outcome.error:
        click.echo(f"nianbao: {told(outcome.error)}", err=True)
    elif outcome.status == Exit.NOT_A_REPORT and outcome.reading is not None:
        why = outcome.reading.evidence["is_report"].text
        said = _("{path}: not an annual report ({why})").format(path=outcome.path, why=told(why))
        click.echo(f"nianbao: {said}", err=True)


def _print_json(outcomes: list[Outcome], several: bool) -> list[Outcome]:
    readings = [json_schema.as_json(o.reading) for o in outcomes if o.reading is not None]
    for outcome in outcomes:
        _complain(outcome)
    if several:
        click.echo(json.dumps(readings, ensure_ascii=False, indent=1))
    elif readings:
        click.echo(json.dumps(readings[0], ensure_ascii=False, indent=1))
    return outcomes


def _print_ledgers(outcomes: list[Outcome], as_json: bool) -> list[Outcome]:
    """The books of each file: one JSON object a line, or one number a line for people."""
    for outcome in outcomes:
        if outcome.ledger is not None and as_json:
            click.echo(json.dumps({"path": outcome.path, **asdict(outcome.ledger)}, ensure_ascii=False))
        elif outcome.ledger is not None:
            for b in outcome.ledger.bookings:
                click.echo(f"{b.table}  {b.entry:<9} {' '.join(b.text.split())}  {b.key or ''}  {b.locator}")
            for row in outcome.ledger.rows:
                click.echo(f"{row.key[:2]}  {'printed' if row.printed else 'absent':<9} {row.key}")
        _complain(outcome)
    return outcomes


def _print_csv(outcomes: Iterable[Outcome]) -> list[Outcome]:
    writer = csv.writer(sys.stdout)
    writer.writerow(
        ["path", "publisher", "report_year", "key", "value", "state", "raw", "unit", "flags", "locator"]
    )

    def lines(reading: Reading) -> None:
        for f in reading.figures:
            writer.writerow(
                [
                    reading.source.path,
                    reading.publisher,
                    reading.report_year,
                    f.key,
                    f.value,
                    f.state,
                    _safe(f.raw),
                    f.unit,
                    " ".join(f.flags),
                    f.locator,
                ]
            )

    return [_said(o, lines) for o in outcomes]


def _safe(text: str | None) -> str | None:
    """A cell that a spreadsheet would run as a formula is kept text."""
    return f"'{text}" if text and text[0] in "=+@" else text


def _doubtful(reading: Reading) -> bool:
    return bool(reading.issues) or any(c.severity == "hard" for c in reading.failed())
