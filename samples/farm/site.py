"""One portal of the farm as a map from addresses to pages; a page is rendered when it is asked for, and not kept."""

import hashlib
import json
import posixpath
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samples.data import toml
from samples.farm.look import Look
from samples.farm.words import HERE
from samples.model import Document
from samples.places import Place

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Query = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What the server sends."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


@dataclass(frozen=True)
class Page:
    """One address; `context` may be a function, called when the page is rendered."""

    template: str
    context: dict[str, Any] | Callable[[], dict[str, Any]]
    document: Document | None = None
    status: int = 200


Endpoint = Callable[[Query], Answer]


@dataclass
class Site:
    """A portal being built, then served. `addresses`: where each document stands."""

    place: Place
    look: Look
    rng: random.Random
    pages: dict[str, Page] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    hazards: dict[str, list[str]] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    rendered: int = 0
    """How many pages were made so far."""

    def add(self, path: str, template: str, context: Any = None, **more: Any) -> None:
        """Put a page at a path (its query, if it has one, in the order of its names)."""
        self.pages.setdefault(path, Page(template, context or {}, **more))

    def add_document(self, path: str, document: Document, template: str, context: dict[str, Any]) -> None:
        """Put a document at a path."""
        self.add(path, template, context, document=document)
        self.addresses.setdefault(document.key, []).append(path)

    def href(self, path: str, at: str = "/") -> str:
        """A link to a path as this portal writes links, from a page at another path."""
        match self.look.hrefs:
            case "relative" if "?" not in path + at and "//" not in path + at and at.startswith("/"):
                folder = at.rpartition("/")[0] or "/"
                near = posixpath.relpath(path, folder)
                return f"./{near}/" if path.endswith("/") else f"./{near}"
            case "scheme":
                return f"//{self.place.host}@@PORT@@{path}"
            case "full":
                return f"http://{self.place.host}@@PORT@@{path}"
            case "www":
                return f"http://www.{self.place.host}@@PORT@@{path}"
        return path

    def answer(self, path: str, query: Query) -> Answer | None:
        """The answer to a request, or None where nothing stands; `query` without repeated names."""
        if path in self.endpoints:
            return self.endpoints[path](query)
        full = f"{path}?{urlencode(sorted(query.items()))}" if query else path
        if full in self.redirects or path in self.redirects:
            return Answer(302, "text/html", b"", self.redirects.get(full) or self.redirects[path])
        key = full if full in self.pages else path
        page = self.pages.get(key)
        return None if page is None else self._page(key, page)

    def html(self, text: str, status: int = 200) -> Answer:
        """A page in the portal's encoding."""
        encoding = self.look.encoding
        return Answer(status, encoding.header, text.encode(encoding.charset, "xmlcharrefreplace"))

    def json(self, value: Any) -> Answer:
        """An answer in JSON."""
        self.rendered += 1
        return Answer(200, "application/json;charset=UTF-8", json.dumps(value, ensure_ascii=False).encode())

    def xml(self, text: str) -> Answer:
        """An answer in what some portals take for XML."""
        self.rendered += 1
        return Answer(200, "text/xml;charset=UTF-8", text.encode())

    def render(self, template: str, at: str, **context: Any) -> str:
        """A template filled in, with everything the portal's pages share."""
        shared = {"place": self.place, "look": self.look, "site": self, "at": at, **self.shared}
        return _TEMPLATES.get_template(template).render({**shared, **context})

    def _page(self, path: str, page: Page) -> Answer:
        self.rendered += 1
        context = page.context() if callable(page.context) else page.context
        if page.document is not None:
            body = self.look.markup.render(page.document.blocks())
            context = {**context, "doc": page.document, "body": body}
        if page.template == "text":
            return Answer(page.status, "text/plain", str(context["text"]).encode())
        return self.html(self.render(page.template, path, **context), page.status)


def tag(body: bytes) -> str:
    """A strong validator of the bytes."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()[:16]}"'


def friends() -> list[str]:
    """Names for the links in the foot; they lead to `.example` hosts."""
    found: list[str] = toml("boilerplate")["provinces"]
    return found
