"""`nianbao analyse`: questions in SQL to a Parquet dataset."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from archive.exchange.analysis import TABLES, Answer, Dataset, QuestionError
from archive.exchange.dataset import NoDatasetError
from archive.exchange.writers import MissingLibrary, safe
from nianbao.cli.common.language import _
from nianbao.cli.common.listing import print_listing
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.argument("sql", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and row.")
def analyse(dataset: Path, sql: str | None, as_csv: bool, as_json: bool) -> None:
    """Ask a dataset (`nianbao export --format dataset`) in SQL, by DuckDB (extra analysis); without SQL, say what it holds.

    The tables are reports, figures and fields. Every row of the answer is given.

    \b
    nianbao export --format dataset all
    nianbao analyse all
    nianbao analyse all "select year, count(*) from reports group by year"
    """
    try:
        opened = Dataset(dataset)
        if sql is None:
            _describe(opened)
        else:
            _print(opened.ask(sql), as_csv, as_json)
    except MissingLibrary as error:
        raise Failure(str(error), Exit.USAGE) from None
    except QuestionError as error:
        raise Failure(str(error), Exit.USAGE) from None
    except NoDatasetError as error:
        raise Failure(str(error), Exit.UNREADABLE) from None


def _print(answer: Answer, as_csv: bool, as_json: bool) -> None:
    if as_json:
        for row in answer.rows:
            click.echo(
                json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False, default=str)
            )
    elif as_csv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(answer.columns)
        out.writerows([safe(value) for value in row] for row in answer.rows)
    else:
        print_listing(answer.columns, [["" if v is None else str(v) for v in row] for row in answer.rows])


def _describe(opened: Dataset) -> None:
    """What it is, how many rows each table has, and what its columns mean."""
    for name, value in opened.note["about"].items():
        if value:
            click.echo(f"{name}: {value}")
    for table in TABLES:
        (count,) = next(iter(opened.ask(f"select count(*) from {table}").rows))
        click.echo(f"\n{table}: {count:,}")
        described = [c for c in opened.note["columns"] if c["table"] == table]
        print_listing(
            (_("column"), "", "中文", "English"),
            [[c["column"], c["type"], c["中文"], c["English"]] for c in described],
            labels=(2, 3),
        )
