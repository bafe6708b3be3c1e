"""`nianbao merge`: other archives into this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import parsers
from archive import Archive
from archive.custody import manifest
from archive.merge.merge import Merged
from archive.merge.merge import merge as unite
from archive.parsing.reparse import reparse
from nianbao.cli.common.archive import opened
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@click.argument("others", nargs=-1, required=True, metavar="OTHER...", type=click.Path(path_type=Path))
@data_option
@click.option(
    "--trust",
    is_flag=True,
    help="They are your own: believe all they say, not only what their bytes bear out.",
)
@click.option(
    "--from",
    "origin",
    metavar="NAME",
    help="Whose they are, as the site shall say. [default: the folder's name]",
)
def merge(others: tuple[Path, ...], data: Path, trust: bool, origin: str | None) -> None:
    """Bring other archives (their directories) into this one; they are only read.

    Of a stranger's archive the captures come over whose bytes bear out their rows, and are read here; what it took down waits for
    `nianbao review`. Order does not matter, and what is here already is left as it is: killed, the same command goes on.
    """
    left_out = False
    with opened(data, create=True) as archive:
        for other in others:
            before = _reports(archive)
            with bar(_("merging {other}").format(other=other)) as progress:
                found = unite(archive, other, trusted=trust, origin=origin, progress=progress)
            if not trust:
                _read(archive)
            _tell(other, found, _reports(archive) - before, trust)
            left_out = left_out or bool(found.left_out.count)
        archive.checkpoint()
    sys.exit(int(Exit.UNREADABLE if left_out else Exit.DONE))


def _reports(archive: Archive) -> int:
    count: int = archive.value("select count(*) from reports")
    return count


def _read(archive: Archive) -> None:
    """What was brought, by the parsers of today."""
    try:
        with bar(_("reading")) as progress:
            reparse(archive, parsers.PARSER_VERSION, workers=os.cpu_count(), progress=progress)
    except KeyboardInterrupt:
        raise Failure("stopped; `nianbao reparse` reads the rest", Exit.STOPPED) from None
    manifest.close_run(archive)


def _tell(other: Path, found: Merged, reports: int, trust: bool) -> None:
    counts = [
        (ngettext("{n} new capture", "{n} new captures", found.captures), found.captures),
        (ngettext("{n} new report", "{n} new reports", reports), reports),
    ]
    if trust:
        anew = ngettext("{n} report derived anew", "{n} reports derived anew", found.touched)
        counts.append((anew, found.touched))
    if n := found.forms:
        counts.append((ngettext("{n} answer to a form not taken", "{n} answers to forms not taken", n), n))
    if n := found.takedowns:
        waits = ngettext(
            "{n} takedown waits for `nianbao review list --kind takedown`",
            "{n} takedowns wait for `nianbao review list --kind takedown`",
            n,
        )
        counts.append((waits, n))
    click.echo(f"{other}: {', '.join(said.format(n=n) for said, n in counts)}")
    for line in found.left_out.told():
        click.echo(f"nianbao: {other}: {told(line)}", err=True)
