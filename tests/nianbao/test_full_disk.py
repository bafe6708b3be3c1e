"""A full disk, here a limit on the size of files: one line, the archive intact, and on when there is space."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.verify import verify
from tests.archive.kept import body_of, url_of

ROOT = Path(__file__).parents[2]
PAGES = 12


def ingest(folder: Path, data: Path, limit: int | None) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "nianbao", "ingest", str(folder), "--data", str(data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limited, timeout=200)


@pytest.mark.parametrize("kilobytes", [20, 700])
def test_it_says_so_and_goes_on(tmp_path: Path, kilobytes: int) -> None:
    folder, data = tmp_path / "saved", tmp_path / "data"
    folder.mkdir()
    for number in range(PAGES):
        page = body_of(0, number) + b"<!-- " + (number % 7 * str(number)).encode() * 2000 + b"-->"
        (folder / f"{number}.html").write_bytes(
            f"<!-- saved from url=(1){url_of(0)}?{number} -->".encode() + page
        )
    open_archive(data).close()
    full = ingest(folder, data, kilobytes * 1000)
    assert full.returncode == 3, full.stderr
    assert full.stderr.startswith("nianbao: ") and full.stderr.count("\n") == 1, full.stderr
    done = ingest(folder, data, None)
    assert done.returncode == 0, done.stderr
    with open_archive(data) as archive:
        assert [str(damage) for damage in verify(archive)] == []
        assert archive.value("select count(*) from captures where grade = 'ok'") >= PAGES - 2
