"""`nianbao merge`: other archives into this one."""

from __future__ import annotations

from pathlib import Path

import click

from archive.merge.merge import merge as unite
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP


@click.command(epilog=HELP)
@click.argument("others", nargs=-1, required=True, metavar="OTHER...", type=click.Path(path_type=Path))
@data_option
def merge(others: tuple[Path, ...], data: Path) -> None:
    """Bring everything of other archives (their directories) into this one; they are only read.

    Order does not matter, and what is here already is left as it is: killed, the same command goes on.
    """
    with opened(data, create=True) as archive:
        for other in others:
            with bar(f"merging {other}") as progress:
                found = unite(archive, other, progress=progress)
            click.echo(
                f"{other}: {found.captures} new captures, {found.reports} new reports, "
                f"{found.touched} reports derived anew"
            )
        archive.checkpoint()
