"""Answers that are no success: a proxy keeps none of those of the moment, and no search engine any."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Request as AsgiRequest
from datasette.utils.asgi import Response

from nianbao.site.web.datasette_types import Database, Datasette, Request
from nianbao.site.web.web import view
from tests.nianbao.site.conftest import Get, run


def test_an_answer_that_took_too_long_is_kept_by_nobody(site: Any) -> None:
    @view
    async def slow(datasette: Datasette, request: Request, db: Database) -> Response:
        raise sqlite3.OperationalError("interrupted")

    request = AsgiRequest.fake("/slow")
    request.scope["csrftoken"] = lambda: ""
    answer = run(slow(site, request))
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_what_is_missing_may_be_kept_for_a_minute_and_is_not_indexed(get: Get) -> None:
    missing, there = get(f"/report/{'0' * 32}"), get("/trust")
    assert (missing.status_code, missing.headers["x-robots-tag"]) == (404, "noindex")
    assert missing.headers["cache-control"] == there.headers["cache-control"] == "public, max-age=60"
    assert "x-robots-tag" not in there.headers
