"""Attackers beside readers: forty kinds of questions by eight clients, and sixty hostile files, thirty at once.

Figures go to `build/strangers-site.json`.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from nianbao.site.sql.worker import SECONDS
from tests.nianbao.site.building import Built
from tests.nianbao.site.proof.hostile_files import files
from tests.nianbao.site.proof.test_hostile_files import GOOD, Bad, good_pdf, stored
from tests.nianbao.site.sql.test_visitors import FAT, LONG, MANY, ONE_LONG_FUNCTION, opened
from tests.serving import Site, running

FIGURES = Path("build/strangers-site.json")
CLIENTS, READERS, PAUSE = 8, 10, 0.5
SECONDS_OF_ATTACK = float(os.environ.get("NIANBAO_ATTACK_SECONDS", "90"))
P95, MEMORY = 1.0, 1_000_000_000
COUNTING = "with recursive c(x) as (select 1 union all select x + 1 from c"

QUESTIONS = (
    ONE_LONG_FUNCTION,
    FAT,
    MANY,
    f"select replace({LONG}, 'a', 'bb')",
    f"select length(replace({LONG}, 'a', {LONG}))",
    "select zeroblob(999999), zeroblob(999999) from checks a, checks b",
    "select hex(randomblob(499999)) from checks a, checks b",
    "select hex(zeroblob(1000000000))",
    "select printf('%.*c', 999999, 'x') from figures a, figures b",
    "select printf('%999999d', 1) from figures a, figures b",
    "select group_concat(text, text) from sections",
    "select group_concat(a.text) from sections a, sections b, sections c, sections d",
    f"select {LONG} like '%a%a%a%a%a%a%a%a%a%ab'",
    f"select {LONG} glob '*a*a*a*a*a*a*a*a*a*b'",
    f"{COUNTING}) select count(*) from c",
    f"{COUNTING}) select max(x) from c",
    f"{COUNTING}) select x from c order by x",
    f"{COUNTING} limit 100000000) select sum(x) from c",
    "with recursive c(x) as (select 'a' union all select x || x from c) select length(x) from c",
    "with recursive c(x) as (select 'a' union all select x || 'aaaaaaaaaaaaaaaaaaaaaaaa' from c) select * from c order by x",
    "select count(*) from figures a, figures b, figures c, figures d",
    "select * from figures a, figures b, figures c order by random()",
    "select distinct a.raw || b.raw || c.raw from figures a, figures b, figures c",
    "select count(*) from reports_fts where reports_fts match 'a* OR b* OR c*'",
    "select f.rowid from reports_fts f, reports_fts g, figures where f.reports_fts match '\"年报\"' order by f.rank",
    f"select cn_snippet({LONG}, 'a b c d e f g', 120)",
    f"select cn_snippet({LONG}, {LONG}, 999999)",
    f"select bigrams({LONG})",
    "select length(bigrams(replace(hex(zeroblob(300000)), '0', '年')))",
    f"select escape_fts({LONG})",
    f"select json_array({LONG}, {LONG})",
    "select count(*) from json_each('[' || rtrim(replace(hex(zeroblob(200000)), '0', '1,'), ',') || ']') a, checks",
    "select json_group_array(text) from sections a, sections b",
    f"select trim({LONG}, {LONG})",
    f"select {LONG} = upper(lower(upper({LONG})))",
    "select soundex(a.text) from sections a, sections b, sections c",
    "select " + ", ".join(["zeroblob(999999)"] * 500),
    "select " + " + ".join(["1"] * 900),
    "select * from (" + " union all ".join(["select * from figures"] * 400) + ")",
    "select sum(value) over (order by value rows between unbounded preceding and unbounded following) from figures,"
    " checks, sections",
)  # fmt: skip
WAYS = (
    "/nianbao.json?{sql}",
    "/nianbao.csv?{sql}&_stream=on",
    "/nianbao?{sql}",
    "/nianbao/reports.json?{where}",
    "/nianbao.json?{sql}&_shape=array",
    "/nianbao/sections.csv?_stream=on&{where}",
    "/nianbao/figures?_facet=raw&_facet=value&_facet_size=max&{where}",
)
TABLES = (
    "/nianbao/sections.json?text__like=" + quote("%年%报%a%b%c%d%"),
    "/nianbao/sections.json?text__glob=" + quote("*年*" * 300),
    "/nianbao/report_figures?_facet=raw&_facet=field&_facet_size=max&_size=max",
    "/nianbao/reports_wide.csv?_stream=on",
)


def addresses(site: Site) -> list[str]:
    found = []
    for number, question in enumerate(QUESTIONS):
        sql, where = (
            urlencode({"sql": question}),
            urlencode({"_where": f"(select count(*) from ({question})) > 0"}),
        )
        found.append(site.address + WAYS[number % len(WAYS)].format(sql=sql, where=where))
        found.append(f"{site.address}/nianbao.json?{sql}")
    return found + [site.address + path for path in TABLES]


def record(figures: dict[str, object]) -> None:
    FIGURES.parent.mkdir(exist_ok=True)
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(known | figures, indent=1, sort_keys=True), encoding="utf-8")


@pytest.mark.accept
def test_readers_do_not_notice_forty_attacks_by_eight_clients(built: Built) -> None:
    assert len(QUESTIONS) == 40
    pages = ("/", f"/search?q={quote('年报')}", f"/report/{built.whole}", "/changes", "/coverage",
             f"/-/snapshot/{next(iter(built.capture.values()))}")  # fmt: skip
    with running(built.data) as site:
        asked = addresses(site)
        for page in (*pages, "/nianbao.json?sql=select+1"):
            opened(site.address + page)
        until, attacked = time.monotonic() + SECONDS_OF_ATTACK, threading.Event()
        read, statuses, memory, hung_up = [], [], [], []

        def attack(number: int) -> None:
            """Each of its own questions once, then any; one in five hangs up before it is answered."""
            rng = random.Random(number)
            mine = asked[number::CLIENTS]
            while mine or time.monotonic() < until:
                address = mine.pop() if mine else rng.choice(asked)
                hangs_up = rng.random() < 0.2
                try:
                    statuses.append(opened(f"{address}&_x={rng.random()}", 0.3 if hangs_up else 60.0)[0])
                except OSError:
                    assert hangs_up
                    hung_up.append(address)

        def reader(number: int) -> None:
            rng = random.Random(number)
            while time.monotonic() < until or not attacked.is_set():
                status, _, seconds = opened(site.address + rng.choice(pages))
                assert status == 200
                read.append(seconds)
                time.sleep(PAUSE)

        with ThreadPoolExecutor(CLIENTS + READERS) as pool:
            attackers = [pool.submit(attack, n) for n in range(CLIENTS)]
            readers = [pool.submit(reader, n) for n in range(READERS)]
            while not all(future.done() for future in attackers):
                memory.append(site.memory())
                time.sleep(0.5)
            attacked.set()
        work = attackers + readers
        for future in work:
            future.result()
        time.sleep(SECONDS + 5)
        before = site.work()
        time.sleep(3)
        left = site.work() - before
    p95 = statistics.quantiles(read, n=20)[-1]
    record({"sql_attacks": len(statuses) + len(hung_up), "sql_attackers_who_hung_up": len(hung_up), "load": os.getloadavg()[0],
            "readers_pages": len(read), "readers_median_s": statistics.median(read),
            "readers_p95_s": p95, "sql_memory_bytes": max(memory), "sql_seconds_of_work_left": left,
            "sql_statuses": {str(s): statuses.count(s) for s in sorted(set(statuses))}})  # fmt: skip
    assert max(memory) < MEMORY
    assert p95 < P95
    assert left < 0.5, "nothing is at work any more"
    assert 500 not in statuses


def _sixty() -> Iterator[tuple[str, bytes]]:
    for size in (1.0, 0.5, 0.25):
        for name, body in files(size):
            yield f"{size}-{name}", body + b"\n" * int(10 * size)


@pytest.mark.accept
def test_a_good_pdf_is_drawn_behind_sixty_hostile_files(tmp_path: Path) -> None:
    names = [name for name, _ in _sixty()]
    assert len(names) == 60
    keys = stored(tmp_path, _sixty()) | stored(tmp_path, ((f"good-{n}", good_pdf(n)) for n in range(500)))
    good, memory, statuses, during = iter(range(500)), [], [], []
    with running(tmp_path) as site:
        bad = Bad(site, keys)
        bad.get("good-499")
        for batch in (names[:30], names[30:]):
            ended = threading.Event()

            def beside(ended: threading.Event = ended) -> None:
                while not ended.is_set():
                    during.append(bad.get(f"good-{next(good)}"))
                    time.sleep(0.5)

            with ThreadPoolExecutor(31) as pool:
                watcher = pool.submit(beside)
                asked = [pool.submit(bad.get, name) for name in batch]
                while not all(future.done() for future in asked):
                    memory.append(site.memory())
                    time.sleep(0.2)
                ended.set()
                watcher.result()
            statuses += [future.result()[0] for future in asked]
            status, text, seconds = bad.get(f"good-{next(good)}")
            assert status == 200 and "data:image/png" in text and seconds < GOOD
        time.sleep(7)
        before = site.work()
        time.sleep(3)
        left = site.work() - before
    drawn = [seconds for status, _, seconds in during if status == 200]
    record({"hostile_files": len(statuses), "hostile_statuses": {str(s): statuses.count(s) for s in sorted(set(statuses))},
            "good_pdf_during_s_max": max(drawn), "files_load": os.getloadavg()[0], "good_pdf_during": f"{len(drawn)} of {len(during)}",
            "good_pdf_after_s": seconds, "files_memory_bytes": max(memory), "files_seconds_of_work_left": left})  # fmt: skip
    assert max(statuses) < 500 and max(memory) < MEMORY
    assert len(drawn) == len(during) and max(drawn) < GOOD, "also while they are drawn"
    assert left < 0.5, "nothing is at work any more"
