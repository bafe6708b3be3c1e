"""40 times `kill -9` at random moments of one crawl with its parsing: what was acknowledged is there, whole."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.verify import verify
from samples import SampleServer
from tests.crawler import child

ROUNDS = 40


@pytest.mark.accept
def test_forty_kills(portals: SampleServer, tmp_path: Path) -> None:
    chance, stored = random.Random(20260201), set[str]()
    for number in range(ROUNDS):
        # Early kills come while it fetches, late ones while it parses what is left.
        options = {**child.FAST, "delay": 0.02} if number % 2 else child.FAST
        with child.start(tmp_path, portals.homes, options) as process:
            time.sleep(chance.uniform(0.9, 3.0))
            process.kill()
        with open_archive(tmp_path) as archive:
            now = {row["key"] for row in archive.rows("select key from captures")}
            assert stored <= now
            stored = now
            assert [str(damage) for damage in verify(archive)] == []
    child.run(tmp_path, portals.homes, child.FAST)
    with open_archive(tmp_path) as archive:
        assert [str(damage) for damage in verify(archive, everything=True)] == []
