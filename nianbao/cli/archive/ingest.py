"""`nianbao ingest`: the old years live in people's folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import parsers
from archive.custody import manifest
from archive.exchange.ingest import take_in
from archive.exchange.saved_pages import Unusable
from archive.parsing.reparse import reparse
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@data_option
def ingest(paths: tuple[Path, ...], data: Path) -> None:
    """Take in pages that somebody saved: folders, WARC and WACZ files, single files; then read them.

    Address and date come from the WARC, from a sidecar (NAME.json with address and fetched_at, or a CSV with the columns
    file, address, fetched_at), or from the comment that a browser left in the page; the source is noted. Given twice,
    nothing is doubled.
    """
    failed = False
    with opened(data, create=True) as archive:
        for path in paths:
            try:
                taken = take_in(archive, path)
                unchanged = f", {taken.unchanged} records without a body (304)" if taken.unchanged else ""
                click.echo(f"{path}: {taken.new} new captures, {taken.known} known{unchanged}")
                for line in taken.left_out.told():
                    failed = True
                    click.echo(f"nianbao: {line}", err=True)
            except (Unusable, OSError) as error:
                failed = True
                click.echo(f"nianbao: {error}", err=True)
        try:
            with bar("reading") as progress:
                count = reparse(archive, parsers.PARSER_VERSION, workers=os.cpu_count(), progress=progress)
        except KeyboardInterrupt:
            raise Failure("stopped; `nianbao reparse` reads the rest", Exit.STOPPED) from None
        manifest.close_run(archive)
        archive.checkpoint()
        click.echo(f"{count} captures read")
    sys.exit(int(Exit.UNREADABLE if failed else Exit.DONE))
