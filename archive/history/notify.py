"""Notices of changes to channels: in which words, and that each is told once.

A channel begins with what changes after its first run: nobody is sent ten years of history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.history import announced, query
from archive.history.channels import Channel
from archive.history.query import Change
from archive.store.db import Archive

MOST = 30
"""Changes written out in one notice; the rest is counted."""
LONGEST = 300
"""Characters of one change's difference."""

MOST_OF_WEBHOOK = 100
"""Changes of one delivery to a webhook; what is more comes in further ones."""

Send = Callable[[Channel, list[Change]], bool]
"""Whether it was taken."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sent`: changes told now; `begun`: changes from before its first run, not told; `failed`: the address refused."""

    channel: str
    sent: int = 0
    begun: int = 0
    failed: bool = False


def notify(archive: Archive, channel: Channel, send: Send) -> Outcome:
    """Tell a channel what it was not told yet; what it took is noted at once."""
    ledger = _ledger(channel)
    due = announced.due(archive.conn, ledger, archive.clock())
    if not begun(archive, channel):
        announced.mark(archive, ledger, [*due, ledger])
        return Outcome(channel.name, begun=len(due))
    changes = news(archive, channel)
    most = MOST_OF_WEBHOOK if channel.secret else len(changes) or 1
    for start in range(0, len(changes), most):
        batch = changes[start : start + most]
        if not send(channel, batch):
            return Outcome(channel.name, sent=start, failed=True)
        announced.mark(archive, ledger, (change.key for change in batch))
    announced.mark(archive, ledger, due)
    return Outcome(channel.name, sent=len(changes))


def news(archive: Archive, channel: Channel) -> list[Change]:
    """What a channel wants to know and was not told yet, oldest first."""
    now = archive.clock()
    due = set(announced.due(archive.conn, _ledger(channel), now))
    return [c for c in query.load(archive.conn, channel.wanted, now) if c.key in due] if due else []


def begun(archive: Archive, channel: Channel) -> bool:
    """Whether the channel had its first run."""
    return archive.row("select 1 from announced where channel = ? limit 1", _ledger(channel)) is not None


def _ledger(channel: Channel) -> str:
    return f"notify:{channel.name}"


def title(changes: list[Change]) -> str:
    return f"年报 nianbao: {len(changes)} 处变化 / changes"


def body(changes: list[Change]) -> str:
    """Plain text, a paragraph a change, oldest first."""
    written = [_paragraph(change) for change in changes[:MOST]]
    if len(changes) > MOST:
        written.append(f"… {len(changes) - MOST} more: nianbao changes")
    return "\n\n".join(written)


def _paragraph(change: Change) -> str:
    sample = "［样例 sample］" if change.sample else ""
    difference = query.summary(change)
    if len(difference) > LONGEST:
        difference = difference[:LONGEST] + "…"
    head = f"{sample}{change.kind}: {change.title or change.publisher or change.report} ({change.at[:10]})"
    return f"{head}\n{difference}".rstrip()
