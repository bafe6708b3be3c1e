"""`nianbao verify`: is everything in the archive what it was?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.custody.verify import Damage, unread
from archive.custody.verify import verify as damages
from nianbao.cli.common.archive import opened
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.cli.common.progress import bar
from nianbao.exits import HELP, Exit


@click.command(epilog=HELP)
@data_option
@click.option("--all", "everything", is_flag=True, help="Read every report again, not a sample of 200.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and damage.")
def verify(data: Path, everything: bool, as_json: bool) -> None:
    """Hash every capture again and check WARC files, rows, search index, manifests and the cells of figures.

    Each damage is named with what to do; nothing is changed. Exit status 5 where there is any.
    """
    count = 0
    with opened(data) as archive, bar(_("verifying")) as progress:
        for damage in damages(archive, everything=everything, progress=progress):
            count += 1
            click.echo(json.dumps(asdict(damage), ensure_ascii=False) if as_json else _line(damage))
        held = archive.value("select count(*) from captures")
        stones = archive.value("select count(*) from tombstones")
        older = unread(archive)
    if older:
        said = ngettext(
            "{n} report shows what an older version of the parsers read: run `nianbao reparse`",
            "{n} reports show what an older version of the parsers read: run `nianbao reparse`",
            older,
        )
        click.echo(said.format(n=older), err=True)
    sums = ngettext(
        "{held} capture, {stones} taken down, {count} damaged places",
        "{held} captures, {stones} taken down, {count} damaged places",
        held,
    )
    click.echo(sums.format(held=held, stones=stones, count=count), err=as_json)
    sys.exit(int(Exit.CHECKS_FAILED if count else Exit.DONE))


def _line(damage: Damage) -> str:
    return f"{told(damage.where)}: {told(damage.what)}; {told(damage.todo)}"
