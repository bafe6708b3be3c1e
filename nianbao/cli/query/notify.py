"""`nianbao notify`: tell people what changed, by mail, webhook, DingTalk, WeCom and whatever else apprise speaks."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from archive import Archive
from archive.history import notify as notices
from archive.history.channels import CONFIG, Channel, ConfigError, channels, tables
from archive.history.query import Change
from nianbao.cli.common.archive import opened
from nianbao.cli.common.errors import told
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure
from nianbao.site.told import alerts
from nianbao.site.told.mail_settings import MailSettings, address, mail_settings, site_url
from nianbao.site.told.webhook_body import webhook_body


@click.command(epilog=HELP)
@data_option
@click.option("--channel", "only", help="Only the channel of this name, and no mail alerts.")
@click.option("--dry-run", is_flag=True, help="Print what channels would be sent; nothing is sent or noted.")
@click.option(
    "--forget", metavar="ADDRESS", help="Forget a mail address that asked for alerts; nothing is sent."
)
def notify(data: Path, only: str | None, dry_run: bool, forget: str | None) -> None:
    """Send each channel of notify.toml (beside the archive) the changes that it was not told of, and mail alerts.

    Run it after each crawl. What was taken is noted, so that nothing is sent twice; what an address refused is sent with the
    next run. A channel's first run only notes what there is. Channels need the extra `notify`; mail alerts do not.
    """
    try:
        chosen = [c for c in channels(data / CONFIG) if only in (None, c.name)]
        mail = None if only else mail_settings(data)
        if only and not chosen:
            raise ConfigError(f"{data / CONFIG} has no channel {only}")
    except ConfigError as error:
        raise Failure(str(error), Exit.USAGE) from None
    if forget is not None:
        _forget(mail, forget)
        return
    with opened(data, read_only=dry_run) as archive:
        if dry_run:
            _show(archive, chosen)
            return
        failed = _tell_channels(archive, chosen)
        failed = bool(mail and _tell_people(archive, mail)) or failed
    sys.exit(int(Exit.UNREADABLE if failed else Exit.DONE))


def _tell_channels(archive: Archive, chosen: list[Channel]) -> bool:
    """Whether one refused."""
    hooked = [channel for channel in chosen if channel.secret]
    send_mail = _sender([channel for channel in chosen if not channel.secret])
    send_hook = _hook_sender(archive) if hooked else send_mail
    failed = False
    for channel in chosen:
        send = send_hook if channel.secret else send_mail
        outcome = notices.notify(archive, channel, send)
        failed = failed or outcome.failed
        click.echo(_line(outcome))
    return failed


def _tell_people(archive: Archive, mail: MailSettings) -> bool:
    """Whether a mail was not taken."""
    try:
        outcome = alerts.tell(archive.conn, mail, archive.clock)
    except BlockingIOError:
        click.echo(_("mail: another process sends alerts; nothing was sent"))
        return False
    except (OSError, sqlite3.Error) as error:
        raise Failure(f"{mail.database} cannot be used: {error}", Exit.UNREADABLE) from None
    click.echo(
        _("mail: {sent} alerts and {asked} confirmations sent").format(sent=outcome.sent, asked=outcome.asked)
    )
    if outcome.failed:
        said = ngettext(
            "mail: {n} was not taken ({why}); it is sent again with the next run",
            "mail: {n} were not taken ({why}); they are sent again with the next run",
            outcome.failed,
        )
        click.echo(said.format(n=outcome.failed, why=outcome.why))
    return bool(outcome.failed)


def _forget(mail: MailSettings | None, given: str) -> None:
    found = address(given)
    if mail is None or found is None:
        raise Failure(
            "notify.toml has no table mail" if mail is None else f"{given} is no mail address", Exit.USAGE
        )
    try:
        count = alerts.forget(mail, found)
    except (OSError, sqlite3.Error) as error:
        raise Failure(f"{mail.database} cannot be used: {error}", Exit.UNREADABLE) from None
    said = ngettext(
        "{n} subscription of this address forgotten", "{n} subscriptions of this address forgotten", count
    )
    click.echo(said.format(n=count))


def _line(outcome: notices.Outcome) -> str:
    begins = outcome.begun and not outcome.failed
    n = outcome.begun if begins else outcome.sent
    if outcome.failed:
        said = ngettext(
            "{channel}: {n} change sent, then the address took nothing; the rest is sent with the next run",
            "{channel}: {n} changes sent, then the address took nothing; the rest is sent with the next run",
            n,
        )
    elif begins:
        said = ngettext(
            "{channel}: begins now; {n} change from before is not sent",
            "{channel}: begins now; {n} changes from before are not sent",
            n,
        )
    else:
        said = ngettext("{channel}: {n} change sent", "{channel}: {n} changes sent", n)
    return said.format(channel=outcome.channel, n=n)


def _sender(chosen: list[Channel]) -> notices.Send:
    """Sending through apprise.

    :raises Failure: It is not installed, or does not know an address.
    """
    if not chosen:
        return lambda *_sent: False
    try:
        import apprise
    except ImportError:
        raise Failure(
            "notices need the extra notify: pip install --require-hashes -r requirements-notify.lock",
            Exit.USAGE,
        ) from None
    for channel in chosen:
        if not apprise.Apprise().add(channel.url):
            raise Failure(f"channel {channel.name}: apprise does not know this kind of address", Exit.USAGE)

    def send(channel: Channel, changes: list[Change]) -> bool:
        target = apprise.Apprise()
        target.add(channel.url)
        return bool(target.notify(title=notices.title(changes), body=notices.body(changes)))

    return send


def _hook_sender(archive: Archive) -> notices.Send:
    """Sending to webhooks; why one took nothing is said.

    :raises Failure: the file says no address of the site that could be used.
    """
    from nianbao.cli.query import webhook  # it loads what connections are made with

    path = archive.data_dir / CONFIG
    try:
        found = tables(path)
        site = site_url(found, path) if "site" in found else "/"
    except ConfigError as error:
        raise Failure(str(error), Exit.USAGE) from None

    def send(channel: Channel, changes: list[Change]) -> bool:
        try:
            webhook.send(channel, webhook_body(archive.conn, changes, site), archive.clock())
        except webhook.WebhookError as error:
            click.echo(f"{channel.name}: {told(str(error))}", err=True)
            return False
        return True

    return send


def _show(archive: Archive, chosen: list[Channel]) -> None:
    for channel in chosen:
        changes = notices.news(archive, channel) if notices.begun(archive, channel) else []
        said = ngettext("{n} change", "{n} changes", len(changes)).format(n=len(changes))
        click.echo(f"-- {channel.name}: {said}")
        if changes:
            click.echo(f"{notices.title(changes)}\n\n{notices.body(changes)}\n")
