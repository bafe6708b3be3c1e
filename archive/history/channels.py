"""Where notices go: `notify.toml` beside the archive.

    [[channel]]
    name = "henan"                   # stands in the ledger: rename it, and it begins anew
    url = "$NIANBAO_MAIL"            # an address of apprise; $NAME is taken from the environment
    region = "41"                    # optional, as are kinds and publisher: what it is told
    kinds = ["revised_figures", "withdrawn"]

    [[channel]]
    name = "newsroom"
    type = "webhook"                 # JSON to an address, signed (`nianbao.site.told.webhook_body`)
    url = "https://hooks.example.org/nianbao"
    secret = "$NIANBAO_HOOK_SECRET"  # 16 bytes or more, or `whsec_` and base64
    private = false                  # whether the address may be one of the operator's own network

The tables `site` and `mail` of the same file belong to mail alerts (`nianbao.site.told.mail_settings`).
"""

from __future__ import annotations

import base64
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archive.history.query import KINDS, Wanted

CONFIG = "notify.toml"
_KNOWN = {"name", "url", "region", "kinds", "publisher", "type"}
_OF_WEBHOOKS = {"secret", "private"}
SHORTEST_SECRET, WHSEC = 16, "whsec_"


class ConfigError(ValueError):
    """The file of channels cannot be used; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One address and what it wants to know. `secret`: of a webhook, None for an address of apprise."""

    name: str
    url: str
    wanted: Wanted
    secret: str | None = None
    is_private: bool = False
    """Whether a webhook may stand in the operator's own network."""


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
    is_webhook = _is_webhook(raw, where)
    kinds = raw.get("kinds", [])
    if not isinstance(kinds, list) or not all(kind in KINDS for kind in kinds):
        raise ConfigError(f"{where}: kinds are {', '.join(KINDS)}, in a list")
    region, publisher = (
        None if raw.get(name) is None else str(raw[name]) for name in ("region", "publisher")
    )
    wanted = Wanted(kinds=tuple(kinds), region=region, publisher=publisher)
    channel = Channel(str(raw["name"]), from_environment(str(raw["url"]), where), wanted)
    return _webhook(channel, raw, where) if is_webhook else channel


def _is_webhook(raw: Mapping[str, object], where: str) -> bool:
    """What its type says, where it has the entries of that type."""
    kind = raw.get("type", "apprise")
    if kind not in ("apprise", "webhook"):
        raise ConfigError(f'{where}: type is "apprise" or "webhook"')
    unknown = raw.keys() - _KNOWN - (_OF_WEBHOOKS if kind == "webhook" else set())
    missing = {"name", "url", *({"secret"} if kind == "webhook" else ())} - raw.keys()
    if unknown or missing:
        raise ConfigError(
            f"{where}: {', '.join(sorted(unknown))} is unknown"
            if unknown
            else f"{where}: {', '.join(sorted(missing))} is missing"
        )
    return kind == "webhook"


def _webhook(channel: Channel, raw: Mapping[str, object], where: str) -> Channel:
    secret = from_environment(str(raw["secret"]), where)
    try:
        is_long = len(secret_bytes(secret)) >= SHORTEST_SECRET
    except ValueError:
        is_long = False
    if not is_long:
        raise ConfigError(
            f"{where}: a secret has {SHORTEST_SECRET} bytes at least, as text or as {WHSEC} and base64"
        )
    if not channel.url.startswith(("https://", "http://")):
        raise ConfigError(f"{where}: a webhook is an address of https or http")
    return replace(channel, secret=secret, is_private=raw.get("private") is True)


def secret_bytes(secret: str) -> bytes:
    """What `whsec_` and base64 stand for; any other secret is its own bytes.

    :raises ValueError: no base64.
    """
    if secret.startswith(WHSEC):
        return base64.b64decode(secret.removeprefix(WHSEC), validate=True)
    return secret.encode()
