"""Where notices go: `notify.toml` beside the archive.

    [[channel]]
    name = "henan"                   # stands in the ledger: rename it, and it begins anew
    url = "$NIANBAO_MAIL"            # an address of apprise; $NAME is taken from the environment
    region = "41"                    # optional, as are kinds and publisher: what it is told
    kinds = ["revised_figures", "withdrawn"]

The tables `site` and `mail` of the same file belong to mail alerts (`nianbao.site.told.mail_settings`).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.history.query import KINDS, Wanted

CONFIG = "notify.toml"
_KNOWN = {"name", "url", "region", "kinds", "publisher"}


class ConfigError(ValueError):
    """The file of channels cannot be used; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One address and what it wants to know."""

    name: str
    url: str
    wanted: Wanted


def tables(path: Path) -> Mapping[str, object]:
    """What stands in the file.

    :raises ConfigError: there is none, or it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no {path}: it names the channels that are told") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None


def channels(path: Path) -> list[Channel]:
    """The channels of a file.

    :raises ConfigError: a file that is no list of channels.
    """
    raw = tables(path).get("channel", [])
    if not isinstance(raw, list):
        raise ConfigError(f"{path}: channels are written as [[channel]]")
    found = [_channel(entry, f"{path}, channel {n}") for n, entry in enumerate(raw, 1)]
    names = [c.name for c in found]
    if len(set(names)) != len(names):
        raise ConfigError(f"{path}: two channels have the same name")
    return found


def from_environment(text: str, where: str) -> str:
    """What `$NAME` stands for in the environment; any other text is itself.

    :raises ConfigError: the environment has no such name.
    """
    if not text.startswith("$"):
        return text
    if not (found := os.environ.get(text[1:])):
        raise ConfigError(f"{where}: the environment has no {text[1:]}")
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
    region, publisher = (
        None if raw.get(name) is None else str(raw[name]) for name in ("region", "publisher")
    )
    wanted = Wanted(kinds=tuple(kinds), region=region, publisher=publisher)
    return Channel(str(raw["name"]), from_environment(str(raw["url"]), where), wanted)
