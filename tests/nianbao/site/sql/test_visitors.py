"""Questions of visitors: each ends in time, in memory and in size, our own pages never wait, and no cut is silent."""

from __future__ import annotations

import csv
import io
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from archive import open_archive
from nianbao.site.serve import application
from nianbao.site.sql import front
from nianbao.site.sql.database import ANSWER_BYTES
from nianbao.site.sql.front import LIMITS
from nianbao.site.sql.worker import ANSWER, CUT, TRUNCATED, Task
from nianbao.site.web.public import public
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get, run
from tests.serving import Site, running
from tests.thinned import thinned

LONG = "replace(hex(zeroblob(490000)), '0', 'a')"
"""A text of almost a million letters."""
NEEDLE = "replace(hex(zeroblob(245000)), '0', 'a')"
ONE_LONG_FUNCTION = (
    f"select instr({LONG}, {NEEDLE} || 'b') + instr({LONG}, {NEEDLE} || 'c') + instr({LONG}, {NEEDLE} || 'd')"
)
"""A quick machine ends the first of the three within the limit."""
FAT = "with recursive c(x) as (select 1 union all select x + 1 from c limit 2000) select zeroblob(900000) from c"
BETWEEN = 1.0
"""Seconds in which one of our own pages is there."""


@pytest.fixture(scope="module")
def server(built: Built) -> Iterator[Site]:
    with running(built.data) as found:
        opened(question(found, "select 1"))  # the first one starts the workers
        yield found


