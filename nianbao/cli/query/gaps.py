"""`nianbao gaps`: what is not there of what should be, and how much there is in all."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.clock import day
from archive.coverage.estimate import Estimate, estimate
from archive.coverage.gaps import Gap, load, routes
from nianbao.cli.common.archive import opened
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.options import data_option
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit

CAUSES = {"not_published": ("未公布", "not published"), "not_read": ("未读全", "not read whole")}
"""Every cause, with its words for people."""


@click.command(epilog=HELP)
@data_option
@region_option("--region")
@click.option("--json", "as_json", is_flag=True, help="The gaps and the estimate as one JSON object.")
def gaps(data: Path, region: str | None, as_json: bool) -> None:
    """Portal by portal, year by year, kind by kind: how many reports are expected, and how many are there.

    Expected is what a body's own years, a directory of the portal, or portals of the same region let expect. The last line
    estimates how many reports there are in all, by capture and recapture between independent routes. Exit status 5 when there
    is a gap.

    \b
    nianbao gaps --region 河南
    nianbao gaps --json
    """
    with opened(data, read_only=True) as archive:
        found = load(archive.conn, day(archive.clock()), region)
        total = estimate(routes(archive.conn, region))
    if as_json:
        click.echo(json.dumps(to_json(found, total), ensure_ascii=False, indent=1))
    else:
        _print(found)
        click.echo(summary(found, total))
    sys.exit(int(Exit.CHECKS_FAILED if found else Exit.DONE))


def to_json(found: list[Gap], total: Estimate | None) -> dict[str, object]:
    return {"gaps": [asdict(gap) for gap in found], "estimate": asdict(total) if total else None}


def summary(found: list[Gap], total: Estimate | None) -> str:
    """Gaps and the estimate in one line."""
    missing = sum(gap.expected - gap.present for gap in found)
    said = f"gaps {len(found)} · reports missing {missing}"
    if total is None:
        return f"{said} · no estimate: no two independent routes met"
    return (
        f"{said} · seen {total.seen} of about {total.total:.0f} (95 %: {total.low:.0f} to {total.high:.0f})"
    )


def _print(found: list[Gap]) -> None:
    if not found:
        return
    headings = ("portal", "year", "kind", "expected", "there", "ground", "cause", "missing")
    print_listing(headings, map(_row, found), labels=(0, 5, 6, 7))


def _row(gap: Gap) -> tuple[str, ...]:
    counts = (str(gap.expected), str(gap.present))
    return (
        gap.portal,
        str(gap.year),
        gap.kind,
        *counts,
        ", ".join(gap.grounds),
        CAUSES[gap.cause][1],
        "、".join(gap.missing),
    )
