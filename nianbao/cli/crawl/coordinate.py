"""`nianbao coordinate`: the archive's side of a crawl with workers on other machines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from archive import Archive
from archive.crawl import queued
from crawler import Options, Summary
from crawler.schedule.hours import Hours
from nianbao.cli.common.archive import opened
from nianbao.cli.common.config import configured_data_option, labels
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.portal_choice import Choice
from nianbao.cli.common.registry import also_on, recipes_of
from nianbao.cli.common.store import store_of, store_option
from nianbao.cli.common.token import token_of, token_option
from nianbao.cli.common.visit_options import choice_options, visit_options
from nianbao.cli.crawl.crawl import homes, need_contact, print_summary, status_of
from nianbao.cli.crawl.work import outcome_line
from nianbao.cluster.queue.coordinate import Ears, Place
from nianbao.cluster.queue.coordinate import coordinate as run
from nianbao.cluster.queue.store import StoreError
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@choice_options
@configured_data_option
@store_option
@token_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8788, show_default=True, help="Port to serve on; 0 takes a free one.")
@click.option(
    "--term",
    type=click.FloatRange(5, 86_400),
    default=600,
    show_default=True,
    help="Seconds that a worker may be silent before its portal goes to another.",
)
@visit_options
def coordinate(
    targets: tuple[str, ...],
    data: Path,
    due: bool,
    every: bool,
    region: str | None,
    store: str,
    token_file: Path | None,
    host: str,
    port: int,
    term: float,
    hours: Hours | None,
    max_pages: int,
    delay: float,
    contact: str | None,
    requisites: bool,
    browser: Literal["auto", "never"],
    no_parse: bool,
) -> None:
    """Give portals to the workers of other machines, one by one, and merge what they bring.

    Each worker runs `nianbao work` with the same token. What waits stands in the archive: stopped or killed, the same command
    goes on, and without portals it goes on with those that wait. For TLS put a proxy before it.

    \b
    nianbao coordinate --due --region 河南 --store /srv/share --token-file F
    """
    place = Place(host, port, token_of(token_file), store_of(store), labels(data), term)
    with opened(data, create=True) as archive:
        urls, regions = _portals(archive, Choice(targets, due, every, region), data, contact)
        if not urls and queued.unfinished_run(archive) is None:
            return
        options = Options(
            delay=delay,
            max_pages=max_pages,
            contact=contact,
            parse=not no_parse,
            requisites=requisites,
            hours=hours,
            browser=browser,
            recipes=recipes_of(data),
            also_on=also_on(urls, data),
        )
        summary = _run(archive, urls, options, regions, place)
        print_summary(archive, summary)
    sys.exit(int(status_of(summary)))


def _portals(
    archive: Archive, choice: Choice, data: Path, contact: str | None
) -> tuple[list[str], dict[str, str]]:
    """The homes that wait, then those that are chosen, and the regions of these; none, where nothing is due."""
    waiting = queued.still_to_visit(archive, [])
    if waiting:
        said = ngettext("{n} portal waits from before", "{n} portals wait from before", len(waiting))
        click.echo(said.format(n=len(waiting)), err=True)
    chosen: list[str] = []
    regions: dict[str, str] = {}
    if queued.unfinished_run(archive) is None or choice != Choice():
        chosen, regions = homes(choice, data, contact)
    need_contact(contact, waiting, data)
    return queued.still_to_visit(archive, chosen), regions


def _run(
    archive: Archive, urls: list[str], options: Options, regions: dict[str, str], place: Place
) -> Summary:
    def say(line: str) -> None:
        click.echo(line, err=True)

    ears = Ears(
        ready=lambda address: say(
            _("workers are awaited at {address} (Ctrl-C stops)").format(address=address)
        ),
        came=lambda portal: say(outcome_line(portal)),
        unusable=lambda why: say(f"nianbao: {told(why)}"),
        trouble=lambda why: say(f"nianbao: {told(why)}"),
    )
    try:
        return run(archive, urls, options, regions, place, ears)
    except StoreError as error:
        raise Failure(str(error)) from None
    except ValueError as error:
        raise Failure(str(error), Exit.USAGE) from None
