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
from nianbao.cli.common.language import _, is_chinese, word
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
    said = _("gaps {n} · reports missing {missing}").format(n=len(found), missing=missing)
    if total is None:
        nothing = _("no estimate: no two independent routes met")
        return f"{said} · {nothing}"
    about = _("seen {seen} of about {total} (95 %: {low} to {high})")
    bounds = {"total": f"{total.total:.0f}", "low": f"{total.low:.0f}", "high": f"{total.high:.0f}"}
    return f"{said} · {about.format(seen=total.seen, **bounds)}"


def _print(found: list[Gap]) -> None:
    if not found:
        return
    headings = (
        _("portal"),
        _("year"),
        _("kind"),
        _("expected"),
        _("there"),
        _("ground"),
        _("cause"),
        _("missing"),
    )
    print_listing(headings, map(_row, found), labels=(0, 5, 6, 7))


def _row(gap: Gap) -> tuple[str, ...]:
    counts = (str(gap.expected), str(gap.present))
    return (
        gap.portal,
        str(gap.year),
        word("kind", gap.kind),
        *counts,
        ", ".join(word("ground", ground) for ground in gap.grounds),
        CAUSES[gap.cause][0 if is_chinese() else 1],
        "、".join(gap.missing),
    )
