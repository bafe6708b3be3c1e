"""What of an archive is public: each table, view, column, function and pragma is one that the list names, or is refused."""

from __future__ import annotations

import getpass
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.store.db import DB_NAME
from nianbao.site.web.public import Gate, is_public, public
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get

OPERATOR = "nianbao-test (+mailto:somebody@operator.example)"
AUTHOR = "A. Reviewer"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Table or view -> its columns."""
    with open_archive(tmp_path_factory.mktemp("schema")) as archive:
        names = [
            r["name"] for r in archive.rows("select name from sqlite_master where type in ('table', 'view')")
        ]
        return {n: [r["name"] for r in archive.rows(f"pragma table_xinfo([{n}])")] for n in names}


@pytest.fixture
def conn(built: Built) -> sqlite3.Connection:
    conn = sqlite3.connect(f"file:{built.data / DB_NAME}?mode=ro", uri=True)
    for name, count in (("bigrams", 1), ("cn_snippet", 3), ("escape_fts", 1)):
        conn.create_function(name, count, lambda *values: values[0])
    return conn


def asked(conn: sqlite3.Connection, gate: Gate, sql: str) -> list[Any]:
    gate.check(sql, {})
    return conn.execute(sql).fetchall()


def test_the_list_names_every_table_and_column(schema: dict[str, list[str]]) -> None:
    said = public()
    for table, columns in schema.items():
        shown = said.tables.get(table, frozenset())
        hidden = said.hidden.get(table, frozenset())
        assert hidden == {"*"} or shown | hidden >= set(columns), f"{table}: name each column in public.toml"
    assert set(said.tables) | set(said.hidden) <= set(schema), "a table that is no more"
    for table, columns in schema.items():
        assert said.tables.get(table, frozenset()) <= set(columns), table


def test_sqlite_holds_it(conn: sqlite3.Connection, schema: dict[str, list[str]]) -> None:
    gate = Gate(conn)
    for table, columns in schema.items():
        for spelt in (f'"{table}"', f"[{table.upper()}]", f"main.{table} as x"):
            for what in ("*", "count(*)", "1"):
                if is_public(table):
                    asked(conn, gate, f"select {what} from {spelt} limit 3")
                else:
                    with pytest.raises(sqlite3.OperationalError):
                        asked(conn, gate, f"select {what} from {spelt}")
        for column in set(columns) - public().tables.get(table, frozenset()) if is_public(table) else ():
            assert asked(conn, gate, f'select "{column}" from "{table}" where "{column}" is not null') == []


def test_no_function_or_table_of_sqlite_beyond_the_list(conn: sqlite3.Connection) -> None:
    functions = conn.execute("select distinct lower(name), narg from pragma_function_list").fetchall()
    modules = [r[0] for r in conn.execute("select name from pragma_module_list")]
    pragmas = [r[0] for r in conn.execute("select name from pragma_pragma_list")]
    gate = Gate(conn)
    for name, count in functions:
        if name not in public().functions:
            with pytest.raises(sqlite3.OperationalError, match=r"not authorized|misuse|syntax|wrong number"):
                asked(conn, gate, f'select "{name}"({", ".join("1" * max(count, 0))})')
    for name in (*modules, *(f"pragma_{p}" for p in pragmas), "sqlite_sequence", "sqlite_stat1", "dbstat"):
        if name not in public().table_functions:
            for what in ("*", "count(*)", "1"):
                with pytest.raises(sqlite3.OperationalError):
                    asked(conn, gate, f"select {what} from {name}")


@pytest.mark.parametrize(
    "sql",
    [
        "with n as (select 1 as a) select count(*) from n",
        "select value from json_each('[1]')",
        "select r.title from reports_fts f join reports r on r.id = f.rowid where reports_fts match '\"年报\"' order by rank",
        "select * from runs join visits on visits.run_id = runs.id",
        "explain query plan select * from reports_wide",
        "-- a remark\nselect rowid, key from reports",
    ],
)
def test_what_people_come_for_works(conn: sqlite3.Connection, sql: str) -> None:
    asked(conn, Gate(conn), sql)


@pytest.mark.parametrize(
    "path",
    ["/nianbao/leases", "/nianbao/LEASES.json", "/nianbao/leases/1.json", "/nianbao/reports_fts_data.json",
     "/nianbao/reports_fts_idx.csv", "/nianbao/_sqlite_migrations.json", "/nianbao/sqlite_master.json",
     "/nianbao/pragma_database_list.json", "/_internal.json", "/_internal/databases.json"],
)  # fmt: skip
def test_hidden_tables_have_no_page(get: Get, path: str) -> None:
    assert get(path).status_code in (403, 404)


@pytest.mark.parametrize(
    "sql",
    ["select hex(block) from reports_fts_data", "select * from pragma_database_list", "select * from leases",
     "select file from pragma_database_list()", "select * from sqlite_stmt", "select * from dbstat",
     "select load_extension('x')", "select sqlite_compileoption_get(0)",
     "explain select * from leases", "with x as (select * from leases) select 1 from x",
     "select * from reports where id in (select id from leases)"],
)  # fmt: skip
def test_sql_is_held_to_the_list(get: Get, sql: str) -> None:
    for path in ("/nianbao.json", "/nianbao.csv", "/nianbao"):
        answer = get(path, params={"sql": sql})
        assert (
            answer.status_code in (400, 413) or "not authorized" in answer.text or "prohibited" in answer.text
        )
    clause = {"_where": f"id in ({sql})"}
    assert get("/nianbao/reports.json", params=clause).status_code == 400


def test_a_filter_through_a_hidden_table_is_refused(get: Get) -> None:
    through = '{"table": "leases", "column": "machine", "value": "x"}'
    assert get("/nianbao/portals.json", params={"_through": through}).status_code >= 400
    assert get("/nianbao/reports.json", params={"_search": "x", "_fts_table": "leases"}).status_code == 400


def test_no_answer_holds_what_is_the_operators_own(tmp_path: Path, get: Get, built: Built) -> None:
    """The path of the archive, the contact, the author of a decision, the machine."""
    with open_archive(built.data) as archive, archive.transaction():
        archive.conn.execute("update runs set user_agent = ?", [OPERATOR])
        archive.conn.execute(
            "insert or ignore into decisions (key, kind, subject_key, verdict, note, by, at) values"
            " ('d', 'k', 's', 'v', '', ?, '2026-02-01T00:00:00Z')",
            [AUTHOR],
        )
    tables = [table for table in public().tables if not table.startswith("_")]
    paths = [f"/nianbao/{table}{kind}" for table in tables for kind in ("", ".json", ".csv?_stream=on")]
    paths += ["/nianbao", "/nianbao.json", "/.json", "/-/metadata.json", "/-/settings.json", "/-/plugins.json",
              "/-/versions.json", "/nianbao/runs/1.json", "/nianbao/decisions/1", "/nianbao/runs?_facet=user_agent",
              "/nianbao/runs.json?user_agent__contains=operator", "/nianbao/runs?_sort=software", "/nianbao/nothing"]  # fmt: skip
    secrets = [
        OPERATOR,
        "operator.example",
        AUTHOR,
        str(built.data),
        socket.gethostname(),
        getpass.getuser() + "@",
    ]
    for path in paths:
        answer = get(path, follow_redirects=True)
        assert answer.status_code in (200, 400, 404), path
        for secret in secrets:
            assert secret not in answer.text.replace(f"user_agent__contains={secret}", ""), (path, secret)
