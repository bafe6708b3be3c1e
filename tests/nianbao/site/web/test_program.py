"""What is not public is read in no form of question: neither by the program of SQLite, nor by the words, nor over HTTP."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

import pytest

from archive import open_archive
from archive.store.db import DB_NAME
from nianbao.site.web.program import Places, joins_by_name, pages, virtual
from nianbao.site.web.public import Gate, is_public, public
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get

SECRET = "nianbao-secret@operator.example"
FORMS = (
    "select [{c}] from [{t}] full join (select 1 as [{c}] where 0) using ([{c}])",
    "select [{c}] from [{t}] natural full join (select 1 as [{c}] where 0)",
    "select 1 from [{t}] join (select 'guess' as [{c}]) using ([{c}])",
    "select 1 from [{t}] natural join (select 'guess' as [{c}])",
    "select [{c}] from (select 1 as [{c}] where 0) full join main.[{t}] using ([{c}])",
    "with x as (select 1 as [{c}] where 0) select max([{c}]) over () from [{t}] full join x using ([{c}])",
    "select * from (select 1 as [{c}] where 0) natural full join [{t}]",
    "select count(*), [{c}] from [{t}] full join (select 1 as [{c}] where 0) using ([{c}]) group by 2 order by 2",
    "select (select [{c}] from [{t}] full join (select 1 as [{c}] where 0) using ([{c}]) limit 1)",
    "select 1 where exists (select 1 from [{t}] join (select 'guess' as [{c}]) using ([{c}]))",
    "select 1 union all select [{c}] from [{t}] full join (select 1 as [{c}] where 0) using ([{c}])",
    "select value from json_each((select json_array([{c}]) from [{t}] full join (select 1 as [{c}] where 0) using ([{c}])))",
)
PLAIN = (
    "select [{c}] from [{t}]",
    "select max([{c}]) from [{t}]",
    "select lag([{c}]) over (order by [{c}]) from [{t}]",
    "select 1 from [{t}] order by [{c}]",
    "select length([{c}]) from [{t}] as x where x.[{c}] like 'n%'",
    "select x.* from [{t}] x",
)
"""What the authorizer refuses or answers with null; the program alone says it as well."""


@pytest.fixture(scope="module")
def conn(built: Built) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(f"file:{built.data / DB_NAME}?mode=ro", uri=True)
    for name, count in (("bigrams", 1), ("cn_snippet", 3), ("escape_fts", 1)):
        conn.create_function(name, count, lambda *values: values[0])
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def hidden(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each table and column that is not public."""
    tables = [row[0] for row in conn.execute("select name from sqlite_master where type = 'table'")]
    return [
        (table, row[1])
        for table in tables
        for row in conn.execute(f"pragma table_xinfo([{table}])")
        if row[1].lower() not in public().tables.get(table.lower(), ())
        and not (table == "reports_fts" and row[6])
    ]


def places(conn: sqlite3.Connection) -> Places:
    return Places(pages(conn, public().tables), virtual(conn, ("reports_fts", *public().table_functions)))


def test_the_program_tells_what_the_authorizer_is_not_asked(
    conn: sqlite3.Connection, hidden: list[tuple[str, str]]
) -> None:
    found = places(conn)
    assert {table for table, _ in hidden} >= {"leases", "runs", "decisions", "reports_fts_data", "queue"}
    for table, column in hidden:
        for form in (*FORMS, *PLAIN):
            sql = form.format(t=table, c=column)
            assert not found.holds(conn.execute(f"explain {sql}").fetchall()), sql


@pytest.mark.parametrize(
    "sql",
    [
        "select file from pragma_database_list full join (select 1 as file where 0) using (file)",
        "select sql from sqlite_stmt", "select * from pragma_table_info('runs')", "select name from dbstat",
        "select x from temp.seen", "select x from other.seen",
    ],
)  # fmt: skip
def test_no_table_of_sqlite_or_of_another_database(conn: sqlite3.Connection, sql: str) -> None:
    with sqlite3.connect(":memory:") as own:
        conn.backup(own)
        own.execute("create temp table seen (x)")
        own.execute("attach ':memory:' as other")
        own.execute("create table other.seen (x)")
        assert not places(own).holds(own.execute(f"explain {sql}").fetchall())


