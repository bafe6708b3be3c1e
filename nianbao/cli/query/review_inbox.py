"""`nianbao review inbox`: what readers of the site said, and decisions made of it."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.review import inbox as readers
from archive.review.items import NotFoundError, Word
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, word
from nianbao.cli.common.listing import KEY
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


@click.group(invoke_without_command=True, epilog=HELP)
@data_option
@click.option("--all", "everything", is_flag=True, help="Also what was settled.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.pass_context
def inbox(context: click.Context, data: Path, everything: bool, as_json: bool) -> None:
    """What readers of the site say is wrong; `confirm` and `dismiss` make a decision of it, which the page then shows.

    \b
    nianbao review inbox
    nianbao review inbox confirm 6f3c2a --note "the county prints 12; read as 1"
    """
    if context.invoked_subcommand:
        return
    with opened(data, read_only=True) as archive:
        found = readers.entries(archive.data_dir, everything=everything)
        sql = "select r.key, p.name, r.year from reports r left join publishers p on p.id = r.publisher_id"
        names = {row["key"]: f"{row['name'] or '?'} {row['year'] or '?'}" for row in archive.rows(sql)}
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in found], ensure_ascii=False, indent=1))
        return
    for entry in found:
        what = entry.field or _("the report")
        about = f"{names.get(entry.report, entry.report[:KEY])} {what}"
        state = "" if entry.state == "open" else f"  {word('verdict', entry.state)}"
        click.echo(f"{entry.key[:KEY]}  {entry.at[:10]}  {about}{state}")
        told = {
            _("shown"): entry.shown,
            _("said"): entry.said,
            _("expected"): entry.expected,
            _("contact"): entry.contact,
        }
        for name, text in told.items():
            if text:
                click.echo(f"    {name}: {text}")
    if not found:
        click.echo(_("nothing waits"))


def _settled(command: Any) -> Any:
    who = click.option(
        "--by", envvar="NIANBAO_BY", default=getpass.getuser, help="Who says so. [default: you]"
    )
    note = click.option("--note", required=True, help="Why: readers of the site see it.")
    return note(who(data_option(command)))


def _settle(data: Path, entry: str, verdict: Word, note: str, by: str) -> None:
    try:
        with opened(data) as archive:
            found = readers.settle(archive, entry, verdict, note=note, by=by)
    except NotFoundError as error:
        raise Failure(str(error), Exit.USAGE) from None
    said = _("{verdict}: {what} of {report}; the inbox has it no more")
    what = found.field or _("the report")
    click.echo(said.format(verdict=word("verdict", verdict), what=what, report=found.report[:KEY]))


@inbox.command()
@_settled
@click.argument("entry")
def confirm(data: Path, entry: str, note: str, by: str) -> None:
    """The reader who wrote ENTRY is right."""
    _settle(data, entry, "confirmed", note, by)


@inbox.command()
@_settled
@click.argument("entry")
def dismiss(data: Path, entry: str, note: str, by: str) -> None:
    """What ENTRY says is no error."""
    _settle(data, entry, "dismissed", note, by)
