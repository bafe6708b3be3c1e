"""`nianbao crawl`: visit portals, keep every answer, read the reports among them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from archive import Archive
from archive.query import totals
from crawler import Options, Summary
from nianbao.archives import opened
from nianbao.cli import data_option
from nianbao.exits import HELP, Exit, Failure
from nianbao.portals import home, regions_of


@click.command(epilog=HELP)
@click.argument("targets", nargs=-1, required=True, metavar="PORTAL...")
@data_option
@click.option(
    "--max-pages", default=400, show_default=True, help="Most requests to one portal in this visit."
)
@click.option("--delay", default=3.0, show_default=True, help="Seconds between two requests to a host.")
@click.option("--contact", envvar="NIANBAO_CONTACT", help="Address or mailbox that portals can write to.")
@click.option("--allow-loopback", is_flag=True, help="Allow private and loopback addresses (sample portals).")
@click.option("--no-parse", is_flag=True, help="Only fetch; read later.")
def crawl(
    targets: tuple[str, ...],
    data: Path,
    max_pages: int,
    delay: float,
    contact: str | None,
    allow_loopback: bool,
    no_parse: bool,
) -> None:
    """Find and fetch the annual reports of portals: home addresses, or names and codes of the registry.

    Every answer is stored before anything is concluded from it. Stop with Ctrl-C whenever you like: the same
    command goes on where it stopped. robots.txt and Crawl-delay are obeyed, one request at a time a host.

    \b
    nianbao crawl https://www.hnxx.gov.cn/ --contact you@example.org
    nianbao crawl 栾川县 410781 --contact you@example.org
    """
    urls = [_address(target, data) for target in targets]
    regions = regions_of(urls, data)
    options = Options(
        allow_loopback=allow_loopback, delay=delay, max_pages=max_pages, contact=contact, parse=not no_parse
    )
    if contact is None and not allow_loopback:
        click.echo(
            "nianbao: no --contact given; portals cannot tell who asks (set NIANBAO_CONTACT)", err=True
        )
    with opened(data) as archive:
        summary = crawl_with_progress(archive, urls, options, regions)
        print_summary(archive, summary)
    sys.exit(int(status_of(summary)))


def _address(target: str, data: Path) -> str:
    """The portal that a home address, a name, a code or a host means."""
    if "/" not in target:
        return home(target, data)
    try:
        parts = urlsplit(target)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound:
        raise Failure(f"{target} is no portal address; one looks like https://www.X.gov.cn/", Exit.USAGE)
    return target


def crawl_with_progress(
    archive: Archive, urls: list[str], options: Options, regions: Mapping[str, str] | None = None
) -> Summary:
    """Crawl, showing where it is: a board on a terminal, lines elsewhere."""
    # Scrapy and Twisted are slow to load; commands that do not crawl never load them.
    from crawler import crawl as run
    from crawler.progress import progress_for

    return run(archive, urls, options, progress_for(Console(stderr=True)), regions)


def status_of(summary: Summary) -> Exit:
    """6 when stopped; 3 when no portal answered at all."""
    if summary.stopped:
        return Exit.STOPPED
    if summary.portals and summary.pages == 0:
        return Exit.UNREADABLE
    return Exit.DONE


def print_summary(archive: Archive, summary: Summary) -> None:
    """What this crawl did, portal by portal, and what the archive now holds."""
    console = Console()
    table = Table("portal", "outcome", "pages", "reports", "new", "failed")
    table.columns[0].overflow = "fold"
    for portal in summary.portals:
        counts = (portal.pages, portal.reports, portal.new_reports, portal.failures)
        table.add_row(portal.host, portal.outcome, *(str(count) for count in counts))
    console.print(table)
    for portal in summary.portals:
        if portal.why:
            console.print(f"{portal.host}: {portal.why}", highlight=False, markup=False, soft_wrap=True)
    held = totals(archive)
    held["seconds"] = round(summary.seconds)
    console.print(
        "portals {portals} · pages {captures} · reports {reports} · versions {versions} · figures {figures} · "
        "checks {checks} ({failed_checks} failed) · issues {issues} · seconds {seconds}".format(**held),
        highlight=False,
        soft_wrap=True,
    )
    if summary.stopped:
        console.print("stopped; the same command goes on from here", highlight=False)
