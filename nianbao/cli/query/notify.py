"""`nianbao notify`: tell people what changed, by mail, webhook, DingTalk, WeCom and whatever else apprise speaks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive import Archive
from archive.history import notify as notices
from archive.history.notify import CONFIG, Channel, ConfigError
from nianbao.cli.common.archive import opened
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@data_option
@click.option("--channel", "only", help="Only the channel of this name.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; nothing is sent or noted.")
def notify(data: Path, only: str | None, dry_run: bool) -> None:
    """Send each channel of notify.toml (beside the archive) the changes that it was not told of.

    Run it after each crawl. What was taken is noted, so that nothing is sent twice; what an address refused is sent with the
    next run. A channel's first run only notes what there is. Needs the extra `notify`.
    """
    try:
        chosen = [c for c in notices.channels(data / CONFIG) if only in (None, c.name)]
        if only and not chosen:
            raise ConfigError(f"{data / CONFIG} has no channel {only}")
    except ConfigError as error:
        raise Failure(str(error), Exit.USAGE) from None
    failed = False
    with opened(data, read_only=dry_run) as archive:
        if dry_run:
            _show(archive, chosen)
            return
        send = _sender(chosen)
        for channel in chosen:
            outcome = notices.notify(archive, channel, send)
            failed = failed or outcome.failed
            click.echo(_line(outcome))
    sys.exit(int(Exit.UNREADABLE if failed else Exit.DONE))


def _line(outcome: notices.Outcome) -> str:
    if outcome.failed:
        return f"{outcome.channel}: the address took nothing; it is sent again with the next run"
    if outcome.begun:
        return f"{outcome.channel}: begins now; {outcome.begun} changes from before are not sent"
    return f"{outcome.channel}: {outcome.sent} changes sent"


def _sender(channels: list[Channel]) -> notices.Send:
    """Sending through apprise.

    :raises Failure: It is not installed, or does not know an address.
    """
    try:
        import apprise
    except ImportError:
        raise Failure(
            "notices need the extra notify: pip install --require-hashes -r requirements-notify.lock",
            Exit.USAGE,
        ) from None
    for channel in channels:
        if not apprise.Apprise().add(channel.url):
            raise Failure(f"channel {channel.name}: apprise does not know this kind of address", Exit.USAGE)

    def send(url: str, title: str, body: str) -> bool:
        target = apprise.Apprise()
        target.add(url)
        return bool(target.notify(title=title, body=body))

    return send


def _show(archive: Archive, channels: list[Channel]) -> None:
    for channel in channels:
        changes = notices.news(archive, channel) if notices.begun(archive, channel) else []
        click.echo(f"-- {channel.name}: {len(changes)} changes")
        if changes:
            click.echo(f"{notices.title(changes)}\n\n{notices.body(changes)}\n")
