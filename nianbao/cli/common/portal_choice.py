"""Which portals a crawl visits: those that are named, those that are due, or all of a region."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive import Archive
from archive.clock import SHANGHAI
from archive.crawl.health import PortalHealth, health, never_seen
from crawler.engine.private_hosts import is_local_name
from crawler.schedule.due import due_at
from nianbao.cli.common.language import _, ngettext
from nianbao.cli.common.registry import home, registered
from nianbao.exits import Exit, Failure


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked for. `region` is the beginning of a code, "" the whole country."""

    targets: tuple[str, ...] = ()
    due: bool = False
    every: bool = False
    region: str | None = None


def check(choice: Choice) -> None:
    """Failure (2) for a choice that names nothing, or two things at once."""
    if bool(choice.targets) + choice.due + choice.every != 1:
        raise Failure("name portals, or give --due or --all (one of them)", Exit.USAGE)
    if choice.targets and choice.region:
        raise Failure("--region goes with --due or --all, not with names", Exit.USAGE)


def candidates(archive: Archive | None, choice: Choice, data: Path) -> list[PortalHealth]:
    """The portals that --due and --all choose from, each address once: those of the archive, sample portals aside, and
    those that the registry knows in the region. Without a region --due means the archive's own.
    """
    known = [p for p in health(archive) if not p.sample] if archive is not None else []
    return in_region(known, choice.region or "", data) if choice.region or choice.every else known


def in_region(known: list[PortalHealth], region: str, data: Path) -> list[PortalHealth]:
    """The portals of a region: those of the archive, then those of the registry that it does not know."""
    listed = registered(data, region)
    named = {entry.host for entry in listed}
    mine = [p for p in known if p.host in named or (p.region_code or "").startswith(region)]
    hosts = {p.host for p in mine}
    return mine + [never_seen(e.url, e.place, e.code) for e in listed if e.url and e.host not in hosts]


def due(portals: list[PortalHealth], now: datetime) -> list[str]:
    """The homes of those that are due, those that have waited longest first."""
    waiting = sorted((due_at(p, now), p.home) for p in portals)
    return list(dict.fromkeys(home for at, home in waiting if at <= now))


def nothing_due(portals: list[PortalHealth], now: datetime) -> str:
    """One line for a run that has nothing to do: when there will be something."""
    if not portals:
        return _("no portal to choose from: name one first, or give --region")
    first = min(portals, key=lambda p: due_at(p, now))
    at = due_at(first, now).astimezone(SHANGHAI)
    said = ngettext(
        "the one portal is not due; the next is {host} at {time} (Asia/Shanghai)",
        "none of {n} portals is due; the next is {host} at {time} (Asia/Shanghai)",
        len(portals),
    )
    return said.format(n=len(portals), host=first.host, time=f"{at:%Y-%m-%d %H:%M}")


def address(target: str, data: Path) -> str:
    """The portal that a home address, a name, a code or a host means."""
    if "/" not in target:
        return home(target, data)
    try:
        parts = urlsplit(target)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound:
        raise Failure(f"{target} is no portal address; one looks like https://www.X.gov.cn/", Exit.USAGE)
    return target


def is_local(url: str) -> bool:
    """Whether the address is on this machine, by its name or number: nobody is there who could want a contact."""
    name = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return is_local_name(name)
