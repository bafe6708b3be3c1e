"""200 kills over all writing commands, and 300 flipped bits that changed a row: nothing lost, nothing unseen.

The figures go to build/strangers-custody.json.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from archive import ArchiveError, open_archive, refresh
from archive.custody.verify import verify
from archive.schema import digests
from archive.store.db import DB_NAME
from benchmarks.archive import ingest
from benchmarks.generated import reports
from nianbao.cli.main import main
from samples import SampleServer
from tests.archive.kept import COUNTIES, body_of, keep, url_of
from tests.conftest import ROOT
from tests.crawler import child

KILLS = int(os.environ.get("NIANBAO_ACCEPT_KILLS", "200"))
FLIPS = int(os.environ.get("NIANBAO_ACCEPT_FLIPS", "300"))
REPORTS = int(os.environ.get("NIANBAO_ACCEPT_REPORTS", "1000"))
MOST_BYTES = 30_000
"""Of the database for one report; its WARC record apart."""
MOST_SECONDS = 1.5
"""A command is killed at a random moment before; after each command as long as it took, or a little longer."""
RESULT = ROOT / "build" / "strangers-custody.json"


def note(**figures: Any) -> None:
    """Add figures to those of the other tests of this file."""
    RESULT.parent.mkdir(exist_ok=True)
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    RESULT.write_text(json.dumps(known | figures, indent=1), encoding="utf-8")


FORKED = multiprocessing.get_context("forkserver")
"""Commands are forked from a process that has everything loaded: what is to be killed begins at once."""
FORKED.set_forkserver_preload(["nianbao.cli.main", "nianbao.cli.archive.export", "tests.crawler.child"])


def do(words: list[str]) -> None:
    """In a process of its own: a command, or a crawl of sample portals."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    name, *rest = words
    if name == "crawl":
        child._main(rest[0], json.dumps(child.FAST), rest[1:])
    else:
        main(words)


def saved(folder: Path, number: int) -> Path:
    """A folder of two saved pages that the archive has not."""
    folder.mkdir()
    for page in range(2):
        comment = f"<!-- saved from url=(1){url_of(3)}?{number}-{page} -->".encode()
        (folder / f"{page}.html").write_bytes(comment + body_of(3, number * 10 + page))
    return folder


def words_of(name: str, number: int, data: Path, tmp_path: Path, homes: list[str]) -> list[str]:
    """The command of one round."""
    if name == "crawl":
        return ["crawl", str(data), homes[number % len(homes)]]
    words = {
        "ingest": lambda: [str(saved(tmp_path / f"saved{number}", number))],
        "merge": lambda: [str(tmp_path / "other")],
        "takedown": lambda: [url_of(number % 3), "--reason", "x"],
        "review": lambda: ["expect", f"{COUNTIES[number % 3]}人民政府", "--from", "2019", "--note", f"{number}", "--by", "t"],
        "export": lambda: [str(tmp_path / f"out{number}"), "--format", "package"],
        "reparse": lambda: ["--again"],
    }  # fmt: skip
    return [name, *words[name](), "--data", str(data)]


WRITING = ("ingest", "merge", "takedown", "review", "export", "reparse", "crawl")


@pytest.mark.accept
def test_kills_over_all_writing_commands(portals: SampleServer, tmp_path: Path) -> None:
    """After each kill every capture that was there is there, and `verify` finds nothing."""
    chance, killed, data = random.Random(11), Counter[str](), tmp_path / "data"
    most = dict.fromkeys(WRITING, MOST_SECONDS)
    began_all = time.monotonic()
    keep(tmp_path / "other", 4)
    keep(tmp_path / "first")
    number = 0
    while killed.total() < KILLS:
        name = WRITING[number % len(WRITING)]
        if number % 28 == 0:  # begin anew: what is taken down, read and merged is done once
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(tmp_path / "first", data)
        with open_archive(data) as archive:
            before = {row["key"] for row in archive.rows("select key from captures")}
        process = FORKED.Process(
            target=do, args=(words_of(name, number, data, tmp_path, list(portals.homes)),)
        )
        began = time.monotonic()
        process.start()
        process.join(chance.uniform(0, most[name]))
        if process.exitcode is None:
            process.kill()
            killed[name] += 1
            most[name] *= 1.1
        else:
            most[name] = 0.9 * (time.monotonic() - began)
        process.join()
        with open_archive(data) as archive:
            assert before <= {row["key"] for row in archive.rows("select key from captures")}, name
            assert [str(damage) for damage in verify(archive)] == [], (name, number)
        number += 1
    assert set(killed) == set(WRITING)
    note(kills=dict(killed), commands=number, kills_seconds=round(time.monotonic() - began_all))


def said(path: Path, names: list[str]) -> list[Any]:
    """Every row of every table as the file has it."""
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    conn.text_factory = bytes
    try:
        conn.execute("pragma cell_size_check = on")
        return [conn.execute(f"select * from {name}").fetchall() for name in names]
    finally:
        conn.close()


@pytest.mark.accept
def test_flipped_bits(tmp_path: Path) -> None:
    """Bits flipped at random places of the database, until enough of them changed a row: each is found."""
    chance, sound = random.Random(300), tmp_path / "sound"
    keep(sound)
    with open_archive(sound) as archive:
        names = [*digests.tables(archive.conn), *digests.DETAILS]
        archive.checkpoint()
    whole, rows = (sound / "nianbao.db").read_bytes(), said(sound / "nianbao.db", names)
    tried, changed, unreadable, unseen = 0, 0, 0, []
    data = tmp_path / "data"
    while changed < FLIPS:
        tried += 1
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << bit
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(sound, data)
        (data / "nianbao.db").write_bytes(flipped)
        try:
            if said(data / "nianbao.db", names) == rows:
                continue
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # a name in the schema is no text any more
            unreadable += 1
        changed += 1
        if not found(data):
            unseen.append((place, bit))
    note(
        flips_tried=tried, flips_that_changed_rows=changed, of_these_unreadable=unreadable, unseen=len(unseen)
    )
    assert unseen == []


@pytest.mark.accept
def test_what_a_report_takes_in_the_database(tmp_path: Path) -> None:
    """All rows of a report, its words in the index and the digests that find flipped bits: `make bench` counts the same."""
    with open_archive(tmp_path) as archive:
        for made in reports(REPORTS):
            ingest(archive, made)
        refresh.refresh_stale(archive)
        archive.checkpoint()
        used = dict(map(tuple, archive.rows("select name, sum(pgsize) from dbstat group by name")))
    each = (tmp_path / DB_NAME).stat().st_size / REPORTS
    note(
        reports=REPORTS,
        db_bytes_per_report=round(each),
        digest_bytes_per_report=round(used[digests.TABLE] / REPORTS),
        largest={name: round(used[name] / REPORTS) for name in sorted(used, key=used.get, reverse=True)[:8]},  # type: ignore[arg-type]
    )
    assert each <= MOST_BYTES


def found(data: Path) -> bool:
    """Whether the archive is refused, or `verify` names damage."""
    try:
        with open_archive(data) as archive:
            return next(verify(archive), None) is not None
    except (ArchiveError, sqlite3.DatabaseError):
        return True
