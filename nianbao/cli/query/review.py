"""`nianbao review`: look over what does not add up, and put right what the machine got wrong."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.merge import takedowns
from archive.reports import overrides
from archive.reports.decisions import UNDONE
from archive.review import apply, publishers
from archive.review import items as reviewing
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, word
from nianbao.cli.common.listing import KEY, print_listing
from nianbao.cli.common.options import data_option
from nianbao.cli.common.region_option import code_prefix, region_option
from nianbao.cli.query.review_inbox import inbox
from nianbao.exits import HELP, Exit, Failure

TAKEDOWN = "takedown"


@click.group(epilog=HELP)
def review() -> None:
    """What people say of checks, issues and the identity of reports. It is kept for good and can be taken back.

    \b
    nianbao review list --region 41
    nianbao review dismiss 6f3c2a t3.flow.total --note "re-opened cases count"
    nianbao review override 6f3c2a --year 2022 --note "a typing error"
    """


def _said(command: Any) -> Any:
    """`--note` and `--by`, which every decision has."""
    who = click.option(
        "--by", envvar="NIANBAO_BY", default=getpass.getuser, help="Who says so. [default: you]"
    )
    note = click.option("--note", required=True, help="Why: for whoever reads this later.")
    return note(who(data_option(command)))


@contextmanager
def _archive(data: Path, *, read_only: bool = False) -> Iterator[Archive]:
    """An open archive; what is not found is wrong usage."""
    try:
        with opened(data, read_only=read_only) as archive:
            yield archive
    except (reviewing.NotFoundError, ValueError) as error:
        raise Failure(str(error), Exit.USAGE) from None


@review.command("list")
@data_option
@click.option("--report", help="Only this report: its key or its address.")
@region_option("--region", "--province")
@click.option(
    "--kind",
    type=click.Choice(reviewing.KINDS),
    help="check: within a report; across: between reports; takedown: what another archive took down.",
)
@click.option("--severity", type=click.Choice(["hard", "soft"]), help="Only checks of this severity.")
@click.option("--all", "everything", is_flag=True, help="Also what somebody has looked over.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_items(
    data: Path,
    report: str | None,
    region: str | None,
    kind: str | None,
    severity: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Failed checks and issues that nobody has looked over, or that changed since somebody did."""
    with _archive(data, read_only=True) as archive:
        key = reviewing.find_report(archive.conn, report)["key"] if report else None
        wanted = reviewing.Wanted(key, region, kind, severity)
        found = [i for i in reviewing.items(archive.conn, wanted) if everything or i.open]
    if as_json:
        click.echo(json.dumps([asdict(i) for i in found], ensure_ascii=False, indent=1))
        return
    headings = (_("report"), _("publisher"), _("year"), _("what"), _("expected"), _("printed"), _("said"))
    print_listing(headings, map(_row, found), labels=(1, 3, 6))


def _row(item: reviewing.Item) -> tuple[str, ...]:
    return (
        item.report[:KEY],
        item.publisher or "?",
        str(item.year or "?"),
        item.name,
        *("" if side is None else str(side) for side in (item.lhs, item.rhs)),
        _word(item),
    )


def _word(item: reviewing.Item) -> str:
    if item.decision is None:
        return item.message or ""
    verdict = word("verdict", item.decision.verdict) + (_(" (outdated)") if item.outdated else "")
    said = _("{verdict} by {by}: {note}")
    return said.format(verdict=verdict, by=item.decision.by, note=item.decision.note)


@review.command()
@_said
@click.argument("report")
@click.argument("name")
def confirm(data: Path, report: str, name: str, note: str, by: str) -> None:
    """REPORT's check or issue NAME is right: the publisher's error, or a true gap.

    NAME `takedown`, REPORT the key of a capture or its address: what another archive took down is taken down here too.
    """
    _say(data, report, name, "confirmed", note, by)


@review.command()
@_said
@click.argument("report")
@click.argument("name")
def dismiss(data: Path, report: str, name: str, note: str, by: str) -> None:
    """REPORT's check or issue NAME is no error; a takedown of another archive (NAME `takedown`) is not followed."""
    _say(data, report, name, "dismissed", note, by)


