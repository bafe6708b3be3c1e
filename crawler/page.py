"""A fetched page as discovery sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from archive.frontier import Entry
from crawler import vocabulary as words
from parsers.model import Outline


@dataclass(frozen=True)
class Page:
    """One believed page: where it is, why it was asked for, and what it holds. `body` is content-decoded."""

    url: str
    entry: Entry
    body: bytes
    media_type: str
    outline: Outline

    @cached_property
    def source(self) -> str:
        """The page as text for patterns of ASCII: every byte one character."""
        return self.body.decode("latin-1")

    @cached_property
    def is_column(self) -> bool:
        """A column of annual reports, by the words that led here or by its own name."""
        if self.entry.kind in ("list", "more"):
            return True
        return self.entry.kind in ("page", "guess") and self.outline.kind != "report" and self._named_column

    @property
    def _named_column(self) -> bool:
        parts = re.split(r"[-_|—>·]", "".join((self.outline.title or "").split()))
        return any(words.column_name(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A link that a page gives. `pager`: it leads to a further page of the same list."""

    url: str
    text: str
    title: str | None = None
    pager: bool = False
