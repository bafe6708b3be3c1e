"""What a publisher wrote into a title is printed, and does nothing to the terminal of who reads it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
import unicodedata
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
    "\x1b[30;40m",
    "\x1b[40m",
    "\x1b[7m",
    "\x1b[5m",
    "\x1b[37;107m",
    "\x1b[38;5;16m",
    "\x1b[48;2;0;0;0m",
    "\x1b[1;38;2;0;0;0m",
    "\x1b[31;030m",
    "\x1b[1A\x1b[2K",
    "\x1b[90m━\x1b[0m",
    "\u200e",
    "\u200f",
    "\u061c",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\u3164",
    "\U000e0041",
]


@pytest.mark.parametrize("text", DRIVING)
def test_it_is_printed_as_its_escape(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with shown():
        print(f"县{text}")
        print(f"县{text}", file=sys.stderr)
    for printed in capsys.readouterr():
        assert printed.startswith("县\\u")
        assert re.fullmatch(r"(?:[^\x1b]|\x1b\[0m)+", printed), "an end of styles hides nothing"
        assert json.loads(f'"{printed[:-1]}"', strict=False) == f"县{text}", "the escape is that of JSON"


def test_no_format_of_unicode_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    unseen = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in ("Cf", "Zl", "Zp")]
    with shown():
        sys.stdout.write("".join(unseen))
    printed = capsys.readouterr().out
    assert printed.isascii() and json.loads(f'"{printed}"') == "".join(unseen)


def test_every_escape_is_read_in_linear_time(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.process_time()
    for part in ("\x1b[0", ";0", "\x1b[38;", "\x1b[38;5m━", "\x1b[0;0", "━", "0"):
        with shown():
            sys.stdout.write("\x1b[" + part * 20_000)
    assert time.process_time() - began < 5


def test_a_bar_of_progress_is_drawn_and_nothing_else_moves() -> None:
    """Wholly as it draws itself; what is told beside it moves nothing."""
    program = (
        "import sys, time\nfrom rich.console import Console\nfrom rich.progress import Progress\n"
        "from nianbao.cli.common.terminal import shown\n"
        "with shown():\n"
        "  for system in ('standard', '256', 'truecolor'):\n"
        "    console = Console(stderr=True, color_system=system, force_terminal=True)\n"
        "    with Progress(console=console, transient=True) as bar:\n"
        "        task = bar.add_task('x', total=None); time.sleep(.2)\n"
        "        bar.update(task, total=3, completed=1); time.sleep(.2); bar.update(task, completed=3)\n"
        "  print('told\\x1b[1A\\x1b[2K', file=sys.stderr)\n"
    )
    printed = on_a_terminal([sys.executable, "-c", program])[1]
    told = printed.index("told")
    assert "\\u001b" not in printed[:told] and "\x1b[2K" in printed[:told]
    assert printed[told:].strip() == "told\\u001b[1A\\u001b[2K"


def test_colours_lines_and_tabs_stay(capsys: pytest.CaptureFixture[str]) -> None:
    with shown():
        sys.stdout.writelines(["\x1b[1;31m县\x1b[0m\t1\r\n"])
    assert capsys.readouterr().out == "\x1b[1;31m县\x1b[0m\t1\r\n"


def test_a_command_on_a_terminal(tmp_path: Path) -> None:
    """Title and name of the file hold C1 controls, which no HTML parser drops."""
    page = tmp_path / "\x9b5m.html"
    page.write_text(SAMPLE.read_text().replace("年度报告", "年度\x9b2J报告"))
    command = [sys.executable, "-m", "nianbao", "parse", str(page), str(tmp_path / "\x9b6m.html")]
    returned, text = on_a_terminal(command)
    assert returned in (2, 3) and "\\u009b6m" in text
    assert not any("\x80" <= char <= "\x9f" for char in text)


def on_a_terminal(command: list[str]) -> tuple[int, str]:
    """Status and what was printed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        printed = b""
        try:
            while block := os.read(ours, 65536):
                printed += block
        except OSError:  # the terminal is closed with the process
            pass
        os.close(ours)
    return process.returncode, printed.decode()