def test_what_is_public_is_read(conn: sqlite3.Connection) -> None:
    found = places(conn)
    for table, columns in public().tables.items():
        if table == "reports_fts":
            continue
        names = ", ".join(f"[{name}]" for name in sorted(columns))
        for sql in (f"select {names} from [{table}]", f"select count(*) from [{table}]",
                    f"select {names} from [{table}] order by [{min(columns)}] desc"):  # fmt: skip
            assert found.holds(conn.execute(f"explain {sql}").fetchall()), sql
    found_by_words = "select r.title from reports_fts f, json_each('[1]') join reports r on r.id = f.rowid where reports_fts match 'x'"
    assert found.holds(conn.execute(f"explain {found_by_words}").fetchall())


def test_each_form_is_refused_to_visitors(
    conn: sqlite3.Connection, hidden: list[tuple[str, str]], built: Built
) -> None:
    gate = Gate(conn := sqlite3.connect(f"file:{built.data / DB_NAME}?mode=ro", uri=True))
    for table, column in hidden:
        for form in FORMS:
            with pytest.raises(sqlite3.OperationalError):
                gate.check(form.format(t=table, c=column), {})
        for sql in PLAIN:
            if not is_public(table):
                with pytest.raises(sqlite3.OperationalError):
                    gate.check(sql.format(t=table, c=column), {})
    conn.close()


def test_the_list_follows_the_schema(conn: sqlite3.Connection) -> None:
    """A page that was public is taken by another table."""
    with sqlite3.connect(":memory:") as own:
        conn.backup(own)
        gate = Gate(own)
        gate.check("select title from reports", {})
        own.set_authorizer(None)
        own.execute("create table secrets (word)")
        own.execute("drop table announced")
        own.commit()
        own.execute("vacuum")
        own.set_authorizer(gate)
        gate.check("select title from reports", {})
        with pytest.raises(sqlite3.OperationalError):
            gate.check("select word from secrets full join (select 1 as word where 0) on 0", {})


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from a join b using (c)", "select 1 from a NaTuRaL join b", "select 1 from a join b USING(c)",
        "select 'x' from a join b/**/using/**/(c)", "select '--' from a natural join b", "select 1--'\nfrom a natural join b",
        "select \"it's\" from a join b using(c)", "select [it's] from a natural join b", "select `'` from a natural join b",
        "select /*'*/ 1 from a natural join b", "select 1 from a join b \ufeffusing(c)", "select 'a''b' from a natural join b",
        "select '/*' from a natural join b --*/", "select $a(') from a natural join b --')", "select $\u200b(') , 1 using --'",
        "select /*/ ' */ 1 from a natural join b --'", "select 1 from a join b\x0cusing\x0c(c)", "select :a from a natural join b",
    ],
)  # fmt: skip
def test_the_words_are_found(sql: str) -> None:
    assert joins_by_name(sql)


@pytest.mark.parametrize(
    "sql",
    ["select 'using' as [natural]", 'select "natural" from a', "select 1 -- using", "select 1 /* natural */", "select causing, natural_"
     " from a", "select `using` from a", "select :a, 'it''s using'", "select 1 /* using"],
)  # fmt: skip
def test_texts_names_and_remarks_are_no_words(sql: str) -> None:
    assert not joins_by_name(sql)


@pytest.mark.parametrize("part", ["[", "'", '"', "`", "/*", "--", "$", "$\u200b", "a$", "''", "$a::"])
def test_reading_words_takes_linear_time(part: str) -> None:
    began = time.process_time()
    joins_by_name(part * 200_000)
    assert time.process_time() - began < 5


def test_no_answer_over_http_holds_it(get: Get, built: Built) -> None:
    with open_archive(built.data) as archive, archive.transaction():
        archive.conn.execute("update runs set user_agent = ?", [SECRET])
    for form in (*FORMS, *PLAIN):
        sql = form.format(t="runs", c="user_agent")
        for path in ("/nianbao.json", "/nianbao.csv", "/nianbao", "/nianbao.blob"):
            said = get(path, params={"sql": sql, "_blob_column": "user_agent"}).text
            assert SECRET not in said, (path, sql)
    for form in FORMS:
        clause = form.format(t="runs", c="user_agent").replace("select *", "select user_agent")
        answer = get("/nianbao/runs.json", params={"_where": f"id in ({clause})"})
        assert answer.status_code == 400, clause
    for path in ("/nianbao/runs/1.json", "/nianbao/visits.json?_labels=on", "/nianbao/runs.json?_facet=user_agent",
                 "/nianbao/runs.json?_sort=user_agent", "/nianbao/runs.json?_col=user_agent", "/nianbao/visits/1.json?_extra=foreign_key_tables",
                 "/nianbao/runs/1.blob?_blob_column=user_agent", "/nianbao/runs.csv?_col=user_agent&_stream=on"):  # fmt: skip
        assert SECRET not in get(path).text, path
