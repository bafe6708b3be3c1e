"""One sample portal as a map from paths to pages, rendered on demand and kept."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samples.files import FileKind, address, disposition, file_bytes, kind_of, page_blocks
from samples.markup import Markup
from samples.model import Block, Document
from samples.places import Place

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """One address: what is rendered there and how it is served. Only kind `page` counts as a page."""

    path: str
    template: str
    context: dict[str, Any]
    kind: str = "page"
    status: int = 200
    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    modified: datetime = datetime(2025, 3, 1, 1, 0, tzinfo=UTC)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A line in a list: a document's title, address and date as the list prints it."""

    title: str
    href: str
    day: str
    document: Document | None = None


@dataclass(frozen=True)
class Slice:
    """One page of a paged list; `number` counts from 1."""

    number: int
    of: int
    entries: Sequence[Entry]
    total: int


def slices(entries: Sequence[Entry], size: int) -> Iterator[Slice]:
    """A list of what stands on the portal, cut into pages; an empty list is one empty page."""
    entries = [entry for entry in entries if not (entry.document and entry.document.absent)]
    count = max(1, -(-len(entries) // size))
    for number in range(1, count + 1):
        yield Slice(number, count, entries[(number - 1) * size : number * size], len(entries))


@dataclass
class Site:
    """A portal being built, then served. `validators` names the headers it sends: etag, modified."""

    place: Place
    markup: Markup
    validators: frozenset[str] = frozenset()
    pages: dict[str, Page] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Key of a document -> path of the file that comes with it."""
    hazards: dict[str, list[str]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    shared: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        folder = _TEMPLATES / self.place.family
        self._env = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._bytes: dict[str, bytes] = {}

    def add(self, path: str, template: str, context: dict[str, Any] | None = None, **serving: Any) -> Page:
        """Put a page at a path (with its query, if it has one)."""
        page = Page(path, template, context or {}, **serving)
        self.pages[path] = page
        return page

    def add_document(
        self, path: str, document: Document, template: str, context: dict[str, Any], **serving: Any
    ) -> None:
        """Put a document at a path; the same document may stand at several."""
        if day := document.changed_on or document.posted_on:
            serving.setdefault("modified", datetime.combine(day, time(3, 15), tzinfo=UTC))
        self.add(path, template, {**context, "doc": document}, **serving)
        self.addresses.setdefault(document.key, []).append(path)
        kind = kind_of(document)
        if kind is not None:
            self._add_file(address(kind, path, document), kind, document)

    def _add_file(self, path: str, kind: FileKind, document: Document) -> None:
        """The document as a file; how it is named is up to the kind."""
        header = {} if kind.instead else {"Content-Disposition": disposition(kind, document)}
        serving = {"kind": "file", "content_type": kind.media_type, "headers": header}
        self.add(path, "file", {"document": document, "file": kind}, **serving)
        self.files[document.key] = path

    def settle(self) -> None:
        """What is absent has had its address, so that every other document keeps its own at each stage; now it goes."""
        for document in [document for document in self.documents if document.absent]:
            self.documents.remove(document)
            for path in self.addresses.pop(document.key):
                del self.pages[path]

    def shut(self, path: str) -> None:
        """The server answers an address with its own failure."""
        self.add(path, "text", {"text": "502 Bad Gateway"}, kind="shut", status=502)

    def hazard(self, kind: str, path: str) -> None:
        """Remember an address that is a trap."""
        self.hazards.setdefault(kind, []).append(path)

    def in_column(self, column: str) -> list[Document]:
        """The documents filed in a column, newest first."""
        return [document for document in self.documents if document.column == column]

    def body(self, page: Page) -> bytes:
        """The bytes of a page as its charset has them."""
        if page.path not in self._bytes:
            if page.template == "file":
                self._bytes[page.path] = file_bytes(page.context["file"], page.context["document"])
            else:
                self._bytes[page.path] = self._render(page).encode(page.charset)
        return self._bytes[page.path]

    def etag(self, page: Page) -> str:
        """A strong validator of the bytes."""
        return f'"{hashlib.md5(self.body(page), usedforsecurity=False).hexdigest()[:16]}"'

    def _render(self, page: Page) -> str:
        if page.template == "json":
            return json.dumps(page.context, ensure_ascii=False)
        if page.template == "text":
            return str(page.context["text"])
        document: Document | None = page.context.get("doc")
        body = self.markup.render(self._blocks(document)) if document else ""
        site = {"place": self.place, "page": page, "body": body, **self.shared}
        return self._env.get_template(page.template).render({**site, **page.context})

    def _blocks(self, document: Document) -> list[Block]:
        """What a page shows of a document: with a file beside it, perhaps no more than the way there."""
        kind = kind_of(document)
        if kind is None:
            return document.blocks()
        return page_blocks(kind, self.files[document.key], document)
