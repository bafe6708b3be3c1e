"""The rooms: who may import whom, and what the project says of itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_imports_go_one_way() -> None:
    """The contracts of pyproject.toml, held by import-linter."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_library_users_have_a_door() -> None:
    code = "from nianbao import parse_report; print(parse_report('白岩县2023年度报告').is_report)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd="/", capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"


def test_reading_a_report_loads_no_network_and_no_database() -> None:
    code = "import parsers, sys; print([m for m in ('scrapy','twisted','sqlite3','datasette') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_worker_process_loads_no_database() -> None:
    code = "import archive.parsing.worker, sys; print([m for m in ('sqlite_utils','scrapy','pandas') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("extra", ["", "-test", "-e2e", "-bench", "-pdf", "-office", "-ocr"])
def test_locks_name_versions_and_hashes_and_no_index(extra: str) -> None:
    text = (ROOT / f"requirements{extra}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(?!hash)", text, re.M)
    names = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert names
    assert all("==" in line for line in names)
    assert text.count("--hash=sha256:") >= len(names)


def test_every_module_is_one_room_in_size() -> None:
    """A module that outgrows this has two subjects; migrations only ever grow and are read one at a time."""
    rooms = ("nianbao", "crawler", "parsers", "archive", "samples")
    long = {
        str(path.relative_to(ROOT)): lines
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if path.name != "migrations.py"
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}
