"""`nianbao health`: which portals answer, which do not, since when and why; made to be read in a cron mail."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from archive.crawl.health import SICK, PortalHealth
from archive.crawl.health import health as health_of
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.cli.common.portal_choice import in_region
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit


@click.command(epilog=HELP)
@data_option
@region_option("--region")
@click.option("--all", "every", is_flag=True, help="Show healthy portals and those never visited, too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of every portal.")
def health(data: Path, region: str | None, every: bool, as_json: bool) -> None:
    """Say how the portals are: healthy, silent, needs_family, blocked, moved, failing, dead, never_seen.

    The last line sums it up. Exit status 5 where a portal is neither healthy nor unvisited. With --region, portals of
    the registry that were never visited are counted too.

    \b
    nianbao health                     what is wrong, and since when
    nianbao health --region 河南 --json
    """
    with opened(data, read_only=True) as archive:
        found = health_of(archive)
    if region is not None:
        found = in_region(found, region, data)
    if as_json:
        click.echo(json.dumps([p.to_json() for p in found], ensure_ascii=False, indent=1))
    else:
        _print([p for p in found if every or p.state in SICK])
        click.echo(summary(found))
    if any(p.state in SICK for p in found):
        sys.exit(int(Exit.CHECKS_FAILED))


def summary(found: list[PortalHealth]) -> str:
    """All states in one line, the most frequent first: `portals 3 · healthy 2 · dead 1`."""
    counts = Counter(portal.state for portal in found)
    return " · ".join([f"portals {len(found)}", *(f"{s} {n}" for s, n in counts.most_common())])


def _print(shown: list[PortalHealth]) -> None:
    if not shown:
        return
    console = Console()
    table = Table("portal", "state", "since", "visits", "expected", "seen", "failed")
    table.columns[0].overflow = "fold"
    for portal in shown:
        counts = (portal.visits, portal.expected, portal.seen, portal.failed)
        since = (portal.since or "")[:10]
        table.add_row(portal.host, portal.state, since, *("" if c is None else str(c) for c in counts))
    console.print(table)
    for portal in shown:
        if portal.why:
            console.print(f"{portal.host}: {portal.why}", highlight=False, markup=False, soft_wrap=True)
