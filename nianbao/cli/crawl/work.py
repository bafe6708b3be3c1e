"""`nianbao work`: visit portals for the coordinator of another machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click
import httpx

from archive.outcomes import NAMES
from crawler import PortalSummary
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, named, ngettext, reason
from nianbao.cli.common.store import store_of, store_option
from nianbao.cli.common.token import token_of, token_option
from nianbao.cluster.queue.messages import Refusal, RefusedError
from nianbao.cluster.queue.remote import GoneError
from nianbao.cluster.queue.store import StoreError
from nianbao.cluster.queue.work import MB, Ears, Place
from nianbao.cluster.queue.work import work as visit
from nianbao.exits import HELP, Exit, Failure

STATUS: dict[Refusal, Exit] = {"token": Exit.USAGE, "label": Exit.USAGE}
"""What a refusal ends with; the others with 3, as something is wrong with the machine or its nianbao."""


@click.command(epilog=HELP)
@click.argument("url", metavar="URL")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="REGION",
    help="Only portals of this region: henan, 河南, 41, or a label of the coordinator's nianbao.toml; may be repeated.",
)
@token_option
@store_option
@click.option(
    "--room",
    type=click.IntRange(1),
    default=2_000,
    show_default=True,
    metavar="MB",
    help="What must be free in the store and in the directory for temporary files (TMPDIR) before a visit.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0, 86_400),
    default=600,
    show_default=True,
    help="Seconds that the coordinator may be away before the worker ends.",
)
@click.option("--allow-loopback", is_flag=True, help="Allow private and loopback addresses (sample portals).")
def work(
    url: str,
    labels: tuple[str, ...],
    token_file: Path | None,
    store: str,
    room: int,
    patience: float,
    allow_loopback: bool,
) -> None:
    """Fetch portals from the coordinator at URL, one at a time, visit them, and bring home what they show.

    It ends when there is no more to do (0). Refused: 2 a missing or wrong token, an unknown label; 3 another version, a wrong
    clock, no room, no store. 6: stopped, or the coordinator is away; what was visited waits in the store.

    \b
    nianbao work https://crawl.example.org/ --label henan --store /srv/share
    """
    place = Place(
        _address(url),
        token_of(token_file),
        store_of(store),
        labels,
        room=room * MB,
        patience=patience,
        allow_loopback=allow_loopback,
    )
    try:
        visits = visit(place, _ears())
    except RefusedError as error:
        raise Failure(str(error), STATUS.get(error.code, Exit.UNREADABLE)) from None
    except StoreError as error:
        raise Failure(str(error)) from None
    except GoneError as error:
        raise Failure(str(error), Exit.STOPPED) from None
    click.echo(
        ngettext("no more to do after {n} visit", "no more to do after {n} visits", visits).format(n=visits)
    )


def outcome_line(portal: PortalSummary) -> str:
    """How the visit of a portal went, in one line."""
    said = _("{portal}: {outcome}, pages {pages}, reports {reports}, failed {failed}").format(
        portal=portal.host,
        outcome=named(NAMES, portal.outcome),
        pages=portal.pages,
        reports=portal.reports,
        failed=portal.failures,
    )
    return f"{said} ({reason(portal.why)})" if portal.why else said


def _ears() -> Ears:
    def say(line: str) -> None:
        click.echo(line, err=True)

    return Ears(
        began=lambda portal: say(_("visiting {portal}").format(portal=portal)),
        ended=lambda portal: say(outcome_line(portal)),
        left=lambda portal, why: say(_("left {portal}: {why}").format(portal=portal, why=told(why))),
        away=lambda why: say(_("the coordinator is away ({why}); asking again").format(why=why)),
        trouble=lambda why: say(f"nianbao: {told(why)}"),
    )


def _address(url: str) -> str:
    """A name and password in it would be sent instead of the token, and be told with each error."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        sound = sound and parts.username is None and bool(httpx.URL(url).host)
    except (httpx.InvalidURL, ValueError):
        sound = False
    if not sound:
        shown = url.rpartition("@")[2]
        raise Failure(
            f"{shown} is no address of a coordinator; one looks like http://10.0.0.1:8788/", Exit.USAGE
        )
    return url
