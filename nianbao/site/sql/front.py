"""In the site's process: hands what is asked of Datasette to a worker, and passes its answer on."""

from __future__ import annotations

import json
import pickle
import re
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Request, Response

from nianbao.site.sql import worker
from nianbao.site.sql.worker import ANSWER, LARGE, Site, Task
from nianbao.site.web import bounds, metadata, posted
from nianbao.site.web.datasette_types import App, Datasette, Message, Receive, Send
from nianbao.site.web.pool import BUSY, DIED, MEMORY, TIMEOUT, Limits, Pool
from nianbao.site.web.public import is_public
from nianbao.site.web.web import archives, language_of, render

LIMITS = Limits(size=2, seconds=worker.SECONDS, patience=4.0, waiting=16, memory=200_000_000)
OTHERS_AFTER = 5.0
"""Seconds until the second process begins: it takes one of its own, which the first visitors are to have."""
LARGE_BYTES = 1_000_000_000
"""Of an archive, from where on counting its tables takes longer than a visitor should wait."""
SCOPE = "type asgi http_version method scheme path raw_path query_string root_path headers client server"
REFUSED: dict[str, tuple[int, str]] = {
    TIMEOUT: (400, "missing.sql_timeout"),
    MEMORY: (413, "missing.sql_memory"),
    DIED: (413, "missing.sql_memory"),
    LARGE: (413, "missing.sql_large"),
    BUSY: (503, "missing.sql_busy"),
}
"""What became of a question -> status of the answer, and the key of the sentence that says so."""


class _Visitors:
    """The workers of one Datasette, made when they are first needed."""

    def __init__(self) -> None:
        self.pool: Pool[Task] = Pool(worker.answer, LIMITS)
        self._site: bytes | None = None

    def site(self, datasette: Datasette) -> bytes:
        if self._site is None:
            known = {name: metadata.known(datasette, name) for name in datasette.databases}
            self._site = pickle.dumps(Site(_arguments(datasette), {n: t for n, t in known.items() if t}))
        return self._site

    def warm(self, datasette: Datasette) -> None:
        """Have a worker ready before the first visitor comes, without waiting for it, and soon the others."""
        ready = Task(self.site(datasette))
        pages = [Task(ready.site, _opened(path)) for path in _of_large(datasette)]
        threading.Thread(target=_warm, args=(self.pool, ready, pages), daemon=True).start()


def _warm(pool: Pool[Task], ready: Task, pages: Sequence[Task]) -> None:
    pool.run(ready)
    time.sleep(OTHERS_AFTER)
    for task in (ready, *pages):
        pool.warm(task)


def _of_large(datasette: Datasette) -> list[str]:
    """The pages of the tables of large archives: what is counted for them is kept, and nobody is to wait for it."""
    return [
        f"/{db.route or db.name}/{table}"
        for db in datasette.databases.values()
        if db.path and Path(db.path).stat().st_size > LARGE_BYTES
        for table in filter(is_public, metadata.known(datasette, db.name) or ())
    ]


def _opened(path: str) -> Message:
    """What ASGI would know of a visitor who opens a page."""
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [],
    }  # fmt: skip


_VISITORS: WeakKeyDictionary[Datasette, _Visitors] = WeakKeyDictionary()


def visitors(datasette: Datasette) -> _Visitors:
    found = _VISITORS.get(datasette)
    if found is None:
        found = _VISITORS[datasette] = _Visitors()
        weakref.finalize(datasette, found.pool.close)
    return found


def _arguments(datasette: Datasette) -> dict[str, object]:
    """What makes the same Datasette in another process: without threads, with our limits in place of its own."""
    names = (
        "immutables sqlite_extensions template_dir plugins_dir crossdb nolock cors cache_headers inspect_data"
    )
    settings = {**datasette._settings, "num_sql_threads": 0, "max_csv_mb": 0}
    same = {name: getattr(datasette, name) for name in names.split()}
    files = [file for file in datasette.files if file not in datasette.immutables]
    return same | {
        "files": files,
        "settings": settings,
        "metadata": datasette._metadata_local,
        "secret": datasette._secret,
        "memory": "_memory" in datasette.databases,
    }


def apart(datasette: Datasette, app: App, ours: Sequence[str]) -> App:
    """The application with all that is not one of our routes answered by workers."""
    own = [re.compile(pattern) for pattern in (*ours, r"^/-/static", r"^/favicon\.ico$")]

    async def wrapped(scope: Message, receive: Receive, send: Send) -> None:
        path = scope["type"] == "http" and _path(datasette, scope)
        if not path or worker.is_worker:
            await app(scope, receive, send)
        elif not any(pattern.search(path) for pattern in own):
            await _answer(datasette, scope, receive, send)
        elif (refusal := bounds.refused_here(scope)) is not None:
            await refusal.asgi_send(send)
        else:
            await app(scope, receive, send)

    return wrapped


def _path(datasette: Datasette, scope: Message) -> str:
    """The path as Datasette's router sees it."""
    raw = scope.get("raw_path")
    path: str = raw.decode("ascii").partition("?")[0] if raw else scope["path"]
    base = str(datasette.setting("base_url"))
    return "/" + path[len(base) :] if base != "/" and path.startswith(base) else path


async def _answer(datasette: Datasette, scope: Message, receive: Receive, send: Send) -> None:
    to = visitors(datasette)
    request = Request({**scope, "csrftoken": str}, receive)  # templates may ask for a token: there is no form
    body = await posted.body(receive)
    if body is None:
        await Response.text("too much was posted, or too slowly", status=413).asgi_send(send)
        return
    task = Task(to.site(datasette), {name: scope[name] for name in SCOPE.split() if name in scope}, body)
    done = await to.pool.ask(task)
    if done.outcome != ANSWER:
        await (await _refusal(datasette, request, done.outcome)).asgi_send(send)
        return
    status, headers, found = done.result
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": found})


async def _refusal(datasette: Datasette, request: Request, outcome: str) -> Response:
    """What is said where there is no answer: a page, or JSON or text where these were asked for."""
    status, why = REFUSED[outcome]
    sentence = language_of(request)(why)
    headers = {"Retry-After": "5"} if outcome == BUSY else {}
    if request.path.endswith(".json"):
        said = {"ok": False, "error": sentence, "status": status, "title": None}
        body = json.dumps(said, ensure_ascii=False)
        return Response(body, status, headers, "application/json; charset=utf-8")
    found = await archives(datasette)
    if request.path.endswith(".csv") or not found:
        return Response(sentence, status, headers, "text/plain; charset=utf-8")
    page = await render(
        datasette, request, found[0], "missing.html", {"why": why, "hint": "missing.sql_hint"}, status
    )
    page.headers |= headers | {"Cache-Control": "no-store"}
    return page
