"""`nianbao coverage`: who published in time, who late, who not at all."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path

import click
from rich.console import Console

from archive.clock import day
from archive.coverage import query as found
from archive.coverage.deadlines import deadlines_of
from archive.exchange.writers import safe
from archive.store.db import Archive
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, word
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.options import data_option
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit


@click.command(epilog=HELP)
@data_option
@click.option(
    "--year", type=click.IntRange(2008), help="The report year; without it, the newest that is due."
)
@region_option("--province", "--region")
@click.option("--kind", help="Only this kind of body: government, government_office, department, township, …")
@click.option(
    "--status",
    type=click.Choice(list(found.STATUSES)),
    metavar="STATUS",
    help=f"Only this status: {', '.join(found.STATUSES)}.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a header.")
def coverage(
    data: Path,
    year: int | None,
    region: str | None,
    kind: str | None,
    status: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Who should have published a report, when it was due, and who did.

    A body is overdue only where a complete visit after the day due did not find its report; where nobody could look,
    it is not observable. Exit status 5 when somebody is overdue.

    \b
    nianbao coverage --year 2025 --province 河南
    nianbao coverage --region 411523 --status overdue --csv
    """
    with opened(data, read_only=True) as archive:
        rows = _rows(archive, found.Wanted(year, region, kind, status))
    if as_json:
        click.echo(json.dumps([asdict(r) for r in rows], ensure_ascii=False, indent=1))
    elif as_csv:
        _print_csv(rows)
    else:
        _print_table(rows)
    sys.exit(int(Exit.CHECKS_FAILED if any(r.status == "overdue" for r in rows) else Exit.DONE))


def _rows(archive: Archive, wanted: found.Wanted) -> list[found.Row]:
    today = day(archive.clock())
    year = wanted.year or today.year - 1
    known = found.load(archive.conn, found.Wanted(year, wanted.region), today)
    if wanted.region and len(wanted.region) == 2:
        known += found.unseen(wanted.region, year, known, deadlines_of(archive), today)
    return [r for r in known if wanted.kind in (None, r.kind) and wanted.status in (None, r.status)]


def _print_csv(rows: list[found.Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(f.name for f in fields(found.Row))
    for row in rows:
        plain = asdict(row) | {"sample": int(row.sample)}
        writer.writerow("" if value is None else safe(value) for value in plain.values())


def _print_table(rows: list[found.Row]) -> None:
    headings = (_("publisher"), _("year"), _("due"), _("published"), _("status"), _("days"), _("sample"))
    print_listing(headings, map(_row, rows))
    summary = " · ".join(f"{word('status', status)} {n}" for status, n in found.counts(rows).items())
    Console().print(summary, highlight=False, soft_wrap=True)


def _row(row: found.Row) -> tuple[str, ...]:
    return (
        row.publisher,
        str(row.year),
        row.due_on,
        row.published_on or (_("by {day}").format(day=row.seen_on) if row.seen_on else ""),
        word("status", row.status),
        "" if row.days is None else str(row.days),
        _("sample") if row.sample else "",
    )
