"""`nianbao status`: how the work goes at this moment, for people, programs and Prometheus."""

from __future__ import annotations

import json
from pathlib import Path

import click

import parsers
from archive.status.metrics import exposition
from archive.status.now import Status
from archive.status.now import status as state_of
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP

MB = 1_000_000


@click.command(epilog=HELP)
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--metrics", is_flag=True, help="As Prometheus reads it, for the textfile collector.")
def status(data: Path, as_json: bool, metrics: bool) -> None:
    """How the work goes now: runs, portals by state, requests a second, what waits to be read, room on the disk.

    Asked of the archive, beside a crawl that goes on. The site shows the same at /status and /metrics.
    """
    with opened(data, read_only=True) as archive:
        found = state_of(archive.conn, data, archive.clock(), parsers.PARSER_VERSION)
    if metrics:
        click.echo(exposition(found), nl=False)
    elif as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        _print(found)


def _print(found: Status) -> None:
    for run in found.runs:
        left = _("not yet known") if run.seconds_left is None else _time(run.seconds_left)
        said = _(
            "run {run} since {since}: visiting {visiting}, waiting {waiting}, ended {ended}; time left {left}"
        )
        click.echo(
            said.format(
                run=run.run[:8],
                since=run.started_at[:16],
                visiting=run.visiting,
                waiting=run.waiting,
                ended=run.ended,
                left=left,
            )
        )
    if not found.runs:
        click.echo(_("no crawl is under way"))
    click.echo(_("requests a second (5 minutes): {n}").format(n=found.requests_a_second))
    states = " · ".join(f"{name} {n:,}" for name, n in found.portals.items() if n)
    click.echo(_("portals: {states}").format(states=states or "0"))
    sums = _(
        "captures {captures}, newest {newest}; reports {reports}; to be read {unread}; addresses that wait {queued}"
    )
    click.echo(
        sums.format(
            captures=f"{found.captures:,}", newest=(found.newest or "–")[:16], reports=f"{found.reports:,}",
            unread=f"{found.unread:,}{'+' * found.unread_beyond}", queued=f"{found.queued:,}",
        )
    )  # fmt: skip
    for place in found.refusing:
        said = _("prefecture {code}: {blocked} of {portals} portals are blocked; it may refuse this network")
        click.echo(said.format(code=place.region_code, blocked=place.blocked, portals=place.portals))
    disk = _("disk: database {database} MB, WARC {warc} MB, free {free} MB")
    click.echo(
        disk.format(
            database=f"{found.database_bytes / MB:,.1f}",
            warc=f"{found.warc_bytes / MB:,.1f}",
            free=f"{found.free_bytes / MB:,.0f}",
        )
    )


def _time(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02} h"
