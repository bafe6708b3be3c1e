"""What was seen while a list was watched: what its page asked and was answered, and what it showed then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Link(NamedTuple):
    """A link as it is shown: its address whole, its words and its title attribute."""

    url: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of the page and its answer. `body` None asked by GET; `headers` are those that a script set."""

    url: str
    text: str
    body: str | None = None
    headers: Mapping[str, str] | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """One page of the list. `text`: all words that are shown; `opened`: the words of rows that were clicked, and where each led."""

    exchanges: tuple[Exchange, ...] = ()
    links: tuple[Link, ...] = ()
    text: str = ""
    opened: tuple[tuple[str, str], ...] = ()
