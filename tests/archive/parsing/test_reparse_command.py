"""`nianbao reparse` as people use it: stopped and given again, on all cores; with nothing left it writes nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from archive import open_archive
from archive.store.db import DB_NAME
from tests.archive.kept import START, store
from tests.nianbao.site.building import WHOLE, figures_for, page

NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
PATIENCE = 120.0


def unread(data: Path, count: int) -> Path:
    """An archive of so many report pages of as many bodies, none of them read yet."""
    with open_archive(data, lambda: START) as archive:
        for number in range(count):
            requests = {"t3.new_received.total": (str(number), number, "value")}
            title = f"{str(number).translate(NUMERALS)}县教育局2021年政府信息公开工作年度报告"
            body = page(title, "2021", figures_for("2021", {**WHOLE, **requests}))
            store(archive, f"http://www.county{number}.example/{number}.html", body, START)
        archive.checkpoint()
    return data


def start(data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "nianbao", "reparse", "--data", str(data)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def finish(data: Path) -> str:
    with start(data) as process:
        out, err = process.communicate()
    assert (process.returncode, "Traceback" in err) == (0, False), err
    return out


def ask(data: Path, sql: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(data / DB_NAME)) as conn:
        found: tuple[int, ...] = conn.execute(sql).fetchone()
    return found


def read(data: Path) -> int:
    return ask(data, "select count(*) from parses")[0]


def stop_after(data: Path, captures: int) -> None:
    """Ctrl-C once so many are read: one line, the documented status, and what was read stays."""
    deadline = time.monotonic() + PATIENCE
    with start(data) as process:
        while read(data) < captures:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 6 and "goes on from here" in err and "Traceback" not in err, err
    assert read(data) >= captures


def whole_and_quiet(data: Path, count: int) -> None:
    """All of it is read, once, and the same command again writes nothing."""
    assert ask(data, "select count(*), count(reading_id) from parses") == (count, count)
    assert ask(data, "select count(*) from reports where reading_id is not null") == (count,)
    before = sha256((data / DB_NAME).read_bytes()).digest()
    assert finish(data).startswith("0 captures read")
    assert sha256((data / DB_NAME).read_bytes()).digest() == before


def test_stopped_and_given_again(tmp_path: Path) -> None:
    data = unread(tmp_path, 16)
    stop_after(data, 2)
    done = read(data)
    assert finish(data).startswith(f"{16 - done} captures read")
    whole_and_quiet(data, 16)


@pytest.mark.accept
def test_ten_thousand_captures_on_both_cores(tmp_path: Path) -> None:
    data = unread(tmp_path, 10_000)
    stop_after(data, 500)
    done, idle, spent = read(data), seconds_idle(), dict[str, float]()
    with start(data) as process:
        while process.poll() is None:
            spent |= cpu_of_session(process.pid)
            time.sleep(0.2)
        out, err = process.communicate()
    assert process.returncode == 0 and out.startswith(f"{10_000 - done} captures read"), err
    ours, idle = sum(spent.values()), seconds_idle() - idle
    assert ours > 0.7 * (ours + idle), f"{ours:.0f} s of CPU used, {idle:.0f} s idle beside it"
    whole_and_quiet(data, 10_000)


def seconds_idle() -> float:
    """What all cores together have idled since the machine began: what others take from us is not our idleness."""
    line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0].split()
    return (int(line[4]) + int(line[5])) / os.sysconf("SC_CLK_TCK")


def cpu_of_session(leader: int) -> dict[str, float]:
    """Process -> seconds of CPU of all processes that `leader` started, by their session."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it ended
        if int(fields[3]) == leader:
            found[entry.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found
