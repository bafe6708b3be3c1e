"""What lists behind scripts are made of: rows as JSON under drawn keys, and their pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samples.model import Document
from tests.crawler.foreign.names import Names
from tests.crawler.foreign.portal import Portal


@dataclass(frozen=True)
class Keys:
    """Under which keys a portal's JSON holds a row's title, address and date, its rows and their number."""

    title: str
    url: str
    day: str
    rows: str
    total: str
    more: str

    @classmethod
    def drawn(cls, names: Names) -> Keys:
        return cls(*(names.key() for _ in range(6)))

    def row(self, portal: Portal, document: Document) -> dict[str, Any]:
        """One row; its keys in an order of the portal's own."""
        return {
            self.day: str(document.posted_on or ""),
            self.title: document.title,
            self.more: len(document.title),
            self.url: portal.article(document),
        }

    def answer(self, portal: Portal, documents: Sequence[Document], page: int, size: int) -> dict[str, Any]:
        """A page of rows with the number of all; none past the end."""
        mine = documents[(page - 1) * size : page * size] if page > 0 else []
        return {self.total: len(documents), self.rows: [self.row(portal, d) for d in mine]}

    def addresses(self, answer: dict[str, Any]) -> list[str]:
        """The addresses in an answer."""
        return [row[self.url] for row in answer[self.rows]]


def pages(documents: Sequence[Document], size: int) -> int:
    """How many pages a list has."""
    return max(1, math.ceil(len(documents) / size))
