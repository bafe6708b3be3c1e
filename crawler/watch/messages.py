"""What the crawl and the process with the browser say to each other: JSON, one message at a time, bytes in base64.

The process asks, the crawl answers; the process has no other way to the network.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Literal

LONGEST_PAGE = 4_000_000
"""Characters of a document."""
Kind = Literal["document", "script", "data", "proof"]


@dataclass(frozen=True, slots=True)
class Job:
    """One list to be watched. `learn`: a recipe is looked for; `steps` of the pager and `loads` of pages at the most; `prove`:
    pages that a recipe is asked for."""

    url: str
    agent: str
    chromium: str
    learn: bool = True
    steps: int = 20
    loads: int = 3
    prove: int = 2
    pages: tuple[tuple[str, str], ...] = ()
    """Instead of a list, reports whose text only a script shows: each with the words of the link to it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request of the browser, or of a recipe that is being proven."""

    url: str
    kind: Kind
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    at: str | None = None
    """The page that asks."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`why`: why there is no answer to believe. `url`: where the answer is from, behind redirects."""

    url: str = ""
    status: int = 0
    media_type: str = ""
    body: bytes = b""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as it was shown. `why`: why it was not."""

    url: str
    document: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """How a watch ended. `recipe`: plain types of JSON, None where none was proven, for the reason `why`; `pages`: what was shown
    then, as documents without scripts; `whole`: the last of them is the list's last."""

    recipe: dict[str, Any] | None = None
    why: str = ""
    pages: tuple[str, ...] = ()
    whole: bool = False
    loads: int = 0


_TYPES = {"job": Job, "ask": Ask, "reply": Reply, "rendered": Rendered, "watched": Watched}
Message = Job | Ask | Reply | Rendered | Watched


def send(to: Connection, message: Message) -> None:
    said = asdict(message)
    if isinstance(message, Reply):
        said["body"] = base64.b64encode(message.body).decode("ascii")
    to.send_bytes(json.dumps([type(message).__name__.lower(), said]).encode("utf-8", "replace"))


def receive(of: Connection) -> Message:
    """The next message, which is waited for.

    :raises EOFError: the other side has ended.
    :raises ValueError: it is none.
    """
    name, said = json.loads(of.recv_bytes())
    if name == "reply":
        said["body"] = base64.b64decode(said["body"])
    if name == "watched":
        said["pages"] = tuple(said["pages"])
    if name == "job":
        said["pages"] = tuple((url, anchor) for url, anchor in said["pages"])
    message: Message = _TYPES[name](**said)
    return message
