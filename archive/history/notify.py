"""Notices of changes to people: which channel is told what, in which words, and that it is told once.

Channels stand in `notify.toml` beside the archive:

    [[channel]]
    name = "henan"                   # stands in the ledger: rename it, and it begins anew
    url = "$NIANBAO_MAIL"            # an address of apprise; $NAME is taken from the environment
    region = "41"                    # optional, as are kinds and publisher: what it is told
    kinds = ["revised_figures", "withdrawn"]

A channel begins with what changes after its first run: nobody is sent ten years of history.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.history import announced, query
from archive.history.query import KINDS, Change, Wanted
from archive.store.db import Archive

CONFIG = "notify.toml"
MOST = 30
"""Changes written out in one notice; the rest is counted."""
LONGEST = 300
"""Characters of one change's difference."""
_KNOWN = {"name", "url", "region", "kinds", "publisher"}

Send = Callable[[str, str, str], bool]
"""(address, title, body) -> whether it was taken."""


class ConfigError(ValueError):
    """The file of channels cannot be used; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One address and what it wants to know."""

    name: str
    url: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sent`: changes told now; `begun`: changes from before its first run, not told; `failed`: the address refused."""

    channel: str
    sent: int = 0
    begun: int = 0
    failed: bool = False


def channels(path: Path) -> list[Channel]:
    """The channels of a file.

    :raises ConfigError: a file that is no list of channels.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8")).get("channel", [])
    except FileNotFoundError:
        raise ConfigError(f"there is no {path}: it names the channels that are told") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    found = [_channel(entry, f"{path}, channel {n}") for n, entry in enumerate(raw, 1)]
    names = [c.name for c in found]
    if len(set(names)) != len(names):
        raise ConfigError(f"{path}: two channels have the same name")
    return found


def _channel(raw: Mapping[str, object], where: str) -> Channel:
    unknown, missing = raw.keys() - _KNOWN, {"name", "url"} - raw.keys()
    if unknown or missing:
        raise ConfigError(
            f"{where}: {', '.join(sorted(unknown or missing))} is {'unknown' if unknown else 'missing'}"
        )
    kinds = raw.get("kinds", [])
    if not isinstance(kinds, list) or not all(kind in KINDS for kind in kinds):
        raise ConfigError(f"{where}: kinds are {', '.join(KINDS)}, in a list")
    url = str(raw["url"])
    if url.startswith("$") and not os.environ.get(url[1:]):
        raise ConfigError(f"{where}: the environment has no {url[1:]}")
    region, publisher = (
        None if raw.get(name) is None else str(raw[name]) for name in ("region", "publisher")
    )
    wanted = Wanted(kinds=tuple(kinds), region=region, publisher=publisher)
    return Channel(str(raw["name"]), os.environ[url[1:]] if url.startswith("$") else url, wanted)


def notify(archive: Archive, channel: Channel, send: Send) -> Outcome:
    """Tell a channel what it was not told yet; what it took is noted at once."""
    ledger = _ledger(channel)
    due = announced.due(archive.conn, ledger, archive.clock())
    if not begun(archive, channel):
        announced.mark(archive, ledger, [*due, ledger])
        return Outcome(channel.name, begun=len(due))
    changes = news(archive, channel)
    if changes and not send(channel.url, title(changes), body(changes)):
        return Outcome(channel.name, failed=True)
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
