"""What we use of Datasette's objects, and of ASGI. Datasette has no types of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Query = Callable[[sqlite3.Connection], T]
"""What is read on a connection."""
Message = MutableMapping[str, Any]
"""A scope or an event of ASGI: what its values are depends on its `type`."""
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Urls(Protocol):
    """Addresses within the site, below its `base_url`."""

    def path(self, path: str) -> str: ...

    def database(self, database: str) -> str: ...


class Database(Protocol):
    """An attached database; `path` is None for one in memory."""

    name: str
    path: str | None
    route: str
    is_mutable: bool

    async def execute_fn(self, fn: Query[T]) -> T: ...

    async def execute_write_fn(self, fn: Query[T]) -> T: ...

    async def table_names(self) -> list[str]: ...

    async def view_names(self) -> list[str]: ...


class Parameters(Protocol):
    """The parameters of a query string: the first value of each name."""

    def get(self, name: str, default: str | None = None) -> str | None: ...

    def getlist(self, name: str) -> list[str]: ...

    def __getitem__(self, name: str) -> str: ...

    def __contains__(self, name: object) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


class Request(Protocol):
    """`url_vars` are the named groups of the route's pattern, None where a group matched nothing."""

    args: Parameters
    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    url_vars: Mapping[str, str]
    scope: Message
    receive: Receive


class Datasette(Protocol):
    databases: Mapping[str, Database]
    files: Sequence[str]
    immutables: Sequence[str]
    urls: Urls
    _settings: Mapping[str, object]
    _metadata_local: Mapping[str, object]
    _secret: str

    def setting(self, name: str) -> int: ...

    def app(self) -> App: ...

    async def invoke_startup(self) -> None: ...

    def absolute_url(self, request: Request, path: str) -> str: ...

    async def render_template(
        self, template: str, context: Mapping[str, object], request: Request
    ) -> str: ...
