"""`nianbao reparse`: today's parsers over everything the archive holds."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

import parsers
from archive import Archive
from archive.parsing.rehearsal import rehearsed
from archive.parsing.reparse import reparse as read_again
from archive.parsing.reparse import turned, unread
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit, Failure

Reader = Callable[..., int]
"""(archive, version of the parsers, progress) -> captures that it read."""


@click.command(epilog=HELP)
@data_option
@click.option("--again", is_flag=True, help="Read also what this version has read: after damage to the rows.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line and capture that reads otherwise now."
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Only say what would read otherwise: on a copy of the rows, which needs as much room and is thrown away.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Parser processes; all cores by default.")
@click.option(
    "--scheduler",
    metavar="TCP",
    help="Read with the workers of this Dask scheduler, which see the archive at the same path (extra cluster).",
)
def reparse(
    data: Path, again: bool, as_json: bool, dry_run: bool, workers: int | None, scheduler: str | None
) -> None:
    """Read the stored captures with the parsers of this version, on all cores; nothing is fetched.

    Crawling and serving go on meanwhile. Stop with Ctrl-C: the same command goes on. What reads as before is not
    written again; what turned is told, with the version that read it before.
    """
    reader = _local(workers) if scheduler is None else _remote(scheduler)
    with opened(data, read_only=dry_run) as archive:
        if not dry_run:
            _read_and_tell(archive, again, as_json, reader)
            archive.checkpoint()
            return
        with rehearsed(archive) as copy:
            _read_and_tell(copy, again, as_json, reader)
        click.echo(_("nothing was changed; without --dry-run it is"), err=as_json)


def _local(workers: int | None) -> Reader:
    return partial(read_again, workers=workers or os.cpu_count())


def _remote(scheduler: str) -> Reader:
    try:
        from nianbao.cluster.dask import Place
        from nianbao.cluster.reading import read_on
    except ModuleNotFoundError as error:
        raise Failure(
            f"--scheduler needs the extra cluster ({error.name} is missing):"
            " pip install --require-hashes -r requirements-cluster.lock",
            Exit.USAGE,
        ) from None
    return partial(read_on, place=Place(scheduler))


def _read_and_tell(archive: Archive, again: bool, as_json: bool, reader: Reader) -> None:
    version = parsers.PARSER_VERSION
    if again:
        unread(archive, version)
    try:
        with bar(_("reading")) as progress:
            count = reader(archive, version, progress=progress)
    except KeyboardInterrupt:
        raise Failure("stopped; the same command without --again goes on from here", Exit.STOPPED) from None
    _tell(archive, version, count, as_json)


def _tell(archive: Archive, version: str, count: int, as_json: bool) -> None:
    """What turned under this version: every capture, or the sums."""
    captures, cells, facts = 0, 0, Counter[str]()
    fields, before = Counter[str](), set()
    for difference in turned(archive, version):
        if as_json:
            click.echo(json.dumps(difference, ensure_ascii=False))
        captures += 1
        cells += len(difference["cells"])
        fields.update(difference["cells"].keys())
        facts.update(difference["facts"].keys())
        before.add(difference["from"])
    read = ngettext("{n} capture read by parser {version}", "{n} captures read by parser {version}", count)
    click.echo(read.format(n=count, version=version), err=as_json)
    if not captures:
        return
    versions = ", ".join(sorted(before))
    otherwise = ngettext(
        "{captures} read otherwise than by parser {versions}: {n} cell",
        "{captures} read otherwise than by parser {versions}: {n} cells",
        cells,
    )
    click.echo(otherwise.format(captures=captures, versions=versions, n=cells), err=as_json)
    for title, counts in ((_("facts"), facts), (_("cells"), fields)):
        if counts:
            click.echo(f"{title}: {_most(counts)}", err=as_json)


def _most(counts: Counter[str], most: int = 8) -> str:
    told: list[Any] = [f"{name} {n}" for name, n in counts.most_common(most)]
    return ", ".join(told) + (" …" if len(counts) > most else "")
