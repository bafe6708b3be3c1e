"""What a publisher wrote into a title is printed, and does nothing to the terminal of who reads it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.cli.common.terminal import shown

SAMPLE = Path(__file__).parents[4] / "samples" / "report.html"
DRIVING = [
    "\x9b2J",
    "\x9d0;owned\x9c",
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x1bc",
    "\x7f",
    "\x08",
    "\u202e",
    "\r",
    "\x1b[8m",
    "\x1b[1;08m",
]


@pytest.mark.parametrize("text", DRIVING)
def test_it_is_printed_as_its_escape(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with shown():
        print(f"县{text}")
        print(f"县{text}", file=sys.stderr)
    for printed in capsys.readouterr():
        assert printed.startswith("县\\u00") or printed == "县\\u202e\n"
        assert printed[:-1].isprintable()
        assert json.loads(f'"{printed[:-1]}"') == f"县{text}", "the escape is that of JSON"


def test_colours_lines_and_tabs_stay(capsys: pytest.CaptureFixture[str]) -> None:
    with shown():
        sys.stdout.writelines(["\x1b[1;31m县\x1b[0m\t1\r\n"])
    assert capsys.readouterr().out == "\x1b[1;31m县\x1b[0m\t1\r\n"


def test_a_command_on_a_terminal(tmp_path: Path) -> None:
    """Title and name of the file hold C1 controls, which no HTML parser drops."""
    page = tmp_path / "\x9b5m.html"
    page.write_text(SAMPLE.read_text().replace("年度报告", "年度\x9b2J报告"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "nianbao", "parse", str(page), str(tmp_path / "\x9b6m.html")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        printed = b""
        try:
            while block := os.read(ours, 65536):
                printed += block
        except OSError:  # the terminal is closed with the process
            pass
        os.close(ours)
    text = printed.decode()
    assert process.returncode in (2, 3) and "\\u009b6m" in text
    assert not any("\x80" <= char <= "\x9f" for char in text)
