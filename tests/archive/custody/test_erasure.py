"""After a takedown the words are in no byte of the archive, the same bytes elsewhere are named, and nothing is left over."""

from __future__ import annotations

import gzip
import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from archive import Archive, open_archive, refresh
from archive.custody import manifest
from archive.custody.takedown import take_down
from archive.custody.verify import verify
from archive.store import erasure
from archive.store.db import ArchiveError
from archive.store.response import Response
from archive.urls import canonicalize
from parsers.model import Context
from tests.archive.kept import START, body_of, keep, read_all
from tests.capturing import captured

ROOT = Path(__file__).parents[3]
WORDS = "龘靐齉爩鱻麤"
PAIRS = [f"{a}{b}" for a, b in pairwise(WORDS)]
PAGE = "http://www.county0.example/zfxxgk/t2022_rare.html"
OTHER = "http://www.county0.example/tzgg/t2022_rare.html"
FILE = "http://www.county0.example/zfxxgk/rare.html"


def nianbao(*words: str, kilobytes: int | None = None) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        if kilobytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, kilobytes * 1000))

    command = [sys.executable, "-m", "nianbao", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limited, timeout=200)


def rare(number: int = 33) -> bytes:
    """A report whose title, text, heading, and one cell have the words."""
    body = body_of(0, number).decode()
    body = body.replace("2021年政府信息公开工作年度报告", f"2021年政府信息公开工作年度报告（{WORDS}）")
    body = body.replace("全县共收到", f"{WORDS}共收到").replace(">33<", f">{WORDS}33<")
    assert body.count(WORDS) >= 4
    return body.encode()


