"""`nianbao ingest`: the old years live in people's folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import parsers
from archive.custody import manifest
from archive.exchange.ingest import Taken, take_in
from archive.exchange.saved_pages import Unusable
from archive.parsing.reparse import reparse
from nianbao.cli.common.archive import opened
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
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
                click.echo(f"{path}: {_counts(taken)}")
                for line in taken.left_out.told():
                    failed = True
                    click.echo(f"nianbao: {told(line)}", err=True)
            except (Unusable, OSError) as error:
                failed = True
                click.echo(f"nianbao: {told(str(error))}", err=True)
        try:
            with bar(_("reading")) as progress:
                count = reparse(archive, parsers.PARSER_VERSION, workers=os.cpu_count(), progress=progress)
        except KeyboardInterrupt:
            raise Failure("stopped; `nianbao reparse` reads the rest", Exit.STOPPED) from None
        manifest.close_run(archive)
        archive.checkpoint()
        click.echo(ngettext("{n} capture read", "{n} captures read", count).format(n=count))
    sys.exit(int(Exit.UNREADABLE if failed else Exit.DONE))


def _counts(taken: Taken) -> str:
    said = ngettext("{n} new capture, {known} known", "{n} new captures, {known} known", taken.new)
    counts = [said.format(n=taken.new, known=taken.known)]
    if n := taken.unchanged:
        bare = ngettext("{n} record without a body (304)", "{n} records without a body (304)", n)
        counts.append(bare.format(n=n))
    return ", ".join(counts)
