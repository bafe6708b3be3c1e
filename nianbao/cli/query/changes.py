"""`nianbao changes`: what is new, revised, moved, withdrawn."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from archive.exchange.writers import safe
from archive.history import query
from archive.history.query import KINDS, Change, Wanted
from archive.review.items import NotFoundError, find_report
from archive.store.db import Archive
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext, word
from nianbao.cli.common.options import data_option
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit, Failure

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"])


@click.command(epilog=HELP)
@data_option
@click.option("--since", type=_DAY, metavar="DAY", help="From this day on (UTC).")
@click.option("--until", type=_DAY, metavar="DAY", help="Before this day (UTC).")
@region_option("--region", "--province")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    metavar="KIND",
    help=f"Only these kinds: {', '.join(KINDS)}.",
)
@click.option("--publisher", help="Only publishers whose name holds this text.")
@click.option("--year", type=int, help="Only reports of this year.")
@click.option("--report", help="Only this report: its key, the beginning of one, or an address.")
@click.option(
    "--unconfirmed", is_flag=True, help="Also what nobody saw twice, and what was gone at the second look."
)
@click.option("--json", "as_json", is_flag=True, help="A JSON list with every difference.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV, one row a change, one a cell for figures.")
def changes(
    data: Path,
    since: datetime | None,
    until: datetime | None,
    region: str | None,
    kinds: tuple[str, ...],
    publisher: str | None,
    year: int | None,
    report: str | None,
    unconfirmed: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """What changed, oldest first, each with its difference.

    New reports are told at once, revisions after a second look, withdrawals after healthy visits on two days.

    \b
    nianbao changes --since 2026-01-01 --region 41 --kind withdrawn
    """
    with opened(data, read_only=True) as archive:
        key = _key(archive, report) if report else None
        wanted = Wanted(_text(since), _text(until), kinds, region, publisher, year, key, unconfirmed)
        found = list(query.load(archive.conn, wanted, archive.clock()))
    if as_json:
        click.echo(json.dumps([asdict(c) for c in found], ensure_ascii=False, indent=1))
    elif as_csv:
        _print_csv(found)
    else:
        _print(found)


def _key(archive: Archive, report: str) -> str:
    try:
        return str(find_report(archive.conn, report)["key"])
    except NotFoundError as error:
        raise Failure(str(error), Exit.USAGE) from None


def _text(day: datetime | None) -> str | None:
    return day.strftime("%Y-%m-%dT%H:%M:%S") if day else None


def _print_csv(found: Iterable[Change]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    names = "key kind at confirmed_at report publisher region_code year title sample"
    head = names.split()
    writer.writerow([*head, "field", "before", "after", "difference"])
    for change in found:
        common = ["" if (v := getattr(change, name)) is None else safe(v) for name in head]
        common[-1] = int(change.sample)
        for f in change.figures:
            writer.writerow([*common, f.field, _plain(f.before), _plain(f.after), ""])
        if not change.figures:
            writer.writerow([*common, "", "", "", safe(query.summary(change))])


def _plain(value: float | None) -> str:
    return "" if value is None else str(value)


def _print(found: list[Change]) -> None:
    console = Console()
    for change in found:
        sample = _(" (sample)") if change.sample else ""
        doubt = _(" (passing)") if change.passing else "" if change.confirmed_at else _(" (seen once)")
        title = change.title or change.publisher or change.report
        console.print(
            f"{change.at[:10]}  {word('change', change.kind)}{doubt}  {title}{sample}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        for line in query.summary(change).splitlines():
            console.print(f"    {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(ngettext("{n} change", "{n} changes", len(found)).format(n=len(found)), highlight=False)
