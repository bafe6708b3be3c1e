"""No page walks through a table that grows with the archive: what SQLite plans for each question of each page."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import datasette.plugins
import pytest
from datasette import hookimpl

from archive.search import bigrams, cn_snippet, match_query
from archive.store.db import DB_NAME
from nianbao.site.serve import application
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import run

GROWING = (
    *("reports", "renditions", "versions", "readings", "parses", "sections", "figures", "checks", "issues"),
    *("changes", "report_checks", "captures", "frontier", "sightings", "expected"),
)
IN_ORDER = {"reports_first_seen", "reports_year", "changes_at", "changes_kind", "changes_certain"}
"""Indexes that are walked until a page is full."""
MISSING = {"expected_absent"}
"""An index over what is not there alone."""
NEWEST = {"captures"}
"""Tables of which the newest rows are looked at, so many and no more."""
FEW_PORTALS = ("/", "versions: SCAN v")
"""The home page's table of portals, which only a small archive has (`PORTALS_SHOWN`)."""
_SCANNED = re.compile(r"SCAN (?P<name>\w+)(?: AS \w+)?(?: USING (?:COVERING )?INDEX (?P<index>\w+))?")
_ALIAS = re.compile(r"\b(?:from|join)\s+(\w+)(?:\s+as)?\s+(\w+)?", re.IGNORECASE)


class _Traced:
    """A plugin that notes every statement."""

    __name__ = "traced"

    def __init__(self) -> None:
        self.said: list[str] = []

    @hookimpl(trylast=True)
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        conn.set_trace_callback(self.said.append)


@pytest.fixture(scope="module")
def traced() -> Iterator[_Traced]:
    plugin = _Traced()
    datasette.plugins.pm.register(plugin, "traced")
    yield plugin
    datasette.plugins.pm.unregister(plugin)


@pytest.fixture
def planner(built: Built) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(f"file:{built.data / DB_NAME}?mode=ro", uri=True)
    conn.create_function("bigrams", 1, bigrams)
    conn.create_function("escape_fts", 1, match_query)
    conn.create_function("cn_snippet", 3, cn_snippet)
    yield conn
    conn.close()


def walked(planner: sqlite3.Connection, sql: str) -> Iterator[str]:
    """The growing tables that a statement goes through from end to end."""
    names = {alias or name: name for name, alias in _ALIAS.findall(sql)} | {
        name: name for name, _ in _ALIAS.findall(sql)
    }
    for *_, step in planner.execute(f"explain query plan {sql}"):
        found = _SCANNED.match(step)
        table = names.get(found["name"]) if found else None
        if found and table in GROWING and found["index"] not in IN_ORDER | MISSING and table not in NEWEST:
            yield f"{table}: {step}"


def pages(built: Built) -> list[str]:
    return [
        *("/", "/changes", "/changes?kind=new", "/changes.atom", "/changes.atom?kind=new", "/digest", "/digest.atom"),
        *("/coverage", "/coverage?region=410000&year=2021&status=late", "/gaps", "/gaps?region=410000", "/trust"),
        *("/status", "/metrics", "/region/000000", "/region/410000", "/region/410300", "/region/410324", "/ranking"),
        *("/ranking?measure=disclosure&level=&kind=", "/chart", "/data", "/search?year=2021", "/search?q=复议"),
        *("/search?q=复议&kind=government&year=2021", "/search?region=410000", "/search?status=revised_figures"),
        *(f"{page}/{built.whole}" for page in ("/report", "/compare", "/wrong")),
        *(f"/report/{built.revised}", f"/report/{built.whole}.json", f"/compare/{built.whole}/{built.revised}"),
    ]  # fmt: skip


def test_no_page_walks_through_the_archive(
    built: Built, traced: _Traced, planner: sqlite3.Connection
) -> None:
    site = application(built.data)
    found: dict[str, set[str]] = {}
    for page in pages(built):
        traced.said.clear()
        assert run(site.client.get(page)).status_code == 200, page
        for sql in filter(lambda sql: re.match(r"\s*(select|with)\b", sql, re.IGNORECASE), list(traced.said)):
            if walks := {walk for walk in walked(planner, sql) if (page, walk) != FEW_PORTALS}:
                found.setdefault(page, set()).update(walks)
    assert found == {}


def test_the_planner_is_asked_right(planner: sqlite3.Connection) -> None:
    """The test finds what it looks for."""
    assert list(walked(planner, "select count(*) from reports r where title = 'x'"))
    assert list(walked(planner, "select * from figures where value = 3"))
    assert not list(walked(planner, "select * from reports where key = 'x'"))
