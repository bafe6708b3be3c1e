"""A newcomer's walk: each line of the READMEs and how-tos that needs no network, run on the archive of the demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from nianbao.cli.main import main
from nianbao.exits import Exit
from tests.conftest import ROOT
from tests.test_documents import lines_of

pytestmark = pytest.mark.e2e
ELSEWHERE = {"crawl", "detect", "offload", "teach", "serve", "mcp", "demo"}
"""They ask the network, or go on until somebody stops them; `offload` has a server in tests/archive/custody/test_offload.py."""
CHANNEL = '[[channel]]\nname = "desk"\nurl = "json://127.0.0.1:9/"\n'
"""A channel is told nothing at its first run: what changed before is no news."""


def test_each_line_of_the_readme_runs_on_the_demo(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it stands: with the samples, a folder that somebody saved, somebody else's archive, and a channel that begins today."""
    shutil.copytree(data, tmp_path / "archive")
    shutil.copytree(data, tmp_path / "other")
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("*.py*", "farm"))
    (tmp_path / "folder").mkdir()
    shutil.copy(ROOT / "samples" / "report.html", tmp_path / "folder")
    (tmp_path / "archive" / "notify.toml").write_text(CHANNEL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIANBAO_DATA", "archive")
    ran = 0
    for name in ("README.md", "docs/zh/howto.md"):
        for words in lines_of(name):
            if words[0] not in ELSEWHERE:
                done = CliRunner().invoke(main, words)
                assert done.exit_code in (Exit.DONE, Exit.CHECKS_FAILED), (words, done.output)
                assert done.output.strip(), words
                ran += 1
    assert ran >= 15
    assert (tmp_path / "figures.csv").read_bytes() and (tmp_path / "henan.xlsx").read_bytes()
