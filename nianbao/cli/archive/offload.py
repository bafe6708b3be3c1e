"""`nianbao offload`: closed WARC files to an object store, and back."""

from __future__ import annotations

from pathlib import Path

import click

from archive.custody.offload import Offloaded, OffloadError, bring_back
from archive.custody.offload import offload as move
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit, Failure

MB = 1_000_000


@click.command(epilog=HELP)
@data_option
@click.option(
    "--to",
    "place",
    metavar="URL",
    help="The store: s3://bucket/prefix, or file:///directory. [default: that of the last call]",
)
@click.option(
    "--cache-mb",
    type=click.IntRange(0),
    help="Megabytes of them that are kept here once they were read. [default: 2000]",
)
@click.option("--back", is_flag=True, help="Bring all of them back, and remove them there.")
def offload(data: Path, place: str | None, cache_mb: int | None, back: bool) -> None:
    """Move the closed WARC files to an object store, from which the archive reads what it needs.

    A file moves once no run writes it and a manifest attests it: it is sent, read back, compared, and then deleted here. Stop with
    Ctrl-C: the same command goes on. Keys come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT),
    of every command that reads captures. Needs the extra s3.

    \b
    nianbao offload --to s3://my-bucket/warc
    nianbao offload --back
    """
    if back and place:
        raise Failure("--back knows the store: leave --to away", Exit.USAGE)
    try:
        with opened(data) as archive:
            if back:
                with bar(_("bringing back")) as progress:
                    _tell_back(bring_back(archive, progress))
            else:
                with bar(_("moving")) as progress:
                    _tell(move(archive, place, None if cache_mb is None else cache_mb * MB, progress))
    except OffloadError as error:
        raise Failure(str(error), Exit.USAGE) from None


def _tell(done: Offloaded) -> None:
    said = ngettext("{n} WARC file moved ({mb} MB)", "{n} WARC files moved ({mb} MB)", done.files)
    click.echo(said.format(n=done.files, mb=f"{done.bytes / MB:,.1f}"))
    if done.stay:
        stay = ngettext(
            "{n} file stays: a run writes it, or no manifest attests it yet",
            "{n} files stay: a run writes them, or no manifest attests them yet",
            done.stay,
        )
        click.echo(stay.format(n=done.stay))


def _tell_back(done: Offloaded) -> None:
    said = ngettext(
        "{n} WARC file is here again ({mb} MB)", "{n} WARC files are here again ({mb} MB)", done.files
    )
    click.echo(said.format(n=done.files, mb=f"{done.bytes / MB:,.1f}"))
