"""`nianbao portals`: the registry of portals, to look at, to add to and to check; nothing here uses the network."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from archive.crawl.endpoints import lessons
from archive.store.db import DB_NAME
from crawler.page.any_recipe import of_json
from crawler.page.recipe import RecipeError
from crawler.registry import registry
from crawler.registry.checks import find_errors
from crawler.registry.edit import add_entry
from crawler.registry.entry import PortalEntry
from crawler.watch import files
from nianbao.cli.common.archive import opened
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.options import data_option
from nianbao.cli.common.registry import OWN, entries_of, found
from nianbao.exits import HELP, Exit, Failure
from parsers import regions

_json = click.option("--json", "as_json", is_flag=True, help="A JSON list.")
_province = click.option("--province", metavar="NAME|CODE", help="Only this province: 河南 or 41.")


@click.group(epilog=HELP)
def portals() -> None:
    """The registry: counties, prefectures and the addresses of their portals.

    An address is unverified until a crawl found reports there. Your own entries stand in portals.d/ of the
    archive's directory and go before those that come with the program.

    \b
    nianbao portals list --province 河南
    nianbao portals show 新县
    nianbao portals add --code 411523 --url https://www.hnxx.gov.cn/
    """


@portals.command("list", epilog=HELP)
@data_option
@_province
@_json
def list_(data: Path, province: str | None, as_json: bool) -> None:
    """List the entries, and how many of them have an address and were proved by a crawl into this archive."""
    entries = _with_days(entries_of(data, province), data)
    if as_json:
        _print_json(entries)
        return
    headings = (_("code"), _("name"), _("in"), _("address"), _("proved"))
    print_listing(headings, map(_row, entries), labels=(1, 2, 3))
    counts = registry.counts(entries)
    Console().print(
        _(
            "counties {counties} · prefectures {prefectures} · bodies {bodies} · with an address {addresses} · "
            "proved {proved}"
        ).format(
            counties=counts.counties,
            prefectures=counts.prefectures,
            bodies=counts.bodies,
            addresses=counts.with_address,
            proved=counts.proved,
        ),
        highlight=False,
        soft_wrap=True,
    )


@portals.command(epilog=HELP)
@click.argument("query", metavar="NAME|CODE|HOST")
@data_option
@_json
def show(query: str, data: Path, as_json: bool) -> None:
    """Show the entries of a name (新县, 信阳市新县, old ones too), a code or a host."""
    entries = _with_days(found(query, data), data)
    if as_json:
        _print_json(entries)
        return
    for entry in entries:
        lines = {
            _("address"): f"{entry.url} ({entry.source})" if entry.url else _("unknown"),
            _("proved"): _proved(entry),
            _("old names"): " ".join(entry.old_names),
            _("old codes"): " ".join(entry.old_codes),
            _("note"): entry.note,
            _("entry"): f"{entry.file}:{entry.line}",
        }
        click.echo(f"{entry.code} {entry.place}")
        for name, value in lines.items():
            if value:
                click.echo(f"  {name}: {value}")


@portals.command(epilog=HELP)
@click.option("--code", required=True, help="GB/T 2260 code of the region.")
@click.option("--name", help="Name of the region; what the registry or the list of regions says by default.")
@click.option("--url", required=True, help="Home page of the portal.")
@click.option("--body", help="Zone, department or district in this region whose own portal it is.")
@click.option("--source", default="by hand", show_default=True, help="Who says that this is the address.")
@click.option("--note", help="Why a host that is not under .gov.cn, or is listed already, is right.")
@data_option
def add(
    code: str, name: str | None, url: str, body: str | None, source: str, note: str | None, data: Path
) -> None:
    """Add an entry, or change the address of one, in portals.d/ of the archive's directory.

    It is unverified until a crawl found reports there.
    """
    region, province = regions.by_code(code), regions.by_code(f"{code[:2]}0000")
    if region is None or province is None:
        raise Failure(f"no list of regions has the code {code}", Exit.USAGE)
    known = next((e for e in entries_of(data) if e.key == (code, body or "")), None)
    entry = PortalEntry(
        code=code,
        name=name or region.name,
        province=province.name,
        prefecture=region.prefecture,
        body=body,
        old_names=known.old_names if known else (),
        old_codes=known.old_codes if known else (),
        url=url,
        source=source,
        note=note,
    )
    try:
        path = add_entry(entry, data / OWN)
    except ValueError as error:
        raise Failure(str(error), Exit.USAGE) from None
    except OSError as error:
        raise Failure(f"{data / OWN}: {error.strerror}") from None
    said = _("{place} {url} (unverified) stands in {path}")
    click.echo(said.format(place=entry.place, url=url, path=path))


@portals.command(epilog=HELP)
@data_option
@_province
def check(data: Path, province: str | None) -> None:
    """Say what is wrong with the registry, one line each with file and line; exit status 3 if anything is.

    Codes and names are in the lists of regions, hosts under .gov.cn or with a note, none listed twice, addresses
    well formed. The network is not asked: whether a portal is there, a crawl finds out.
    """
    errors = [*map(str, find_errors(province, data / OWN)), *_recipe_errors(data)]
    for error in errors:
        click.echo(told(error))
    if errors:
        sys.exit(int(Exit.UNREADABLE))
    n = len(entries_of(data, province))
    click.echo(ngettext("{n} entry, nothing wrong", "{n} entries, nothing wrong", n).format(n=n))


@portals.command(epilog=HELP)
@data_option
@click.option(
    "--save", is_flag=True, help="Write them into portals.d/recipes, one file a portal, to be handed on."
)
def recipes(data: Path, save: bool) -> None:
    """Print how lists are asked for that a script fills, as crawls of the archive learned it: JSON, portal by portal."""
    with opened(data, read_only=True) as archive:
        found = {
            row["host"]: [
                of_json(k.recipe) for k in lessons(archive, row["id"]).values() if k.state == "learned"
            ]
            for row in archive.rows("select id, host from portals order by host")
        }
    learned = {portal: mine for portal, mine in found.items() if mine}
    _print_plain({portal: [recipe.to_json() for recipe in mine] for portal, mine in learned.items()})
    try:
        for portal, mine in learned.items() if save else ():
            path = files.save(data / OWN, portal, mine)
            click.echo(_("saved in {path}").format(path=path), err=True)
    except (OSError, RecipeError) as error:
        raise Failure(f"the recipes were not saved: {error}") from None


def _recipe_errors(data: Path) -> list[str]:
    try:
        files.load(data / OWN)
    except RecipeError as error:
        return [str(error)]
    return []


def _print_plain(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _with_days(entries: list[PortalEntry], data: Path) -> list[PortalEntry]:
    """The entries with the days on which crawls into the archive last saw reports there, if it knows of later ones."""
    if not (data / DB_NAME).exists():
        return entries
    with opened(data, read_only=True) as archive:
        rows = archive.rows("select host, proved_on from portals where proved_on is not null")
    days = {row["host"]: date.fromisoformat(row["proved_on"]) for row in rows}
    return [
        replace(e, proved=max(filter(None, (e.proved, days.get(e.host))))) if e.host in days else e
        for e in entries
    ]


def _row(entry: PortalEntry) -> tuple[str, ...]:
    wider = dict.fromkeys((entry.province, entry.prefecture or "", entry.name if entry.body else ""))
    wider.pop(entry.body or entry.name, None)
    return (entry.code, entry.body or entry.name, "".join(wider), entry.url or _("unknown"), _proved(entry))


def _proved(entry: PortalEntry) -> str:
    return entry.proved.isoformat() if entry.proved else _("unverified") if entry.url else ""


def _print_json(entries: list[PortalEntry]) -> None:
    click.echo(json.dumps([e.to_json() for e in entries], ensure_ascii=False, indent=1))
