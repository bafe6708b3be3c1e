"""What goes over the wire between a portal of the farm and its visitor."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PORT = "@@PORT@@"
"""Stands in addresses for the colon and the port that the server has."""


@dataclass(frozen=True)
class Asked:
    """One request. `params` are those of the query and of a form; `path` is without query and `;jsessionid=`."""

    method: str
    target: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    cookie: str = ""
    referer: str = ""

    @property
    def json(self) -> Any:
        """The body, read as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def number(self, name: str, default: int = 1) -> int:
        """A parameter that counts; `default` where it is missing or no number."""
        text = self.params.get(name, "")
        return int(text) if text.isdigit() else default


@dataclass(frozen=True)
class Reply:
    """What the server sends."""

    body: str = ""
    status: int = 200
    kind: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    data: bytes = b""
    """A file; it is sent instead of the text."""


Handler = Callable[[Asked], Reply | None]


def asked(method: str, target: str, body: str = "", cookie: str = "", referer: str = "") -> Asked:
    """A request from its line, headers and body."""
    parts = urlsplit(f"http://any{target}")
    params = dict(parse_qsl(parts.query, keep_blank_values=True))
    if body and not body.lstrip().startswith(("{", "[")):
        params |= dict(parse_qsl(body, keep_blank_values=True))
    return Asked(method, target, parts.path.partition(";")[0], params, body, cookie, referer)


def as_json(value: Any) -> Reply:
    """An answer in JSON."""
    return Reply(json.dumps(value, ensure_ascii=False), kind="application/json")


def as_script(text: str) -> Reply:
    """A file of script."""
    return Reply(text, kind="application/javascript")


def moved(location: str, *headers: tuple[str, str]) -> Reply:
    """A redirect."""
    return Reply("", 302, "text/html", (("Location", location), *headers))
