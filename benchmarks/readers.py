"""Readers of the site: the addresses of each kind of page, and how long many readers at once wait for them."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from archive.store.db import DB_NAME

SEED = 20260131
DRAWN = 200
WORDS = (
    *("复议", "平阴", "政务服务", "第三方", "公众号", "乡镇", "许可", "行政诉讼", "平阴 2021", "不存在的词"),
    *("教育局", "shijiazhuang", "办结率百分之百", "长安区人民政府 2020"),
)
Pages = Mapping[str, Sequence[str]]
"""Kind of page -> addresses of such pages, below the site's."""


def pages(data: Path) -> dict[str, list[str]]:
    """Addresses of each kind of page, drawn by a fixed seed."""
    rng = random.Random(SEED)
    with sqlite3.connect(data / DB_NAME) as db:
        reports = _drawn(db, "reports", rng)
        bodies = [key for _, key in _drawn(db, "publishers", rng)]
        counties = [
            code
            for (code,) in db.execute("select code from regions where level = 'county' limit ?", (DRAWN,))
        ]
    return {**_of_counts(), **_of_places(counties), **_of_rows(reports, bodies)}


def _drawn(db: sqlite3.Connection, table: str, rng: random.Random) -> list[tuple[int, str]]:
    """Id and key of rows by chance, from anywhere in the table."""
    most = int(db.execute(f"select max(id) from {table}").fetchone()[0])
    ids = [rng.randint(1, most) for _ in range(DRAWN)]
    sql = f"select id, key from {table} where id >= ? order by id limit 1"
    return [db.execute(sql, (number,)).fetchone() for number in ids]


def _of_counts() -> dict[str, list[str]]:
    """Pages about all of the archive."""
    return {
        "home": ["/"],
        "changes": [
            *("/changes", "/changes?kind=revised_figures", "/changes?year=2021", "/changes?page=3"),
            *("/changes?region=410000", "/changes?province=%E6%B2%B3%E5%8D%97%E7%9C%81&kind=new", "/changes?body=department"),
        ],
        "feed": ["/changes.atom", "/changes.atom?kind=revised_figures"],
        "digest": ["/digest"],
        "digest feed": ["/digest.atom"],
        "quality": ["/quality"],
        "gaps": ["/gaps", "/gaps?page=2", "/gaps?state=partial", "/gaps?region=410000"],
        "trust": ["/trust"],
        "status": ["/status", "/metrics"],
        "data": ["/data"],
        "sitemap": ["/sitemap.xml", "/sitemap-reports-1.xml"],
        "table": [
            *("/nianbao/reports", "/nianbao/figures", "/nianbao/changes", "/nianbao/reports_wide"),
            *("/nianbao/reports?year=2021", "/nianbao/coverage?year=2021&region_code=410100"),
        ],
        "sql": [
            f"/nianbao?sql={quote(sql)}"
            for sql in (
                "select year, count(*) from reports group by year",
                "select * from reports_wide where year = 2021 limit 20",
                "select * from changes order by at desc limit 20",
            )
        ],
    }  # fmt: skip


def _of_places(counties: Sequence[str]) -> dict[str, list[str]]:
    """Pages about the country, a province, a prefecture, a county."""
    prefectures = [f"{code[:4]}00" for code in counties]
    return {
        "country": ["/region/000000"],
        "province": [f"/region/{code}0000" for code in ("41", "13", "37", "44", "51")],
        "prefecture": [f"/region/{code}" for code in prefectures],
        "county": [f"/region/{code}" for code in counties],
        "coverage": [
            *("/coverage", "/coverage?region=410000", "/coverage?year=2021&status=late", "/coverage?page=40"),
            *("/coverage?year=2020&kind=department", "/coverage?region=130000&year=2019&status=on_time"),
        ],
        "ranking": [
            *("/ranking", "/ranking?measure=disclosure&year=2021", "/ranking?year=2022&level=&kind="),
            "/ranking?region=410000&year=2020",
        ],
    }


def _of_rows(drawn: Sequence[tuple[int, str]], bodies: Sequence[str]) -> dict[str, list[str]]:
    """Pages about one report or body, and searches."""
    reports = [key for _, key in drawn]
    return {
        "search": [f"/search?q={quote(word)}" for word in WORDS],
        "filtered search": [
            *(
                "/search?year=2021",
                "/search?q=%E5%A4%8D%E8%AE%AE&kind=department&year=2019",
                "/search?status=fails",
            ),
            *(
                "/search?status=revised_figures",
                "/search?region=410000",
                "/search?q=%E5%A4%8D%E8%AE%AE&page=20",
            ),
            "/search?q=%E5%A4%8D%E8%AE%AE&province=%E6%B2%B3%E5%8D%97%E7%9C%81",
        ],
        "report": [f"/report/{key}" for key in reports],
        "row": [f"/nianbao/reports/{number}" for number, _ in drawn],
        "report json": [f"/report/{key}.json" for key in reports],
        "publisher": [f"/publisher/{key}" for key in bodies],
        "compare": [f"/compare/{key}" for key in reports],
        "chart": ["/chart", *(f"/chart?body={a}&body={b}" for a, b in pairwise(bodies))],
    }


def opened(address: str) -> float:
    """Milliseconds until the whole page is there.

    :raises urllib.error.HTTPError: the site answers that it is not.
    """
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def waited(
    address: str, of: Pages, readers: int, pause: float, seconds: float, refused: Counter[str] | None = None
) -> dict[str, list[float]]:
    """Kind of page -> what readers waited for such pages; each opens one every `pause` seconds.

    `refused`: is told which kinds of pages were answered with an error; without it such an answer ends the reader.
    """
    times: dict[str, list[float]] = {name: [] for name in of}
    until = time.monotonic() + seconds

    def reader(number: int) -> None:
        rng = random.Random(number)
        time.sleep(pause * number / readers)
        while time.monotonic() < until:
            name = rng.choice(list(of))
            began = time.perf_counter()
            try:
                opened(address + rng.choice(of[name]))
            except urllib.error.HTTPError:
                if refused is None:
                    raise
                refused[name] += 1
            times[name].append((time.perf_counter() - began) * 1000)
            time.sleep(pause)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times
