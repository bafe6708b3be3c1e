"""Whole downloads: the reports and figures of a region, a year, a kind of body, or of all; a report as a web archive."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from datasette.utils.asgi import Response

from archive.exchange.tables import Choice
from archive.exchange.whole import ENDINGS, formats
from nianbao.site.pages import choices
from nianbao.site.take.front import made
from nianbao.site.take.work import WACZ, Task
from nianbao.site.web import regions
from nianbao.site.web.datasette_types import Database, Datasette, Request, Send
from nianbao.site.web.files import send_file
from nianbao.site.web.web import HEADERS, Missing, View, number, render, view

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    WACZ: "application/wacz",
}
BUSY = 503


@dataclass(frozen=True, slots=True)
class Asked:
    """A download: its task, and the name that its file is saved under."""

    task: Task
    name: str


def _table(request: Request) -> Asked:
    """`?format=&region=&year=&kind=&level=`; what is left away does not limit."""
    kind = choices.one_of(request, "format", formats()) or "xlsx"
    region = choices.region_code(request) or regions.COUNTRY
    choice = Choice(
        year=number(request, "year"),
        region=regions.stem(region),
        kind=choices.one_of(request, "kind", choices.KINDS),
        level=choices.one_of(request, "level", choices.LEVELS),
    )
    said = [region, choice.year, choice.level, choice.kind]
    name = "-".join(str(part) for part in said if part and part != regions.COUNTRY) or "all"
    return Asked(Task("", kind, "", choice), f"nianbao-{name}{ENDINGS[kind]}")


def _wacz(request: Request) -> Asked:
    key = request.url_vars["key"]
    return Asked(Task("", WACZ, "", report=key), f"nianbao-{key[:12]}.wacz")


async def page(datasette: Datasette, request: Request, send: Send) -> Response | None:
    """`/take?format=xlsx&region=410000&year=2024&kind=government&level=county`, and `/report/<key>.wacz`."""
    asked = _wacz(request) if "key" in request.url_vars else _table(request)
    with tempfile.NamedTemporaryFile(prefix="nianbao-") as file:
        answer = await _saved(replace(asked.task, save_as=file.name))(datasette, request)
        if answer.status != 200:
            return answer
        headers = {
            **HEADERS,
            "Content-Type": MEDIA.get(asked.task.format, "application/zip"),
            "Content-Disposition": f'attachment; filename="{asked.name}"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        }
        await send_file(send, Path(file.name), headers)
    return None


def _saved(task: Task) -> View:
    """A view that has the file written; what it returns is said to the reader where it is no success."""

    @view
    async def saved(datasette: Datasette, request: Request, db: Database) -> Response:
        if not db.path:
            raise Missing("take.nothing")
        status, why = await made(replace(task, directory=str(Path(db.path).absolute().parent)))
        if status == 200:
            return Response.text("")
        context = {"why": why, "hint": "take.hint"}
        answer = await render(datasette, request, db, "missing.html", context, status)
        answer.headers |= {"Cache-Control": "no-store"} | ({"Retry-After": "60"} if status == BUSY else {})
        return answer

    return saved


ROUTES = (
    (r"^/take$", page),
    (r"^/report/(?P<key>[0-9a-f]{32})\.wacz$", page),
)