def opened(address: str, wait: float = 60.0) -> tuple[int, bytes, float]:
    """Status, body and seconds."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=wait) as answer:
            return answer.status, answer.read(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read(), time.monotonic() - began


def question(server: Site, sql: str, number: int = 0, page: str = "/nianbao.json") -> str:
    return f"{server.address}{page}?{urlencode({'sql': f'{sql} -- {number}'})}"


def test_a_long_function_is_killed_and_our_pages_go_on(server: Site, built: Built) -> None:
    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(opened, question(server, ONE_LONG_FUNCTION, n)) for n in range(10)]
        time.sleep(1)
        for path in ("/", f"/search?q={quote('年报')}", f"/report/{built.whole}") * 3:
            status, _, seconds = opened(server.address + path)
            assert status == 200 and seconds < BETWEEN, path
        statuses = {future.result()[0] for future in asked}
    assert statuses <= {400, 503}
    time.sleep(5)
    before = server.work()
    time.sleep(2)
    assert server.work() - before < 0.5, "nothing is at work any more"
    assert opened(question(server, "select 1"))[0] == 200


@pytest.mark.parametrize(
    "sql",
    thinned(
        [
            FAT,
            FAT.replace("zeroblob(900000)", "hex(randomblob(400000))"),
            "select group_concat(a.text) from sections a, sections b, sections c, sections d, sections e",
            "with recursive c(x) as (select 1 union all select x || 'aaaaaaaaaaaaaaaa' from c) select * from c order by x",
            "select " + ", ".join(f"zeroblob({900_000 + n})" for n in range(100)),
            "select printf('%.*c', 900000, 'x') from checks a, checks b",
        ]
    ),
)
def test_no_answer_fills_the_memory(server: Site, sql: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(opened, question(server, sql, n)) for n in range(20)]
        most = 0
        while not all(future.done() for future in asked):
            most = max(most, server.memory())
            time.sleep(0.2)
    assert {future.result()[0] for future in asked} <= {200, 400, 413, 503}
    assert most < 1_000_000_000


def test_an_answer_that_is_too_large_says_so(get: Get) -> None:
    answer = get("/nianbao.json", params={"sql": FAT})
    assert answer.status_code == 413 and answer.json()["ok"] is False
    page = get("/nianbao", params={"sql": FAT})
    assert page.status_code == 413 and "结果过大" in page.text and 'class="seal"' in page.text
    assert get("/nianbao?lang=en", params={"sql": FAT}).status_code == 413
    assert get("/nianbao.csv", params={"sql": FAT}).status_code == 413
    assert len(get("/nianbao.json?sql=select+1").content) < ANSWER_BYTES


MANY = "with recursive c(x) as (select 1 union all select x + 1 from c limit 3000) select x from c"


def test_a_cut_is_said_on_the_page_in_json_and_in_csv(get: Get) -> None:
    assert "结果已截断" in get("/nianbao", params={"sql": MANY}).text
    answer = get("/nianbao.json", params={"sql": MANY})
    assert answer.json()["truncated"] is True and answer.headers[TRUNCATED] == "true"
    assert get("/nianbao.json", params={"sql": MANY, "_shape": "array"}).headers[TRUNCATED] == "true"
    rows = list(csv.reader(io.StringIO(get("/nianbao.csv", params={"sql": MANY}).text)))
    assert rows[-1] == [CUT["rows"]] and len(rows) == 1 + 2000 + 1
    whole = get("/nianbao.csv", params={"sql": MANY.replace("3000", "30")})
    assert TRUNCATED not in whole.headers and len(whole.text.split()) == 31
    assert "结果已截断" not in get("/nianbao", params={"sql": "select 1"}).text


def test_a_table_in_csv_is_whole_or_says_that_it_is_not(get: Get) -> None:
    first = list(csv.reader(io.StringIO(get("/nianbao/fields.csv?_size=5").text)))
    assert first[-1] == [CUT["rows"]] and len(first) == 7
    whole = list(csv.reader(io.StringIO(get("/nianbao/fields.csv?_stream=on&_size=7").text)))
    count = get("/nianbao/fields.json?_size=0").json()["filtered_table_rows_count"]
    assert len(whole) == 1 + count and whole[-1] != [CUT["rows"]]


def test_a_csv_that_is_downloaded_has_the_mark_that_excel_needs(get: Get) -> None:
    read, loaded = get("/nianbao/fields.csv?_size=5"), get("/nianbao/fields.csv?_size=5&_dl=on")
    assert "attachment" in loaded.headers["content-disposition"]
    assert loaded.content == b"\xef\xbb\xbf" + read.content


def test_a_csv_of_more_than_an_answer_may_hold_ends_with_a_line_that_says_so(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive, archive.transaction():
        for number in range(250):
            archive.conn.execute("insert into locators (locator) values (?)", [f"{number}" + "x" * 100_000])
    site = application(tmp_path)
    # On a busy machine the first rows may be over their time, which is another test. Workers are told at the beginning.
    site._settings["sql_time_limit_ms"] = 20_000
    run(site.invoke_startup())
    answer = run(site.client.get("/nianbao/locators.csv?_stream=on&_size=50"))
    if answer.status_code == 400:  # on a busy machine the whole may be over its time, and says so
        assert "查询时间过长" in answer.text
        return
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert answer.status_code == 200, answer.text[:500]
    assert len(answer.content) < ANSWER_BYTES + 1000
    assert rows[-1] in ([CUT["size"]], [CUT["time"]]) and all(len(row) == 2 for row in rows[:-1])


@pytest.mark.parametrize(
    ("value", "shown"),
    [("'=1+1'", "'=1+1"), ("'+x'", "'+x"), ("'-x'", "'-x"), ("'@x'", "'@x"), ("char(9) || 'x'", "'\tx"),
     ("char(13) || 'x'", "'\rx"), ("char(10) || '=1'", "'\n=1"), ("'＝1+1'", "'＝1+1"), ("'＠x'", "'＠x"), ("-5", "-5"), ("-1.5e-300", "-1.5e-300"), ("'a=b'", "a=b")],
)  # fmt: skip
def test_formulas_are_kept_text(get: Get, value: str, shown: str) -> None:
    text = get("/nianbao.csv", params={"sql": f"select {value} as '=head', 'a\"b' as b"}).text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["'=head", "b"], [shown, 'a"b']]


@pytest.mark.parametrize(
    "path",
    [
        "/nianbao/reports.json?_where=" + quote(f"({ONE_LONG_FUNCTION}) = 1"),
        "/nianbao/sections.json?text__like=" + quote("%a" * 20_000),
        "/nianbao/sections.json?text__glob=" + quote("*a" * 20_000),
        "/nianbao/report_figures.csv?_stream=on&_facet=value",
        "/nianbao/reports?_facet=title&_facet=key&_facet_date=first_seen&_facet_array=title",
        "/nianbao/most_requests.json?year=" + "9" * 10_000,
        "/nianbao/reports.json?_search=" + quote("年" * 3000),
        "/nianbao/reports.json?_searchmode=raw&_search=" + quote("a* OR " * 2000 + "a"),
        "/nianbao/reports.json?_size=-1",
        "/nianbao/reports.json?_timelimit=x",
    ],
)
def test_every_way_in_ends_in_time(server: Site, path: str) -> None:
    _, _, seconds = opened(server.address + path)
    assert seconds < LIMITS.seconds + 3


def test_a_value_that_is_too_long_is_an_error_of_the_question(get: Get) -> None:
    clause = {"_where": "length(zeroblob(1000) || hex(zeroblob(999999))) > 0"}
    assert get("/nianbao/reports.json", params=clause).status_code == 400


MEANINGLESS = (
    "runs.json?_sort=user_agent", "reports.json?_sort=nowhere", "reports.json?_sort=year&_sort_desc=title",
    "reports.json?_sort=%22;drop", "reports?_sort=%22;drop&_next=1", "reports.json?_through=zzz", "reports.json?_through=[]",
    "reports.json?_through={}", "reports.json?_through=%7B%22table%22:%22captures%22,%22column%22:%22id%22,%22value%22:%221%22%7D",
    "reports.json?_timelimit=abc", "reports.json?year__in=[1,", "reports.json?_facet_size=abc&_facet=year",
    "reports.json?_size=-1", "reports.json?_shape=zzz", "reports.json?_facet_array=title", "reports.json?_facet=nowhere",
    "reports.json?_where=1)+union+select", "reports.json?title__nowhere=a", "reports.json?_ttl=abc", "reports.json?_col=nowhere",
    "reports.json?_searchmode=raw&_search=%22", "reports/1.blob?_blob_column=nowhere",
)  # fmt: skip


@pytest.mark.parametrize("asked", [
    *(f"/{path}" for path in MEANINGLESS), ".json?sql=select+1&_timelimit=abc", ".csv?sql=", ".json?sql=%00",
    ".json?sql=select+:_random_chars_900000000", ".blob?sql=select+1+a&_blob_column=a&_blob_hash=zz",
])  # fmt: skip
def test_a_parameter_without_meaning_is_no_error_of_ours(server: Site, asked: str) -> None:
    status, body, _ = opened(f"{server.address}/nianbao{asked}")
    assert 200 <= status < 500, body[:200]
    assert b"Traceback" not in body


def test_sql_of_visitors_can_be_turned_off(built: Built) -> None:
    site = application(built.data, sql=False)
    run(site.invoke_startup())
    assert run(site.client.get("/nianbao.json?sql=select+1")).status_code == 403
    assert run(site.client.get("/nianbao/reports.json?_where=1")).status_code == 403
    assert run(site.client.get("/nianbao/reports.json")).status_code == 200
    assert run(site.client.get("/nianbao/failed_checks.json")).status_code == 200


def test_what_is_posted_is_bounded(server: Site) -> None:
    request = urllib.request.Request(server.address + "/nianbao", data=b"x" * 1_000_000)
    with pytest.raises((urllib.error.HTTPError, urllib.error.URLError)):
        urllib.request.urlopen(request, timeout=30)
    assert json.loads(opened(question(server, "select 1"))[1])["rows"] == [[1]]


def test_a_visitors_own_count_is_never_a_kept_one(built: Built) -> None:
    """Counts of whole tables are kept for the pages of Datasette's tables alone."""
    with running(built.data) as site:
        address = f"{site.address}/nianbao.json?sql={quote('select count(*) from regions')}&_shape=array"
        with open_archive(built.data) as archive:
            before = json.load(urllib.request.urlopen(address, timeout=30))[0]["count(*)"]
            archive.conn.execute(
                "insert into regions (code, name, level) values ('999998', '样乙县', 'county')"
            )
            try:
                after = json.load(urllib.request.urlopen(address, timeout=30))[0]["count(*)"]
            finally:
                archive.conn.execute("delete from regions where code = '999998'")
    assert after == before + 1


def test_the_tables_of_a_large_archive_are_counted_before_a_visitor_comes(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = application(built.data)
    run(site.invoke_startup())
    assert front._of_large(site) == [], "a small archive is counted in no time"
    monkeypatch.setattr(front, "LARGE_BYTES", 0)
    paths = front._of_large(site)
    assert {path.rpartition("/")[2] for path in paths} <= set(public().tables)
    assert {"/nianbao/reports", "/nianbao/figures", "/nianbao/reports_wide"} <= set(paths)
    to = front.visitors(site)
    try:
        for path in paths:
            done = to.pool.run(Task(to.site(site), front._opened(path)))
            assert (done.outcome, done.result[0]) == (ANSWER, 200), path
    finally:
        to.pool.close()
