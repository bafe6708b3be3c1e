"""`nianbao backup`: a copy of the archive, made while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from archive.custody.backup import NoBackupError, back_up
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@data_option
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def backup(data: Path, out: Path) -> None:
    """Copy the archive to the directory OUT, whole as of one instant, or bring that copy up to date.

    Crawling and serving go on meanwhile. The copy is an archive itself: `nianbao verify --data OUT`. What was taken down
    leaves it with the next call. Stop with Ctrl-C: the same command goes on.

    \b
    nianbao backup /mnt/disk/nianbao
    nianbao serve --data /mnt/disk/nianbao
    """
    try:
        with opened(data, read_only=True) as archive, bar(_("copying")) as progress:
            made = back_up(archive, out, progress)
    except NoBackupError as error:
        raise Failure(str(error), Exit.USAGE) from None
    said = ngettext(
        "{out}: {n} capture in {warcs} WARC files as of {made_at}; {mb} MB were copied",
        "{out}: {n} captures in {warcs} WARC files as of {made_at}; {mb} MB were copied",
        made.captures,
    )
    mb = f"{made.copied_bytes / 1e6:,.1f}"
    click.echo(said.format(out=out, n=made.captures, warcs=made.warcs, made_at=made.made_at, mb=mb))
