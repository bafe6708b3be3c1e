"""`nianbao health`: which portals answer, which do not, since when and why; made to be read in a cron mail."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console

from archive.crawl import books
from archive.crawl.books import Claim
from archive.crawl.health import SICK, PortalHealth
from archive.crawl.health import health as health_of
from archive.outcomes import STATES
from archive.reasons import CLAIMS
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _, is_chinese, named, reason
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.options import data_option
from nianbao.cli.common.portal_choice import in_region
from nianbao.cli.common.region_option import region_option
from nianbao.exits import HELP, Exit


@click.command(epilog=HELP)
@data_option
@region_option("--region")
@click.option("--all", "every", is_flag=True, help="Show healthy portals and those never visited, too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of every portal.")
def health(data: Path, region: str | None, every: bool, as_json: bool) -> None:
    """Say how the portals are: healthy, partial, silent, needs_family, blocked, moved, failing,
    dead, never_seen.

    The last line sums it up. Exit status 5 where a portal is neither healthy nor unvisited. With --region, portals of
    the registry that were never visited are counted too.

    \b
    nianbao health                     what is wrong, and since when
    nianbao health --region 河南 --json
    """
    with opened(data, read_only=True) as archive:
        found = health_of(archive)
        open_claims = books.still_open(archive)
    if region is not None:
        found = in_region(found, region, data)
    if as_json:
        rows = [_json(p, open_claims.get(p.key, [])) for p in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        _print([p for p in found if every or p.state in SICK], open_claims)
        click.echo(summary(found))
    if any(p.state in SICK for p in found):
        sys.exit(int(Exit.CHECKS_FAILED))


def summary(found: list[PortalHealth]) -> str:
    """All states in one line, the most frequent first: `portals 3 · healthy 2 · dead 1`."""
    counts = Counter(portal.state for portal in found)
    states = (f"{named(STATES, state)} {n}" for state, n in counts.most_common())
    return " · ".join([_("portals {n}").format(n=len(found)), *states])


def _json(portal: PortalHealth, claims: list[Claim]) -> dict[str, object]:
    zh, en = STATES[portal.state]
    said = [books.to_json(claim) for claim in claims]
    return {**portal.to_json(), "state_zh": zh, "state_en": en, "open": said}


def _print(shown: list[PortalHealth], open_claims: dict[str, list[Claim]]) -> None:
    if not shown:
        return
    console = Console()
    headings = (_("portal"), _("state"), _("since"), _("visits"), _("expected"), _("seen"), _("failed"))
    print_listing(headings, map(_row, shown))
    for portal in shown:
        if portal.why:
            _line(console, f"{portal.host}: {reason(portal.why)}")
        for claim in open_claims.get(portal.key, []):
            since = (claim.since or "")[:10]
            _line(console, "  " + _("open since {since}: {claim}").format(since=since, claim=_claim(claim)))


def _row(portal: PortalHealth) -> tuple[str, ...]:
    counts = (portal.visits, portal.expected, portal.seen, portal.failed)
    since = (portal.since or "")[:10]
    return (
        portal.host,
        named(STATES, portal.state),
        since,
        *("" if count is None else str(count) for count in counts),
    )


def _claim(claim: Claim) -> str:
    """What is open of a claim, with the words that the gaps page of the site has."""
    if not is_chinese():
        return books.sentence(claim)
    url = "" if claim.kind in ("elsewhere", "reports", "files") else claim.url
    what = " ".join(filter(None, (named(CLAIMS, claim.kind), claim.name, url)))
    return f"{what}：{reason(claim.why or '')}"


def _line(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
