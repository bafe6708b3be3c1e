"""Crawling, reparsing, verifying and serving one archive at once: nobody meets a lock, and the log stays bounded."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from archive import open_archive
from archive.custody.verify import verify
from archive.store.db import DB_NAME, LOG_BYTES
from samples import SampleServer

PAGES = ("/", f"/search?q={quote('复议')}", "/changes", "/coverage", "/nianbao/reports.json")
READERS = (["reports"], ["changes"], ["health", "--json"], ["export", "-"], ["review", "list"])


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nianbao", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str], *statuses: int) -> None:
    _, err = process.communicate(timeout=120)
    assert process.returncode in statuses, err
    assert "locked" not in err and "Traceback" not in err, err


@pytest.mark.accept
def test_crawl_reparse_and_serve_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    open_archive(data).close()
    log, longest, rounds = data / f"{DB_NAME}-wal", 0, 0
    with SampleServer() as portals, start("serve", "--data", str(data), "--port", "0") as site:
        assert site.stdout is not None
        address = next(word for word in site.stdout.readline().split() if word.startswith("http")).rstrip("/")
        crawl = start("crawl", *portals.homes, "--allow-loopback", "--delay", "0", "--data", str(data))
        while crawl.poll() is None:
            again = start("reparse", "--again", "--data", str(data))
            reader = start(*READERS[rounds % len(READERS)], "--data", str(data))
            while again.poll() is None:
                for path in PAGES:
                    with urllib.request.urlopen(address + path, timeout=30) as answer:
                        assert answer.status == 200
                longest = max(longest, log.stat().st_size)
                time.sleep(0.05)
            ended(again, 0)
            ended(reader, 0, 5)
            rounds += 1
        ended(crawl, 0)
        site.terminate()
    assert rounds > 1
    assert longest < 2 * LOG_BYTES
    with open_archive(data) as archive:
        assert archive.value("select count(*) from captures") > 100
        assert [str(damage) for damage in verify(archive, everything=True)] == []
