"""Mail alerts, from the confirmation to each alert: what a run of `nianbao notify` does, and the site for confirmations."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from dataclasses import dataclass, fields, replace

from archive.clock import Clock, system_clock
from archive.history import announced, query
from archive.history.query import Change
from nianbao.site.told import change_list, letters, subscribers
from nianbao.site.told.change_list import Filter
from nianbao.site.told.mail_settings import MailSettings
from nianbao.site.told.post import Post, PostError
from nianbao.site.told.subscribers import Subscribers, Subscription
from nianbao.site.web import regions
from nianbao.site.web.i18n import Language

LEDGER = "alerts"
"""Nothing is noted under this name in the archive: who is told what is nobody's business but the private database's."""
MOST_FAILED = 5
"""Mails of a run that were not taken, after which it ends: what is left is sent with the next."""
_WANTED = {field.name for field in fields(Filter)} - {"now", "since"}
_sending = threading.BoundedSemaphore(2)
"""The second picks up what came while the first was ending."""


@dataclass(slots=True)
class Outcome:
    """What a run did. `asked`: confirmations sent; `failed`: mails that were not taken, `why` the last of them was not."""

    asked: int = 0
    sent: int = 0
    failed: int = 0
    why: str = ""

    def fail(self, error: PostError) -> None:
        self.failed, self.why = self.failed + 1, str(error)


def kept(wanted: Filter) -> dict[str, str | int]:
    """A filter as it is stored with an address."""
    return {name: value for name in sorted(_WANTED) if (value := getattr(wanted, name))}


def described(conn: sqlite3.Connection, wanted: Filter, t: Language) -> str | None:
    """A filter in words of the archive; None for one that names what the archive does not have. So nobody can write words of
    their own into a mail to somebody else."""
    parts: list[str | None] = []
    if wanted.kind:
        parts.append(t.name("change", wanted.kind) if wanted.kind in change_list.KINDS else None)
    if wanted.region:
        parts.append(regions.name(wanted.region))
    for value, sql in (
        (wanted.province, "select province from publishers where province = ? limit 1"),
        (wanted.publisher, "select name from publishers where key = ?"),
        (wanted.report, "select coalesce(title, key) from reports where key = ?"),
    ):
        if value:
            parts.append(_known(conn, sql, value))
    parts += [
        t.name(group, value) for group, value in (("level", wanted.level), ("kind", wanted.body)) if value
    ]
    parts += [str(wanted.year)] if wanted.year else []
    found = [letters.cut(part) for part in parts if part]
    if len(found) < len(parts):
        return None
    return " · ".join(found) or t("alerts.everything")


def _known(conn: sqlite3.Connection, sql: str, value: str) -> str | None:
    row = conn.execute(sql, (value,)).fetchone()
    return str(row[0]) if row else None


def confirmations(settings: MailSettings, clock: Clock = system_clock) -> Outcome:
    """Send the confirmations that wait.

    :raises OSError: the directory of the private database cannot be made.
    :raises sqlite3.OperationalError: the private database cannot be written to.
    """
    outcome = Outcome()
    with subscribers.subscribers(settings.database) as people, Post(settings) as post:
        later: list[Subscription] = []
        while outcome.failed < MOST_FAILED and (to := people.claim_unsent(clock())):
            try:
                post.send(letters.confirmation(settings, to, people.token(to, "confirm"), clock()))
                outcome.asked += 1
            except PostError as error:
                outcome.fail(error)
                if error.refusal == "never":
                    people.drop(to)
                else:
                    later.append(to)
        for to in later:
            people.unclaim(to)
    return outcome


def confirm_soon(settings: MailSettings) -> None:
    """The same in a thread that nobody waits for; what it does not send, the next does, or the next run of `notify`."""

    def send() -> None:
        try:
            with suppress(OSError, sqlite3.Error):
                confirmations(settings)
        finally:
            _sending.release()

    if _sending.acquire(blocking=False):
        threading.Thread(target=send, name="confirmations", daemon=True).start()


def tell(conn: sqlite3.Connection, settings: MailSettings, clock: Clock = system_clock) -> Outcome:
    """Send the confirmations that wait, and to each subscriber one mail with what became certain since the last. How far a mail goes is
    noted before it is sent and that it was sent afterwards: after a kill between the two it is sent again, with the same Message-ID.

    :raises BlockingIOError: another process tells.
    :raises OSError: the directory of the private database cannot be made.
    :raises sqlite3.OperationalError: the private database cannot be written to.
    """
    with subscribers.alone(settings.database):
        outcome = confirmations(settings, clock)
        with subscribers.subscribers(settings.database) as people, Post(settings) as post:
            last = people.see(announced.due(conn, LEDGER, clock()))
            run = _Run(conn, settings, people, post, outcome, clock)
            for to in people.active(last):
                if outcome.failed >= MOST_FAILED:
                    break
                run.tell(to, to.telling or last)
    return outcome


@dataclass(slots=True)
class _Run:
    """One run, through all subscribers."""

    conn: sqlite3.Connection
    settings: MailSettings
    people: Subscribers
    post: Post
    outcome: Outcome
    clock: Clock

    def tell(self, to: Subscription, upto: int) -> None:
        found = self._news(to, upto)
        if not found:
            self.people.end_telling(to, upto)
            return
        self.people.begin_telling(to, upto)
        now, token = self.clock(), self.people.token(to, "leave")
        shown = change_list.worded(self.conn, found[: letters.MOST], Language(to.language))
        mail = letters.alert(self.settings, to, shown, len(found), token=token, now=now, upto=upto)
        try:
            self.post.send(mail)
        except PostError as error:
            self.outcome.fail(error)
            if error.refusal == "never":
                self.people.refuse(to)
            return
        self.people.end_telling(to, upto)
        self.outcome.sent += 1

    def _news(self, to: Subscription, upto: int) -> list[Change]:
        """What a subscriber wants to know of what became certain, oldest first."""
        keys = self.people.between(to.told, upto)
        filtered = Filter(**to.wanted).wanted()  # type: ignore[arg-type]  # as `kept` wrote it
        wanted = replace(filtered, keys=keys, everything=False)
        return list(query.load(self.conn, wanted, self.clock())) if keys else []


def forget(settings: MailSettings, address: str) -> int:
    """Forget an address whatever it asked for; returns how many subscriptions it had."""
    with subscribers.subscribers(settings.database) as people:
        return people.forget(address)
