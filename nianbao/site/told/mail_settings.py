"""How mail alerts are sent: the tables `site` and `mail` of `notify.toml` beside the archive.

[site]
url = "https://nianbao.example.org/"

[mail]
host = "smtp.example.org"
port = 587
security = "starttls"            # or "tls" from the first byte, or "none"
user = "nianbao"                 # optional, with password; $NAME is taken from the environment
password = "$NIANBAO_SMTP_PASSWORD"
from = "nianbao@example.org"
database = "../nianbao-private/subscribers.db"   # optional, and never within the archive's directory
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, get_args

from archive.history.channels import CONFIG, ConfigError, from_environment, tables
from nianbao.site.web.web import safe_url

Security = Literal["starttls", "tls", "none"]
_KNOWN = {"host", "port", "security", "user", "password", "from", "database"}
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    r"(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,8}"
)
"""As HTML's `type=email`: one address without name, comment, quotes or control characters."""
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`site`: address of the home page, with its slash. `database`: the private file of who is told."""

    site: str
    host: str
    port: int
    security: Security
    user: str | None
    password: str | None
    sender: str
    database: Path


def mail_settings(data_dir: Path) -> MailSettings | None:
    """Those of an archive; None where its `notify.toml`, if there is one, has no table `mail`.

    :raises ConfigError: a table that cannot be used.
    """
    path = data_dir / CONFIG
    if not path.is_file():
        return None
    found = tables(path)
    mail, site, where = found.get("mail"), found.get("site"), f"{path}, mail"
    if mail is None:
        return None
    if not isinstance(mail, Mapping) or not isinstance(site, Mapping):
        raise ConfigError(f"{where}: it needs the tables [site] and [mail]")
    if unknown := mail.keys() - _KNOWN:
        raise ConfigError(f"{where}: {', '.join(sorted(unknown))} is unknown")
    texts = {name: _text(mail, name, where) for name in ("host", "from", "user", "password", "database")}
    security, port = mail.get("security", "starttls"), mail.get("port", 587)
    sender, host = address(texts["from"] or ""), texts["host"]
    if not host or sender is None or security not in get_args(Security) or not isinstance(port, int):
        raise ConfigError(
            f'{where}: host is a name, port a number, from an address, security "starttls", "tls" or "none"'
        )
    if security == "none" and texts["user"] and not _is_near(host):
        raise ConfigError(f"{where}: a password to another machine needs starttls or tls")
    database = _database(data_dir, texts["database"], where)
    secret = texts["user"], texts["password"]
    return MailSettings(site_url(found, path), host, port, security, *secret, sender, database)


def site_url(found: Mapping[str, object], path: Path) -> str:
    """The address of the home page, with its slash.

    :raises ConfigError: the table `site` has no `url` that is one of http or https.
    """
    site = found.get("site")
    url = safe_url(str(site.get("url", ""))) if isinstance(site, Mapping) else None
    if not url or not url.isprintable() or "?" in url or "#" in url:
        raise ConfigError(f'{path}, site: url is the address of the home page, "https://…/"')
    return url.rstrip("/") + "/"


def address(text: str) -> str | None:
    """A mail address as it is kept: in small letters; None for what is none."""
    small = text.strip().lower()
    return small if len(small) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(small) else None


def _text(mail: Mapping[str, object], name: str, where: str) -> str | None:
    given = mail.get(name)
    if given is None:
        return None
    if not isinstance(given, str):
        raise ConfigError(f"{where}: {name} is a text")
    return from_environment(given, where)


def _database(data_dir: Path, given: str | None, where: str) -> Path:
    """Beside the directory of the archive, and never in it: that is copied, merged and handed on."""
    inside = data_dir.resolve()
    path = (inside / (given or f"../{inside.name}-private/subscribers.db")).resolve()
    if path.is_relative_to(inside):
        raise ConfigError(f"{where}: database lies within the archive, which is handed on: put it elsewhere")
    return path


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
