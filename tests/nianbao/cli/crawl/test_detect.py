"""`nianbao detect` on portals of loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples import SampleServer
from tests.crawler.child import ROOT
from tests.crawler.stage import Stage, html


@pytest.fixture(scope="module")
def portals() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def detect(url: str, data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the network engine starts once a process."""
    command = [sys.executable, "-m", "nianbao", "detect", url, "--allow-loopback", "--delay", "0"]
    command += ["--data", str(data), *options]
    env = {**os.environ, "XDG_CONFIG_HOME": str(data)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def test_family_columns_and_entry(portals: SampleServer, tmp_path: Path) -> None:
    home = next(h for h in portals.homes if "pingyin" in h)
    before = len(portals.log)
    done = detect(home, tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["family"] == "gongkai"
    assert found["columns"]
    assert found["requests"] <= 12
    assert len(portals.log) - before <= 13
    assert not (tmp_path / "nianbao.db").exists()


def test_the_entry_of_a_county_by_its_title(tmp_path: Path) -> None:
    with Stage().portal(range(2020, 2023)) as stage:
        stage.pages["/"] = html("新县人民政府门户网站", "<a href='/gknb/'>政府信息公开年报</a>")
        done = detect(stage.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "column: 政府信息公开年报" in done.stdout
    assert "{code: 411523, name: 新县" in done.stdout
    assert "source: " in done.stdout and "proved: null" in done.stdout


def test_a_name_within_another_is_no_name(tmp_path: Path) -> None:
    with Stage().portal(range(2020, 2023)) as stage:
        stage.pages["/"] = html("东新县人民政府门户网站", "<a href='/gknb/'>政府信息公开年报</a>")
        done = detect(stage.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "411523" not in done.stdout and "no region" in done.stdout


def test_a_portal_without_a_column(tmp_path: Path) -> None:
    with Stage({"/": html("某网站", "<p>没有栏目</p>")}) as stage:
        done = detect(stage.url, tmp_path)
    assert done.returncode == 5
    assert "no region" in done.stdout


def test_no_answer(tmp_path: Path) -> None:
    done = detect("http://127.0.0.1:9/", tmp_path)
    assert done.returncode == 3
    assert "no sound answer" in done.stdout
    assert "Traceback" not in done.stderr
