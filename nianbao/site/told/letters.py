"""The mails themselves: plain text, the links of a person's own subscription, and nothing that tells whether they were read."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from nianbao.site.cite.citation import plain
from nianbao.site.told.change_list import WordedChange
from nianbao.site.told.mail_settings import MailSettings
from nianbao.site.told.subscribers import Subscription
from nianbao.site.web.i18n import Language

MOST = 30
"""Changes written out in one mail; the rest is counted."""
LONGEST = 300
"""Characters of one line of a difference."""
MOST_LINES = 20
"""Lines of one difference."""


def confirmation(settings: MailSettings, to: Subscription, token: str, now: datetime) -> EmailMessage:
    """The mail that asks whether the address is meant."""
    t = Language(to.language)
    link = f"{settings.site}alerts/confirm/{token}{_in(t)}"
    text = t("alerts.mail_confirm", site=settings.site, wanted=to.words, link=link)
    return _mail(settings, to, t("alerts.subject_confirm"), text, now, f"confirm:{to.id}")


def alert(
    settings: MailSettings,
    to: Subscription,
    changes: list[WordedChange],
    count: int,
    *,
    token: str,
    now: datetime,
    upto: int,
) -> EmailMessage:
    """The mail of new changes; `count` of them in all. Sent again it has the same Message-ID."""
    t = Language(to.language)
    leave = f"{settings.site}alerts/leave/{token}{_in(t)}"
    parts = [_paragraph(change, settings.site, t) for change in changes]
    if count > len(changes):
        parts.append(t("alerts.mail_more", n=count - len(changes), link=f"{settings.site}changes"))
    parts.append("-- \n" + t("alerts.mail_foot", site=settings.site, wanted=to.words, link=leave))
    mail = _mail(
        settings, to, t("alerts.subject", n=count), "\n\n".join(parts), now, f"{to.id}:{to.told}:{upto}"
    )
    mail["List-Unsubscribe"] = f"<{leave}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _paragraph(change: WordedChange, site: str, t: Language) -> str:
    """A change: what and of whom, its difference, where it is proved."""
    sample = f"[{t('site.sample')}] " if change.sample else ""
    late = f", {t('status.late')} {t('coverage.late_by', n=change.late)}" if change.late else ""
    head = f"{sample}{t.name('change', change.kind)}{t.colon}{plain(change.title or change.publisher)} ({change.at[:10]}{late})"
    lines = [f"  {cut(line)}" for line in change.summary().splitlines()]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "  …"]
    proofs = [
        f"  {t(f'changes.page_{side}')} {site}-/snapshot/{capture}"
        for side, capture in (("before", change.capture_before), ("after", change.capture_after))
        if capture
    ]
    return "\n".join([head, *lines, f"  {site}report/{change.report}", *proofs])


def _in(t: Language) -> str:
    """What leads to a page in this language."""
    return f"?lang={t.code}" if t.is_english else ""


def cut(line: str) -> str:
    """One line of visible characters, not too long."""
    whole = plain(line)
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + "…"


def _mail(
    settings: MailSettings, to: Subscription, subject: str, text: str, now: datetime, about: str
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.sender
    mail["To"] = to.address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    domain = settings.sender.partition("@")[2]
    mail["Message-ID"] = f"<{hashlib.sha256(about.encode()).hexdigest()[:32]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail
