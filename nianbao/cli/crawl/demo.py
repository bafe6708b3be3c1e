"""`nianbao demo`: the whole road on the five sample portals, from their home pages to a site in the browser."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from crawler import Options
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _
from nianbao.cli.common.options import data_option
from nianbao.cli.crawl.crawl import crawl_with_progress, print_summary, status_of
from nianbao.cli.crawl.earlier import visit_earlier
from nianbao.cli.serve import serve_archive
from nianbao.exits import HELP, Exit
from samples import SampleServer


@click.command(epilog=HELP)
@data_option
@click.option("--serve/--no-serve", default=True, show_default=True, help="Serve the archive afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=0, help="Port to serve on; 0 takes a free one.")
def demo(data: Path, serve: bool, host: str, port: int) -> None:
    """Crawl the sample portals, read what they publish, print a summary and serve the archive.

    Needs no network: the portals run in this process on the loopback interface. One of them is visited twice before,
    on earlier days by the archive's clock, and changes in between. Run it again: nothing new is found.
    """
    began = time.monotonic()
    with SampleServer(stage="before") as portals, opened(data, create=True) as archive:
        click.echo(_("sample portals: {homes}").format(homes=" ".join(portals.homes)))
        if not archive.value("select count(*) from runs"):
            with archive.transaction():
                pass  # an archive that cannot be written is told here, before other processes wait for it
            _earlier(data, portals)
        portals.stage = "after"
        summary = crawl_with_progress(archive, portals.homes, Options(allow_loopback=True, delay=0.0))
        print_summary(archive, replace(summary, seconds=time.monotonic() - began))
    status = status_of(summary)
    if serve and status is Exit.DONE:
        serve_archive(data, host, port)
    sys.exit(int(status))


def _earlier(data: Path, portals: SampleServer) -> None:
    """Two visits to the portal that changes, before and after: what is corrected or withdrawn is told after a second look."""
    home, (first, second) = portals.changing
    visit_earlier(data, home, first)
    portals.stage = "after"
    visit_earlier(data, home, second)
