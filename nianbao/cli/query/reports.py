"""`nianbao reports`: what the archive holds."""

from __future__ import annotations

import json
from pathlib import Path

import click

from archive.reports.query import ReportJson
from archive.reports.query import reports as all_reports
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _
from nianbao.cli.common.listing import KEY, print_listing
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
    """List the reports of the archive.

    The keys are their first characters: `nianbao diff`, `review` and `changes --report` take them so.
    """
    with opened(data, read_only=True) as archive:
        found = [
            r
            for r in all_reports(archive)
            if (year is None or r["year"] == year) and (not publisher or publisher in (r["publisher"] or ""))
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    headings = (
        _("publisher"),
        _("year"),
        _("form"),
        _("published"),
        _("new requests"),
        _("failed checks"),
        _("sample"),
        _("key"),
    )
    print_listing(headings, map(_row, found), labels=(0, 4, 5))


def _row(report: ReportJson) -> tuple[str, ...]:
    asked = report["figures"].get("t3.new_received.total")
    return (
        report["publisher"] or "?",
        str(report["year"] or "?"),
        report["form"] or "–",
        report["published_on"] or "",
        "" if asked is None else str(asked),
        " ".join(report["failed_checks"]),
        _("sample") if report["sample"] else "",
        report["key"][:KEY],
    )
