"""`nianbao reports`: what the archive holds."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from archive.reports.query import reports as all_reports
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP


@click.command(epilog=HELP)
@data_option
@click.option(
    "--json", "as_json", is_flag=True, help="A JSON list with figures, addresses and failed checks."
)
@click.option("--year", type=int, help="Only reports of this year.")
@click.option("--publisher", help="Only publishers whose name holds this text.")
def reports(data: Path, as_json: bool, year: int | None, publisher: str | None) -> None:
    """List the reports of the archive."""
    with opened(data, read_only=True) as archive:
        found = [
            r
            for r in all_reports(archive)
            if (year is None or r["year"] == year) and (not publisher or publisher in (r["publisher"] or ""))
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    table = Table("publisher", "year", "form", "published", "new requests", "failed checks", "sample")
    for report in found:
        asked = report["figures"].get("t3.new_received.total")
        table.add_row(
            report["publisher"] or "?",
            str(report["year"] or "?"),
            report["form"] or "–",
            report["published_on"] or "",
            "" if asked is None else str(asked),
            " ".join(report["failed_checks"]),
            "sample" if report["sample"] else "",
        )
    Console().print(table)