def _say(data: Path, report: str, name: str, verdict: reviewing.Word, note: str, by: str) -> None:
    with _archive(data) as archive:
        found = _found(archive, report, name)
        if name == TAKEDOWN and verdict == "confirmed":
            takedowns.confirm(archive, found, note=note, by=by)
        else:
            for item in found:
                reviewing.say(archive, item, verdict, note=note, by=by)
        for item in found:
            said = _("{verdict}: {name} of {body} {year}")
            of = {"body": item.publisher or item.report, "year": item.year or ""}
            click.echo(said.format(verdict=word("verdict", verdict), name=item.name, **of).rstrip())


def _found(archive: Archive, report: str, name: str) -> list[reviewing.Item]:
    if name == TAKEDOWN:
        return reviewing.find_takedowns(archive.conn, report)
    key = reviewing.find_report(archive.conn, report)["key"]
    return reviewing.find_items(archive.conn, key, name)


@review.command()
@_said
@click.argument("report")
@click.option("--year", type=click.IntRange(2000, 2100), help="The year that it reports on.")
@click.option("--publisher", help="The body whose report it is.")
@click.option("--region", help="The region of that body: a code of six digits, or a name.")
@click.option("--same-as", help="Another report that it is a rendition of: key or address.")
def override(
    data: Path,
    report: str,
    year: int | None,
    publisher: str | None,
    region: str | None,
    same_as: str | None,
    note: str,
    by: str,
) -> None:
    """REPORT (a key or an address) is of another year or body, or the same as another report."""
    code = code_prefix(region).ljust(6, "0") if region else None
    parts = overrides.parts(year, publisher, code)
    if bool(parts) == bool(same_as):
        raise click.UsageError("say what it is: --year, --publisher, --region, or --same-as alone")
    with _archive(data) as archive:
        row = reviewing.find_report(archive.conn, report)
        if same_as:
            parts = overrides.same_as(archive, reviewing.find_report(archive.conn, same_as))
        apply.override(archive, row, parts, note=note, by=by)
        click.echo(_("overridden; nianbao review log lists it, nianbao review undo takes it back"))


@review.command()
@_said
@click.argument("old")
@click.argument("new")
def successor(data: Path, old: str, new: str, note: str, by: str) -> None:
    """The body OLD goes on as NEW (full names or keys): its history is theirs."""
    with _archive(data) as archive:
        keys = [publishers.find(archive.conn, text)["key"] for text in (old, new)]
        publishers.succeed(archive, keys[0], keys[1], note=note, by=by)
        click.echo(_("{old} goes on as {new}").format(old=old, new=new))


@review.command()
@_said
@click.argument("body")
@click.option(
    "--from", "first", type=click.IntRange(2000, 2100), help="First year of which a report is expected."
)
@click.option(
    "--to", "last", type=click.IntRange(2000, 2100), help="Last year of which a report is expected."
)
def expect(data: Path, body: str, first: int | None, last: int | None, note: str, by: str) -> None:
    """A report is expected of BODY (a full name or a key) from one year to another."""
    if (first is None and last is None) or (first or 0) > (last or 9999):
        raise click.UsageError("give --from, --to or both, the earlier year first")
    with _archive(data) as archive:
        found = publishers.find(archive.conn, body)["key"]
        publishers.expect(archive, found, first, last, note=note, by=by)
        said = _("expected of {body}: {first} to {last}")
        click.echo(
            said.format(body=body, first=first or _("the first seen"), last=last or _("the last seen"))
        )


@review.command()
@_said
@click.argument("decision")
def undo(data: Path, decision: str, note: str, by: str) -> None:
    """Take back what DECISION (a key of `review log`) says."""
    with _archive(data) as archive:
        apply.undo(archive, decision, note=note, by=by)
        click.echo(_("taken back"))


review.add_command(inbox)


@review.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def log(data: Path, as_json: bool) -> None:
    """Every decision, oldest first, also those that were taken back."""
    with _archive(data, read_only=True) as archive:
        columns = 'key, at, "by", kind, subject_key, verdict, note'
        rows = [dict(r) for r in archive.rows(f"select {columns} from decisions order by at, key")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        verdict = _("taken back") if row["verdict"] == UNDONE else word("verdict", row["verdict"])
        click.echo(
            f"{row['key'][:12]}  {row['at'][:10]}  {row['by']}  {row['kind']}  {verdict}  {row['note']}"
        )
