"""`nianbao takedown`: remove what a capture holds, and say so."""

from __future__ import annotations

from pathlib import Path

import click

from archive.custody.takedown import NothingToTakeDown, take_down
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@click.argument("what", metavar="KEY|URL")
@click.option("--reason", required=True, help="Why, for everybody to read: a law, a decision, a request.")
@data_option
def takedown(what: str, reason: str, data: Path) -> None:
    """Remove the bytes of a capture, or of all captures of an address, and every text read in them.

    A tombstone stays with hash, date and reason. This cannot be undone; copies elsewhere (merged archives that share
    files, backups) are not reached, but a merge brings the tombstone there.
    """
    if not reason.strip():
        raise Failure("give a reason: it is all that will stand in place of the page", Exit.USAGE)
    with opened(data) as archive:
        try:
            count = take_down(archive, what, reason.strip())
        except NothingToTakeDown as error:
            raise Failure(str(error), Exit.USAGE) from None
        archive.checkpoint()
    click.echo(f"{count} captures taken down")
