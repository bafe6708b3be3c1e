"""`nianbao crawl`: visit portals, keep every answer, read the reports among them."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from archive import Archive
from archive.clock import SHANGHAI, system_clock
from archive.crawl import books
from archive.outcomes import NAMES
from archive.reports.query import totals
from archive.urls import host
from crawler import BUSY, Options, Summary
from crawler.schedule.hours import Hours
from nianbao.cli.common.archive import opened
from nianbao.cli.common.config import NAME as CONFIG
from nianbao.cli.common.config import configured_data_option
from nianbao.cli.common.language import _, named, reason
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.portal_choice import Choice, address, candidates, check, is_local, nothing_due
from nianbao.cli.common.portal_choice import due as due_homes
from nianbao.cli.common.registry import also_on as registered_also_on
from nianbao.cli.common.registry import recipes_of, regions_of
from nianbao.cli.common.visit_options import choice_options, visit_options
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@choice_options
@configured_data_option
@visit_options
@click.option("--wait", is_flag=True, help="Outside of --hours, wait until they begin.")
@click.option("--allow-loopback", is_flag=True, help="Allow private and loopback addresses (sample portals).")
@click.option(
    "--also-on",
    multiple=True,
    metavar="HOST",
    help="Another host that carries a column of this one portal, such as its prefecture's.",
)
@click.option("--workers", type=click.IntRange(1), help="Visit with so many processes (extra cluster).")
@click.option(
    "--scheduler", metavar="TCP", help="Visit with the workers of this Dask scheduler (extra cluster)."
)
@click.option(
    "--log-format",
    type=click.Choice(["plain", "json"]),
    default="plain",
    show_default=True,
    help="What standard error gets: json is an object a line, one for each visit that ends.",
)
def crawl(
    targets: tuple[str, ...],
    data: Path,
    due: bool,
    every: bool,
    region: str | None,
    hours: Hours | None,
    wait: bool,
    max_pages: int,
    delay: float,
    contact: str | None,
    allow_loopback: bool,
    requisites: bool,
    also_on: tuple[str, ...],
    browser: Literal["auto", "never"],
    no_parse: bool,
    workers: int | None,
    scheduler: str | None,
    log_format: Literal["plain", "json"],
) -> None:
    """Find and fetch the annual reports of portals: home addresses, or names and codes of the registry.

    Every answer is stored before anything is concluded from it. Stop with Ctrl-C whenever you like: the same command goes on
    where it stopped. robots.txt and Crawl-delay are obeyed, one request at a time a host. nianbao.toml may set options.

    \b
    nianbao crawl https://www.hnxx.gov.cn/ --contact you@example.org
    nianbao crawl 栾川县 410781 --contact you@example.org
    nianbao crawl --due --region 河南 --hours 22-6
    """
    urls, regions = homes(Choice(targets, due, every, region), data, contact)
    if not urls:
        return
    options = Options(
        allow_loopback=allow_loopback,
        delay=delay,
        max_pages=max_pages,
        contact=contact,
        parse=not no_parse,
        requisites=requisites,
        hours=hours,
        browser=browser,
        recipes=recipes_of(data),
        also_on=_admitted(also_on, urls, data),
    )
    _await_hours(options.hours, wait)
    with opened(data, create=True) as archive:
        summary = _visited(archive, urls, options, regions, (workers, scheduler), log_format)
        print_summary(archive, summary, browser)
    sys.exit(int(status_of(summary)))


def _visited(
    archive: Archive,
    urls: list[str],
    options: Options,
    regions: Mapping[str, str],
    cluster: tuple[int | None, str | None],
    log_format: str,
) -> Summary:
    """In this process, or by the processes of a cluster where workers or a scheduler are named."""
    workers, scheduler = cluster
    if not (workers or scheduler):
        return crawl_with_progress(archive, urls, options, regions, as_json=log_format == "json")
    try:
        from nianbao.cluster.coordinator import crawl_on
        from nianbao.cluster.dask import Place
    except ModuleNotFoundError as error:
        raise Failure(
            f"--workers and --scheduler need the extra cluster ({error.name} is missing):"
            " pip install --require-hashes -r requirements-cluster.lock",
            Exit.USAGE,
        ) from None
    return crawl_on(archive, urls, options, regions, Place(scheduler, workers or 1))


def homes(choice: Choice, data: Path, contact: str | None) -> tuple[list[str], dict[str, str]]:
    """The homes to visit and their regions; none, and a line that says so, where nothing is due."""
    check(choice)
    urls = [address(target, data) for target in choice.targets]
    regions = regions_of(urls, data)
    if not choice.targets:
        with opened(data, create=True) as archive:
            portals = candidates(archive, choice, data)
            now = archive.clock()
        urls = [p.home for p in portals] if choice.every else due_homes(portals, now)
        if not urls:
            click.echo(nothing_due(portals, now))
        regions = {p.home: p.region_code for p in portals if p.region_code}
    need_contact(contact, urls, data)
    return urls, regions


def need_contact(contact: str | None, urls: list[str], data: Path) -> None:
    """Failure (2) where a portal that is not on this machine could not see who asks."""
    if not contact and not all(map(is_local, urls)):
        raise Failure(
            "portals must be able to see who asks: give --contact you@example.org, set NIANBAO_CONTACT, or write"
            f" contact under [crawl] in {data / CONFIG}",
            Exit.USAGE,
        )


def _admitted(named: tuple[str, ...], urls: list[str], data: Path) -> dict[str, frozenset[str]]:
    """Portal host -> hosts that carry columns of it: those of the registry, and for one portal those that are named."""
    found = registered_also_on(urls, data)
    if named:
        hosts = frozenset(host(f"http://{name}/") for name in named)
        if len(urls) != 1:
            raise Failure(
                "--also-on goes with one portal; write also_on into the registry for more", Exit.USAGE
            )
        if wrong := next((name for name in named if "/" in name or not host(f"http://{name}/")), None):
            raise Failure(f"--also-on {wrong}: give the name of a host, like gk.X.gov.cn", Exit.USAGE)
        found[host(urls[0])] = found.get(host(urls[0]), frozenset()) | hosts
    return found


def _await_hours(hours: Hours | None, wait: bool) -> None:
    """Outside of the hours: wait for them, or stop (6)."""
    now = system_clock()
    if hours is None or hours.open(now):
        return
    opens = hours.opens(now)
    when = f"{opens.astimezone(SHANGHAI):%Y-%m-%d %H:%M} (Asia/Shanghai)"
    if not wait:
        raise Failure(
            f"it is outside of the hours {hours}; they begin at {when}, or give --wait", Exit.STOPPED
        )
    click.echo(_("waiting for {when}").format(when=when), err=True)
    time.sleep((opens - now).total_seconds())


def crawl_with_progress(
    archive: Archive,
    urls: list[str],
    options: Options,
    regions: Mapping[str, str] | None = None,
    *,
    as_json: bool = False,
) -> Summary:
    """Crawl, showing where it is: a board on a terminal, lines elsewhere, JSON where that is wished."""
    # Scrapy and Twisted are slow to load; commands that do not crawl never load them.
    from crawler import crawl as run
    from crawler.engine.progress import progress_for

    return run(archive, urls, options, progress_for(Console(stderr=True), _, as_json=as_json), regions)


def status_of(summary: Summary) -> Exit:
    """6 when stopped, or when other crawls were at all portals; 3 when no portal answered at all."""
    outcomes = {portal.outcome for portal in summary.portals}
    if summary.stopped or outcomes == {BUSY}:
        return Exit.STOPPED
    if outcomes and summary.pages == 0:
        return Exit.UNREADABLE
    return Exit.DONE


def next_steps(archive: Archive, hosts: set[str]) -> list[str]:
    """For portals whose column stands on another host: the command that admits it."""
    left = books.still_open(archive)
    columns = {
        (row["host"], host(claim.url))
        for row in archive.rows("select key, host from portals order by host")
        if row["host"] in hosts
        for claim in left.get(row["key"], ())
        if claim.kind == "elsewhere"
    }
    said = _(
        "{portal}: is the column on {other} the county's own? Then: nianbao crawl {portal} --also-on {other}"
    )
    return [said.format(portal=portal, other=other) for portal, other in sorted(columns)]


def browser_line(summary: Summary, wished: str) -> str:
    """What the browser did that watches lists, or why there was none."""
    use = summary.browser
    if use is not None:
        what = [
            _("lists watched {n}").format(n=use.lists),
            _("pages loaded {n}").format(n=use.loads),
            _("recipes learned {n}").format(n=use.learned),
        ]
        what += [_("reports rendered {n}").format(n=use.rendered)] if use.rendered else []
        what += [_("at most {n} MB").format(n=use.peak_mb)] if use.loads else []
        what += [] if use.sandboxed else [_("without its sandbox, as this crawl runs as root")]
        return _("browser {path}: {what}").format(path=use.path, what=" · ".join(what))
    if wished == "never":
        return _("browser never: lists that only a script fills are named, not read")
    return _(
        "no browser: lists that only a script fills are named, not read (Chromium, and the extra browser)"
    )


def print_summary(archive: Archive, summary: Summary, browser: str | None = None) -> None:
    """What this crawl did, portal by portal, and what the archive now holds. `browser`: how one was wished for, to be answered."""
    console = Console()
    rows = (
        (
            p.host,
            named(NAMES, p.outcome),
            *(str(count) for count in (p.pages, p.reports, p.new_reports, p.failures)),
        )
        for p in summary.portals
    )
    headings = (_("portal"), _("outcome"), _("pages"), _("reports"), _("new"), _("failed"))
    print_listing(headings, rows)
    for portal in summary.portals:
        if portal.why:
            console.print(
                f"{portal.host}: {reason(portal.why)}", highlight=False, markup=False, soft_wrap=True
            )
    for line in next_steps(archive, {portal.host for portal in summary.portals}):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    held = totals(archive)
    held["seconds"] = round(summary.seconds)
    console.print(
        _(
            "portals {portals} · pages {captures} · reports {reports} · versions {versions} · figures {figures} · "
            "checks {checks} ({failed_checks} failed) · issues {issues} · seconds {seconds}"
        ).format(**held),
        highlight=False,
        soft_wrap=True,
    )
    if browser is not None:
        console.print(browser_line(summary, browser), highlight=False, markup=False, soft_wrap=True)
    if summary.stopped:
        console.print(_("stopped; the same command goes on from here"), highlight=False)
    elif summary.portals and all(portal.outcome == "unreachable" for portal in summary.portals):
        console.print(_("no portal answered: is there a network?"), highlight=False)
