"""`nianbao detect`: look at a portal with a few requests, and say what the registry and the crawler would make of it."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import click

import parsers
from archive import Archive, open_archive
from archive.crawl.frontier import Entry
from archive.outcomes import NAMES
from archive.store import captures
from archive.store.captures import context_from
from crawler import Options, Summary
from crawler.families import FAMILIES
from crawler.page.page import Page
from crawler.registry.entry import PortalEntry
from crawler.registry.files import format_entry
from crawler.registry.titles import titled
from nianbao.cli.common.config import configured_data_option
from nianbao.cli.common.language import _, named, ngettext, reason
from nianbao.cli.common.options import CONTACT, SECONDS
from nianbao.cli.common.portal_choice import address
from nianbao.cli.common.registry import entries_of
from nianbao.cli.crawl.crawl import crawl_with_progress, need_contact
from nianbao.exits import HELP, Exit
from parsers import regions

REQUESTS = 12
"""Enough for the home page, the way to a column and a look at its first reports."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of reports: what its link is called, and how many report links it shows."""

    name: str | None
    url: str
    family: str


@dataclass(frozen=True, slots=True)
class Detected:
    """What a few requests tell of a portal. `reports` are report pages that were read on the way."""

    url: str
    title: str | None
    outcome: str
    why: str | None
    requests: int
    family: str
    columns: list[Column]
    reports: int
    entry: str | None
    """The line for the registry; None where the title proves no region of the lists."""


@click.command(epilog=HELP)
@click.argument("target", metavar="URL")
@configured_data_option
@click.option(
    "--contact", type=CONTACT, envvar="NIANBAO_CONTACT", help="Address or mailbox that portals can write to."
)
@click.option(
    "--delay", type=SECONDS, default=3.0, show_default=True, help="Seconds between two requests to a host."
)
@click.option("--allow-loopback", is_flag=True, help="Allow private and loopback addresses (sample portals).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def detect(
    target: str, data: Path, contact: str | None, delay: float, allow_loopback: bool, as_json: bool
) -> None:
    """Look at a portal with at most a dozen polite requests: its software, its columns of reports, its registry entry.

    Nothing is kept. Exit status 3 where the portal gives no sound answer, 5 where no column of reports was seen.

    \b
    nianbao detect https://www.hnxx.gov.cn/ --contact you@example.org
    """
    url = address(target, data)
    need_contact(contact, [url], data)
    options = Options(
        allow_loopback=allow_loopback, delay=delay, max_pages=REQUESTS, contact=contact, parse=False
    )
    with tempfile.TemporaryDirectory() as folder, open_archive(folder) as archive:
        found = _detected(archive, url, crawl_with_progress(archive, [url], options), data)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        _print(found)
    if not found.requests or found.title is None:
        sys.exit(int(Exit.UNREADABLE))
    if not found.columns:
        sys.exit(int(Exit.CHECKS_FAILED))


def _detected(archive: Archive, url: str, summary: Summary, data: Path) -> Detected:
    (portal,) = summary.portals
    rows = archive.rows(
        "select endpoints.url as url, endpoints.family as family, frontier.anchor as name from endpoints"
        " left join frontier on frontier.address = endpoints.address where endpoints.kind <> 'texts' order by endpoints.id"
    )
    columns = [Column(row["name"], row["url"], row["family"]) for row in rows]
    title, marks = _pages(archive)
    families = Counter(c.family for c in columns if c.family != "generic") or marks
    return Detected(
        url=url,
        title=title,
        outcome=portal.outcome,
        why=portal.why,
        requests=portal.pages,
        family=families.most_common(1)[0][0] if families else "generic",
        columns=columns,
        reports=portal.reports,
        entry=_entry(url, title, data),
    )


def _pages(archive: Archive) -> tuple[str | None, Counter[str]]:
    """The title of the home page, and how many pages bear the marks of each family."""
    marks: Counter[str] = Counter()
    title = None
    rows = archive.rows(
        "select captures.*, frontier.kind as kind from captures join frontier on frontier.capture_id = captures.id"
        " where grade = 'ok' order by captures.id"
    )
    for row in rows:
        body, context = captures.body(archive, row["key"]), context_from(row["context"])
        outline = parsers.outline(body, context)
        entry = Entry(
            0, row["url"], row["kind"], 0.0, 0, context.parent, context.anchor, False, form=row["form"]
        )
        page = Page(row["url"], entry, body, outline)
        marks.update(f.NAME for f in FAMILIES if f.marks(page))
        title = title or (outline.title if row["kind"] == "home" else None)
    return title, marks


def _entry(url: str, title: str | None, data: Path) -> str | None:
    """The line of the registry: the one that stands there, or one for the region that the home page's title proves."""
    known = entries_of(data)
    host = PortalEntry("", "", "", url=url).host
    for entry in known:
        if entry.host == host:
            return format_entry(entry)
    named = titled(title or "", known)
    if named is None or regions.by_code(named.code) is None:
        return None
    return format_entry(
        PortalEntry(
            named.code,
            named.name,
            named.province,
            old_names=named.old_names,
            old_codes=named.old_codes,
            url=url,
            source="nianbao detect",
        )
    )


def _print(found: Detected) -> None:
    title = found.title or _("no sound answer")
    click.echo(f"{found.url}: {title}")
    click.echo(_("software: {family}").format(family=found.family))
    for column in found.columns:
        click.echo(_("column: {name} {url}").format(name=column.name or _("(no name)"), url=column.url))
    requests = ngettext("{n} request", "{n} requests", found.requests).format(n=found.requests)
    pages = ngettext("{n} report page", "{n} report pages", found.reports).format(n=found.reports)
    click.echo(f"{requests} · {pages} · {named(NAMES, found.outcome)}")
    if found.why:
        click.echo(_("why: {why}").format(why=reason(found.why)))
    if found.entry:
        click.echo(found.entry)
    else:
        click.echo(
            _("no region of the lists is proved by its title; nianbao portals add --code … --url … adds it")
        )
