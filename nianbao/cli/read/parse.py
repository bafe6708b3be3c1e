"""`nianbao parse`: files to figures, for people and for programs."""

from __future__ import annotations

import glob
import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from archive.workers import Done, Workers, allow_most
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _
from nianbao.cli.read import printed
from nianbao.exits import HELP, Exit, Failure
from parsers import Context, Reading, Unreadable, json_schema, media_type
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
    printer: printed.Printer


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what is printed of it, and what is wrong with it."""

    path: str
    status: Exit
    text: str = ""
    doubtful: bool = False
    """Whether a hard check fails or an issue is raised."""
    error: str | None = None
    """Why it is unreadable, or no report."""


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
    as_list = as_json and len(paths) > 1 and not ledger
    printer = _printer(as_json, jsonl, as_csv, ledger, as_list)
    if printer is printed.csv_lines:
        click.echo(printed.CSV_HEAD, nl=False)
    worst, doubtful = Exit.DONE, False
    outcomes = read_all(paths, Context(url=url, region=region), printer)
    for outcome in _print_list(outcomes) if as_list else _print_all(outcomes):
        worst, doubtful = max(worst, outcome.status), doubtful or outcome.doubtful
    if strict and worst == Exit.DONE and doubtful:
        worst = Exit.CHECKS_FAILED
    sys.exit(int(worst))


def _printer(as_json: bool, jsonl: bool, as_csv: bool, ledger: bool, as_list: bool) -> printed.Printer:
    if ledger:
        return printed.ledger_line if as_json or jsonl else printed.ledger_lines
    if as_json:
        return printed.json_item if as_list else printed.json_object
    return printed.json_line if jsonl else printed.csv_lines if as_csv else printed.tables


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
    paths: list[str], context: Context, printer: printed.Printer, size: int | None = None
) -> Iterator[Outcome]:
    """Read every file in processes that can be killed, on all cores, and print it there; in the order given, with a bar
    where it takes long."""
    workers: Workers[Task] = Workers(_read, size or min(len(paths), os.cpu_count() or 1), BUDGET_SECONDS)
    waiting = deque(Task(i, path, _stdin(path), context, printer) for i, path in enumerate(paths))
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
    """In a worker: what is printed of one file, or why it cannot be read."""
    try:
        data = read_file(Path(task.path)) if task.data is None else task.data
        if media_type(data).startswith(_MAY_BE_PICTURES):
            allow_most(BUDGET_SECONDS)
        reading, ledger = parse_with_ledger(data, context=task.context, name=task.path)
        return "read", _read_as(reading, task.path, task.printer(task.path, reading, ledger))
    except Unreadable as error:
        return "unreadable", str(error)
    except MemoryError:
        return "unreadable", "it needs more memory than a report may take"
    except RecursionError:
        return "unreadable", "it is nested too deep"


def _read_as(reading: Reading, path: str, text: str) -> Outcome:
    doubtful = bool(reading.issues) or any(c.severity == "hard" for c in reading.failed())
    if reading.is_report:
        return Outcome(path, Exit.DONE, text, doubtful)
    return Outcome(path, Exit.NOT_A_REPORT, text, doubtful, reading.evidence["is_report"].text)


def _outcome(done: Done[Task]) -> Outcome:
    if isinstance(done.result, Outcome):
        return done.result
    path = done.task.path
    said = done.result if path in done.result else f"{path}: {done.result}"
    return Outcome(path, Exit.UNREADABLE, error=said)


def _print_all(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Print one outcome after the other, and say on standard error what is wrong with a file."""
    for outcome in outcomes:
        click.echo(outcome.text, nl=False)
        _complain(outcome)
        yield outcome


def _print_list(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The same as one JSON list."""
    click.echo("[", nl=False)
    after = ""
    for outcome in outcomes:
        if outcome.text:
            click.echo(after + outcome.text, nl=False)
            after = ","
        _complain(outcome)
        yield outcome
    click.echo("\n]" if after else "]")


def _complain(outcome: Outcome) -> None:
    if outcome.error is None:
        return
    said = told(outcome.error)
    if outcome.status == Exit.NOT_A_REPORT:
        said = _("{path}: not an annual report ({why})").format(path=outcome.path, why=said)
    click.echo(f"nianbao: {said}", err=True)