def store(archive: Archive, url: str, body: bytes, context: Context | None = None) -> str:
    named = ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(WORDS)}.html")
    headers = [("Content-Type", "text/html; charset=utf-8"), named]
    return captured(archive, Response(url, archive.clock(), 200, "OK", headers, body), context=context)


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of the page, the first of them at a second address as well, a file that it links, and others."""
    data = tmp_path_factory.mktemp("made")
    keep(data, 2)
    ticks = iter(range(10_000))
    with open_archive(data, lambda: START + timedelta(days=9, seconds=next(ticks))) as archive:
        linked = Context(url=PAGE, anchor=WORDS, page_title=WORDS)
        store(archive, PAGE, rare(), linked)
        store(archive, OTHER, rare(), linked)
        read_all(archive)
        store(archive, PAGE, rare(), linked)  # the same again: a record without body, with the headers
        store(archive, PAGE, rare(35), linked)
        captured(
            archive,
            Response(FILE, archive.clock(), 200, "OK", [], body_of(1, 44)),
            "attachment",
            context=Context(url=FILE, anchor=WORDS, parent=PAGE, page_title=WORDS),
        )
        portal = archive.insert(
            "portals", {"key": "p", "host": "www.county0.example", "home": "http://www.county0.example/"}
        )
        for number, (address, parent) in enumerate([(PAGE, None), (FILE, PAGE)]):
            row = {"key": f"f{number}", "portal_id": portal, "url": address, "address": canonicalize(address)}
            row |= {
                "kind": "report",
                "parent": parent,
                "anchor": WORDS,
                "title": WORDS,
                "score": 1.0,
                "depth": 1,
                "added_at": "2026",
            }
            archive.insert("frontier", row)
        read_all(archive)
        refresh.refresh_stale(archive)
        manifest.close_run(archive)
    return data


def said(data: Path) -> list[str]:
    """The pairs that are left anywhere: in the files as they are, in what WARC members hold, in the index."""
    parts = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    parts += [gzip.decompress(path.read_bytes()) for path in (data / "warc").iterdir()]
    parts.append(str(sorted(path.name for path in data.rglob("*"))).encode())
    conn = sqlite3.connect(data / "nianbao.db")
    conn.execute("create virtual table temp.terms using fts5vocab (main, reports_fts, row)")
    parts += [str(row[0]).encode() for row in conn.execute("select term from temp.terms")]
    conn.close()
    forms = {
        pair: (pair.encode(), json.dumps(pair).strip('"').encode(), pair.encode("utf-16-le"))
        for pair in PAIRS
    }
    return [pair for pair in PAIRS if any(form in part for form in forms[pair] for part in parts)]


def test_no_byte_is_left(data: Path) -> None:
    assert said(data) == PAIRS
    done = nianbao("takedown", PAGE, "--reason", "x", "--everywhere", "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "4 captures taken down\n"
    assert said(data) == []
    with open_archive(data) as archive:
        assert [str(damage) for damage in verify(archive, everything=True)] == []
        assert archive.value("select count(*) from reports where reading_id is not null") == 3
    assert said(data) == []


def test_while_a_reader_has_the_archive_open(data: Path) -> None:
    """What is read keeps old pages in the log: it is said, and the next writer erases them."""
    reader = sqlite3.connect(data / "nianbao.db", isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from captures").fetchall()
    with open_archive(data) as archive:
        archive.conn.execute("pragma busy_timeout = 200")
        assert not take_down(archive, PAGE, "x", everywhere=True).erased
    assert (data / erasure.NOTE).exists()
    reader.close()
    open_archive(data).close()
    assert said(data) == [] and not (data / erasure.NOTE).exists()


def test_the_same_bytes_elsewhere_are_named(data: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        other = archive.value("select key from captures where url = ?", OTHER)
    done = nianbao("takedown", PAGE, "--reason", "x", "--data", str(data))
    assert (
        f"held at {canonicalize(OTHER)}: nianbao takedown {other} --reason" in done.stdout
        and "--everywhere" in done.stdout
    )
    again = nianbao("takedown", other, "--reason", "x", "--data", str(data))
    assert again.stdout == "1 capture taken down\n"
    assert said(data) == []


@pytest.mark.parametrize("count", [30, pytest.param(300, marks=pytest.mark.accept)])
def test_many_in_one_file(tmp_path: Path, count: int) -> None:
    """Names do not grow, and each time the archive is whole."""
    data = tmp_path / "data"
    with open_archive(data) as archive:
        for number in range(count):
            headers = [("Content-Type", "text/html")]
            body = f"<p>{number}</p>".encode()
            captured(archive, Response(f"{PAGE}?{number}", archive.clock(), 200, "OK", headers, body), "page")
        archive.warcs.close()
        for number in range(count):
            assert take_down(archive, f"{PAGE}?{number}", "x").erased
            (left,) = archive.warcs.directory.iterdir()
            assert len(left.name) < 100
            if number % 10 == 0 or number == count - 1:
                assert [str(damage) for damage in verify(archive)] == []
            assert [row["warc"] for row in archive.rows("select distinct warc from captures")] == [left.name]


@pytest.mark.parametrize("kilobytes", [1, pytest.param(40, marks=pytest.mark.accept)])
def test_a_full_disk_leaves_nothing_behind(data: Path, kilobytes: int) -> None:
    before = sorted(path.name for path in (data / "warc").iterdir())
    full = nianbao("takedown", PAGE, "--reason", "x", "--data", str(data), kilobytes=kilobytes)
    assert full.returncode == 3, full.stderr
    assert full.stderr.startswith("nianbao: ") and full.stderr.count("\n") == 1, full.stderr
    with open_archive(data) as archive:
        assert [str(damage) for damage in verify(archive, everything=True)] == []
        assert sorted(path.name for path in archive.warcs.directory.iterdir()) == before
    assert nianbao("takedown", PAGE, "--reason", "x", "--everywhere", "--data", str(data)).returncode == 0
    assert said(data) == []


def test_any_error_of_the_system_is_one_line(data: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        name = archive.value("select warc from captures where url = ?", PAGE)
    (data / "warc" / name).unlink()
    done = nianbao("takedown", PAGE, "--reason", "x", "--data", str(data))
    assert done.returncode == 3
    assert done.stderr == f"nianbao: {name}: No such file or directory\n"


def test_a_file_that_is_being_written_stays(data: Path) -> None:
    with open_archive(data) as crawl:
        store(crawl, f"{PAGE}?new", rare(77))
        with open_archive(data) as archive, pytest.raises(ArchiveError, match="being written"):
            take_down(archive, f"{PAGE}?new", "x")
        store(crawl, f"{PAGE}?newer", rare(78))
    with open_archive(data) as archive:
        assert [str(damage) for damage in verify(archive)] == []
        assert take_down(archive, f"{PAGE}?new", "x").captures == 1


def test_kills_lose_nothing(data: Path) -> None:
    """Killed at moments spread over the command; what follows finishes it."""
    command = [
        sys.executable,
        "-m",
        "nianbao",
        "takedown",
        PAGE,
        "--reason",
        "x",
        "--everywhere",
        "--data",
        str(data),
    ]
    for step in range(5):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.6 + step * 0.15)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with open_archive(data) as archive:
            assert [str(damage) for damage in verify(archive)] == []
            assert archive.value("select count(*) from captures") == 9
    nianbao(*command[3:])
    assert said(data) == []


@pytest.mark.parametrize("where", ["body", "office", "row", "rows"])
def test_names_that_only_this_page_gave_go_with_it(tmp_path: Path, where: str) -> None:
    """The name of a body, and the label of a row that it added to a table, are words of the page."""
    data, body = tmp_path / "data", body_of(0).decode()
    row = next(row for row in re.findall(r"<tr.*?</tr>", body, re.S) if "行政许可" in row)
    changed = {
        "body": body.replace("白岩县", f"{WORDS}县"),
        "office": body.replace("白岩县人民政府", f"白岩县{WORDS}局"),
        "row": body.replace(row, row + row.replace("行政许可", f"{WORDS}许可")),
        "rows": body.replace(row, row + "".join(row.replace("行政许可", f"{WORDS}{n}") for n in "甲乙丙")),
    }[where]
    with open_archive(data, lambda: START + timedelta(days=9)) as archive:
        store(archive, PAGE.replace("county0", "county1"), body_of(1))
        captured(archive, Response(PAGE, archive.clock(), 200, "OK", [], changed.encode()))
        read_all(archive)
        refresh.refresh_stale(archive)
    assert said(data) == PAIRS
    with open_archive(data) as archive:
        take_down(archive, PAGE, "x")
        take_down(archive, PAGE.replace("county0", "county1"), "x")  # its file name has them
        assert [str(damage) for damage in verify(archive, everything=True)] == []
        captured(archive, Response(f"{PAGE}?again", archive.clock(), 200, "OK", [], body_of(0, 7)))
        read_all(archive)
        assert archive.value("select count(*) from publishers where name like '白岩县%'") == 1
    assert said(data) == []
