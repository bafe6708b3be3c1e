"""Answers are kept until the archive changed, and a while even then."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from nianbao.site.web import cache
from nianbao.site.web.web import time_limit
from tests.nianbao.site.conftest import run


class Counter:
    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> int:
        self.made += 1
        return self.made


def test_an_answer_stands_until_it_is_old_and_the_archive_changed(tmp_path: Path) -> None:
    path, make, now = tmp_path / "x.db", Counter(), [0.0]
    path.write_bytes(b"a")

    async def story() -> list[int]:
        kept = cache.Cache(lambda: now[0])

        async def ask() -> int:
            found: int = await kept.get(str(path), "name", make)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            return found

        seen = [await ask(), await ask()]
        now[0] = cache.MAX_AGE + 1
        seen.append(await ask())  # old, but nothing was written
        path.write_bytes(b"ab")
        seen += [await ask(), await ask()]  # the old one while the new one is made
        path.write_bytes(b"abc")
        seen.append(await ask())  # written, but young
        return seen

    assert run(story()) == [1, 1, 1, 1, 2, 2]


def test_readers_at_once_ask_once(tmp_path: Path) -> None:
    make = Counter()

    async def story() -> list[int]:
        kept = cache.Cache()
        return list(await asyncio.gather(*(kept.get(str(tmp_path / "x"), "name", make) for _ in range(9))))

    assert run(story()) == [1] * 9


def test_without_a_file_nothing_is_kept() -> None:
    make = Counter()

    async def story() -> list[int]:
        kept = cache.Cache()
        return [await kept.get(None, "name", make) for _ in range(2)]

    assert run(story()) == [1, 2]


def test_a_refresh_that_takes_too_long_leaves_what_there_is(tmp_path: Path) -> None:
    path, now = tmp_path / "x.db", [0.0]
    path.write_bytes(b"a")
    calls = []

    async def make() -> str:
        calls.append(1)
        if len(calls) > 1:
            raise sqlite3.OperationalError("interrupted")
        return "first"

    async def story() -> list[str]:
        kept = cache.Cache(lambda: now[0])
        seen = [await kept.get(str(path), "name", make)]
        now[0] = 99.0
        path.write_bytes(b"ab")
        for _ in range(2):
            seen.append(await kept.get(str(path), "name", make))
            await asyncio.sleep(0.01)
        return seen

    assert run(story()) == ["first"] * 3 and len(calls) == 3


def test_what_is_asked_for_often_stays(tmp_path: Path) -> None:
    often, other = Counter(), Counter()

    async def story() -> int:
        kept = cache.Cache()
        for number in range(3 * cache.MAX_ENTRIES):
            await kept.get(str(tmp_path / "x"), "often", often)
            await kept.get(str(tmp_path / "x"), str(number), other)
        return len(kept._entries)

    assert run(story()) == cache.MAX_ENTRIES
    assert (often.made, other.made) == (1, 3 * cache.MAX_ENTRIES)


def test_what_takes_too_long_is_ended() -> None:
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    conn = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError, match="interrupted"), time_limit(conn, 50):
        conn.execute(endless)
    with time_limit(conn, 10_000):
        assert conn.execute("select 1").fetchone() == (1,)
    assert conn.execute("select count(*) from pragma_function_list").fetchone()[0] > 9, "the limit is lifted"


def test_one_answer_is_made_anew_at_a_time(tmp_path: Path) -> None:
    path, now, running, most = tmp_path / "x.db", [0.0], [0], [0]
    path.write_bytes(b"a")

    async def make() -> int:
        running[0] += 1
        most[0] = max(most[0], running[0])
        await asyncio.sleep(0)
        running[0] -= 1
        return 0

    async def story() -> None:
        kept = cache.Cache(lambda: now[0])
        names = [str(n) for n in range(5)]
        for name in names:
            await kept.get(str(path), name, make)
        now[0] = cache.MAX_AGE + 1
        path.write_bytes(b"ab")
        for name in names:
            await kept.get(str(path), name, make)
        for _ in range(50):
            await asyncio.sleep(0)

    run(story())
    assert most == [1]
