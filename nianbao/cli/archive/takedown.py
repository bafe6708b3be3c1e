"""`nianbao takedown`: remove what a capture holds, and say so."""

from __future__ import annotations

from pathlib import Path

import click

import parsers
from archive import Archive
from archive.custody.takedown import NothingToTakeDown, Removed, take_down
from archive.parsing.reparse import reparse
from archive.store import to_read
from archive.store.moved import read_note
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@click.argument("what", metavar="KEY|URL")
@click.option("--reason", required=True, help="Why, for everybody to read: a law, a decision, a request.")
@click.option("--everywhere", is_flag=True, help="Also where other addresses hold the same bytes.")
@data_option
def takedown(what: str, reason: str, everywhere: bool, data: Path) -> None:
    """Remove the bytes of a capture, or of all captures of an address, and every text read in them.

    A tombstone stays with hash, date and reason. The words are then in no file of the archive; it is rewritten for
    that, which takes as much free space as the database and minutes where it is large. This cannot be undone; copies
    elsewhere (merged archives that share files, backups) are not reached, but a merge brings the tombstone there.
    """
    if not reason.strip():
        raise Failure("give a reason: it is all that will stand in place of the page", Exit.USAGE)
    with opened(data) as archive:
        unread = to_read.count_pending(archive, parsers.PARSER_VERSION)
        try:
            removed = take_down(archive, what, reason.strip(), everywhere=everywhere)
        except NothingToTakeDown as error:
            raise Failure(str(error), Exit.USAGE) from None
        _read_again(archive, unread)
        archive.checkpoint()
        note = read_note(archive.data_dir)
    if note is not None and note.borrowed:
        said = _("this is a copy: what lies in {store} is the archive's, and is to be taken down there too")
        click.echo(said.format(store=note.store), err=True)
    _tell(removed)


def _read_again(archive: Archive, unread: int) -> None:
    """Captures that lost their reading with the one taken down; not those that nobody has read yet."""
    if unread:
        click.echo(_("captures are waiting to be read: run `nianbao reparse`"), err=True)
    else:
        reparse(archive, parsers.PARSER_VERSION)


def _tell(removed: Removed) -> None:
    n = removed.captures
    click.echo(ngettext("{n} capture taken down", "{n} captures taken down", n).format(n=n))
    for capture, address in removed.elsewhere:
        said = _("the same bytes are held at {address}: nianbao takedown {capture} --reason ...")
        click.echo(said.format(address=address, capture=capture))
    if removed.elsewhere:
        click.echo(_("`--everywhere` takes down all addresses at once"))
    if not removed.erased:
        raise Failure(
            "another program uses the archive, and old bytes may be left in nianbao.db and its log: stop it and run"
            " any writing command (`nianbao verify`), which erases them"
        )
