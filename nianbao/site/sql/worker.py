"""In a worker: a Datasette like the site's own, and one request to it at a time."""

from __future__ import annotations

import asyncio
import csv
import importlib
import io
import pickle
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache

from archive.exchange.writers import safe
from nianbao.site.sql.database import ANSWER_BYTES, OutOfMemory, PublicArchive, TooLarge
from nianbao.site.web import metadata, web
from nianbao.site.web.datasette_types import Message, Request
from nianbao.site.web.pool import MEMORY, last_resort
from nianbao.site.web.rows import Json

SECONDS = 8.0
CSV_SECONDS = 6.0
"""A CSV is ended in time to say so."""
ANSWER, LARGE = "answer", "large"
CUT = {
    "rows": "已截断：以上并非全部各行 / cut: there are more rows than these",
    "size": "已截断：达到应答大小上限 / cut: this is as much as one answer may hold",
    "time": "已截断：达到时间上限 / cut: this is as much as was found in the time of one answer",
}
"""The last line of a CSV that is not whole."""
TRUNCATED = "x-nianbao-truncated"
"""Header of an answer that is not whole: JSON of some shapes has no other place to say so."""
Found = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers and body of an answer."""
Data = Callable[..., Awaitable[object]]
"""What a view of Datasette reads for a request."""
is_worker = False
"""Whether this process is a worker: what is asked here is never handed on."""


@dataclass(frozen=True, slots=True)
class Task:
    """`site` is a pickled `Site`; `scope` what ASGI knows of the request; no scope only makes the site ready."""

    site: bytes
    scope: Message | None = None
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Site:
    """What the site's Datasette was made of, and what it has learnt of its archives."""

    arguments: dict[str, object]
    tables: dict[str, Json]


@dataclass(slots=True)
class Answer:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    cut: str | None = None
    """Why it is not whole: a key of `CUT`."""


def register() -> None:
    """Make sure that Datasette knows the plugin, also in a checkout that is not installed."""
    plugin = importlib.import_module("nianbao.site")
    from datasette.plugins import pm

    if not pm.is_registered(plugin):
        pm.register(plugin, "nianbao")


def wrong_question(error: Exception) -> Exception | None:
    """What Datasette raises, or stumbles over, where a parameter means nothing to it: an error of status 400; None for all else."""
    from datasette.utils.asgi import BadRequest
    from datasette.views.base import DatasetteError

    if isinstance(error, DatasetteError):
        said = str(error.message) if error.status >= 500 else None
    elif isinstance(error, ValueError | TypeError | LookupError | AttributeError | AssertionError):
        said = f"a parameter is not understood: {error}"
    else:
        said = None
    found: Exception | None = None if said is None else BadRequest(said)
    return found


def answer(task: Task) -> tuple[str, Found | None]:
    """(`ANSWER`, status, headers and body), (`LARGE`, None) or (`MEMORY`, None)."""
    with last_resort(SECONDS):
        try:
            made = _Visited.of(task.site)
            return ANSWER, made.answer(task) if task.scope is not None else None
        except TooLarge:
            return LARGE, None
        except (MemoryError, OutOfMemory):
            return MEMORY, None


class _Visited:
    """The Datasette of this process and the loop that it lives in."""

    def __init__(self, site: Site) -> None:
        global is_worker
        is_worker = True
        csv.field_size_limit(ANSWER_BYTES)
        register()
        self._current = Answer()
        self._runner = asyncio.Runner()
        self._runner.run(self._start(site))

    @staticmethod
    @cache
    def of(site: bytes) -> _Visited:
        return _Visited(pickle.loads(site))

    async def _start(self, site: Site) -> None:
        from datasette.app import Datasette

        self._site = Datasette(**site.arguments)
        for db in await web.archives(self._site):
            self._site.remove_database(db.name)
            self._site.add_database(PublicArchive(self._site, db.path, db.is_mutable), db.name, db.route)
        await self._site.invoke_startup()
        for name, tables in site.tables.items():
            metadata.remember(self._site, name, tables)
        await self._site.refresh_schemas()
        self._app = self._site.app()
        self._watch()

    def _watch(self) -> None:
        """Learn from Datasette's views whether there is more than they show."""
        from datasette.views.database import DatabaseView
        from datasette.views.table import TableView

        for view in (DatabaseView, TableView):
            view.data = self._watched(view.data)

    def _watched(self, data: Data) -> Data:
        from datasette.database import QueryInterrupted
        from datasette.views.base import DatasetteError

        async def watched(view: object, request: Request, *args: object, **options: object) -> object:
            is_csv = request.url_vars.get("format") == "csv"
            try:
                found = await data(view, request, *args, **options)
            except QueryInterrupted:
                if not is_csv:
                    raise
                if self._current.parts:
                    self._current.cut = "time"
                    raise TooLarge from None
                raise DatasetteError("SQL took too long", title="SQL Interrupted", status=400) from None
            if isinstance(found, tuple):
                if is_csv and found[0].get("error"):  # its own CSV would be empty
                    raise DatasetteError(str(found[0]["error"]), title="Invalid SQL", status=400)
                is_cut = found[0].get("truncated") or found[0].get("next")
                self._current.cut = "rows" if is_cut else None
            return found

        return watched

    def answer(self, task: Task) -> Found:
        assert task.scope is not None
        self._current = found = Answer()
        is_csv = task.scope["path"].endswith(".csv")
        late = time.monotonic() + CSV_SECONDS if is_csv else float("inf")

        async def receive() -> Message:
            return {"type": "http.request", "body": task.body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status, found.headers = message["status"], list(message.get("headers") or [])
                return
            part = message.get("body", b"")
            if found.size + len(part) > ANSWER_BYTES or time.monotonic() > late:
                found.cut = "time" if time.monotonic() > late else "size"
                raise TooLarge
            found.parts.append(part)
            found.size += len(part)

        try:
            self._runner.run(self._app(task.scope, receive, send))
        except TooLarge:
            if not (is_csv and found.parts):
                raise
        return found.status, self._headers(found), _as_csv(found) if is_csv else b"".join(found.parts)

    @staticmethod
    def _headers(found: Answer) -> list[tuple[bytes, bytes]]:
        said = [(TRUNCATED.encode(), b"true")] if found.cut else []
        return [*((n, v) for n, v in found.headers if bytes(n).lower() != b"content-length"), *said]


def _as_csv(found: Answer) -> bytes:
    """The body of a CSV: without formulas, and with a last line where it is not whole."""
    body = b"".join(found.parts)
    kind = next((bytes(v) for n, v in found.headers if bytes(n).lower() == b"content-type"), b"")
    if found.status != 200 or not kind.startswith((b"text/csv", b"text/plain")):
        return body
    out = io.StringIO()
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(body.decode(), newline="")):
        writer.writerow([safe(cell) for cell in row])
    if found.cut:
        writer.writerow([CUT[found.cut]])
    # What is downloaded (`_dl`) is opened in Excel, which needs the mark; programs that read the address need none.
    return out.getvalue().encode("utf-8-sig" if kind.startswith(b"text/csv") else "utf-8")
