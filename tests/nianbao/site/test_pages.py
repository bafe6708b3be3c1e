"""Home, missing pages, Datasette's own pages with our texts, and starting the server."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from archive import ArchiveError, open_archive
from archive.schema.views import VIEWS, create, outdated
from nianbao.site import command, serve
from nianbao.site.serve import application
from nianbao.site.web import metadata
from nianbao.site.web.i18n import CHINESE, ENGLISH
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get, run


def test_home_shows_counts_and_newest(get: Get, built: Built) -> None:
    page = get("/").text
    assert 'role="search"' in page
    assert f"/report/{built.whole}" in page and f"/report/{built.older}" in page
    assert re.search(r'<a href="/search">4</a>', page)
    assert 'lang="zh-Hans"' in page


def test_home_of_an_empty_archive(tmp_path: Path) -> None:
    with open_archive(tmp_path):
        pass
    datasette = application(tmp_path)

    async def look() -> str:
        await datasette.invoke_startup()
        return str((await datasette.client.get("/")).text)

    assert "档案里还没有报告" in run(look())


@pytest.mark.parametrize("path", ["/report/", "/publisher/", "/-/snapshot/", "/-/raw/"])
def test_an_unknown_key_is_a_plain_404(get: Get, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    response = get(path + "0" * 32)
    assert response.status_code == 404
    assert "没有" in response.text
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("path", ["/-/nianbao/none.css", "/-/snapshot/..%2f..%2fetc/page", "/-/raw/../x"])
def test_no_other_path_leads_anywhere(get: Get, path: str) -> None:
    assert get(path).status_code in (302, 404)


def test_datasette_pages_have_our_texts(get: Get, built: Built) -> None:
    page = get("/nianbao/reports_wide").text
    assert "报告一览" in page and "本年新收申请（件）" in page and "政府公开信息" in page
    assert f'<a href="/report/{built.whole}">' in page
    assert get("/nianbao/failed_checks.json?_shape=objects").json()["rows"][0]["report"] == built.whole
    database = get("/nianbao").text
    assert "勾稽关系不符的报告" in database
    for query in ("most_requests?year=2021", "missing_tables", "unread", "same_report_elsewhere"):
        assert get(f"/nianbao/{query}").status_code == 200
    facets = get("/nianbao/reports_wide.json?_size=0").json()["facet_results"]
    assert set(facets) == {"year", "province", "form"}


def test_every_table_and_column_is_described_in_both_languages(built: Built, site: Any) -> None:
    tables = site.metadata()["databases"]["nianbao"]["tables"]
    with sqlite3.connect(built.data / "nianbao.db") as db:
        names = db.execute("select name from sqlite_master where type in ('table', 'view')")
        there = {name for (name,) in names if not name.startswith(("sqlite_", "_sqlite_", "reports_fts"))}
        assert set(tables) == there
        for table, about in tables.items():
            columns = {row[1] for row in db.execute(f"pragma table_info({table})")}
            assert set(about["columns"]) == columns, table
            for text in (about["description"], *about["columns"].values()):
                both = [metadata.said(text, t) for t in (CHINESE, ENGLISH)]
                assert all(both) and both[0] != both[1], (table, text)


def test_every_file_that_describes_names_what_is_there(site: Any) -> None:
    tables = site.metadata()["databases"]["nianbao"]["tables"]
    for table, about in metadata._file()["tables"].items():
        assert set(about.get("columns", {})) <= set(tables[table]["columns"]), table


def test_views_are_made_anew_only_where_they_differ(built: Built) -> None:
    db = sqlite3.connect(":memory:")
    for line in sqlite3.connect(built.data / "nianbao.db").execute(
        "select sql from sqlite_master where type = 'table' and sql is not null and name not like '%fts%'"
        " and name not like 'sqlite_%'"
    ):
        db.execute(line[0])
    assert outdated(db) == list(VIEWS)
    create(db)
    assert outdated(db) == []
    db.execute("drop view reports_wide")
    db.execute("create view reports_wide as select 1 as old")
    create(db)
    assert "new_received" in {row[1] for row in db.execute("pragma table_info(reports_wide)")}


def test_serve_prints_an_address_that_answers(built: Built) -> None:
    code = f"from nianbao.site import serve; serve({str(built.data)!r}, port=0)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = line.split()[-1]
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            with urllib.request.urlopen(address, timeout=10) as response:
                assert "政府信息公开工作年度报告" in response.read().decode()
            process.send_signal(2)
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


def test_serve_says_in_one_line_what_is_wrong(tmp_path: Path, built: Built) -> None:
    before = threading.active_count()
    with pytest.raises(ArchiveError, match="no archive at"):
        serve(tmp_path / "missing")
    (tmp_path / "nianbao.db").write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(ArchiveError, match="not an archive"):
        serve(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ArchiveError, match=f"cannot serve on 127.0.0.1:{port}"):
            serve(built.data, port=port)
    assert threading.active_count() <= before, "a refusal leaves no thread"


def test_command_is_the_one_that_a_person_gives(built: Built) -> None:
    argv = command(built.data, "127.0.0.1", 8123)
    assert argv[1:4] == ["-m", "nianbao", "serve"]
    assert argv[argv.index("--data") + 1] == str(built.data) and argv[argv.index("--port") + 1] == "8123"


def test_datasette_by_hand(built: Built) -> None:
    """`datasette nianbao.db` finds the plugin by its entry point; skipped where that is not installed."""
    from importlib.metadata import entry_points

    if not any(e.value == "nianbao.site" for e in entry_points(group="datasette")):
        pytest.skip("nianbao is not installed: no entry point to find the plugin by")
    argv = [sys.executable, "-m", "datasette", str(built.data / "nianbao.db"), "--get"]
    found = subprocess.run(
        [*argv, "/nianbao/reports.json?_search=复议&_shape=objects"], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    assert len(json.loads(found.stdout)["rows"]) == 3
    home = subprocess.run([*argv, "/"], capture_output=True, text=True)
    assert "政府信息公开工作年度报告" in home.stdout
