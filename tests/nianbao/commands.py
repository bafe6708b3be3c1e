"""Giving a command on an archive, and the one line that a refused one answers."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from nianbao.cli.main import main


def run(*arguments: str, data: Path, **environment: str) -> Result:
    """The command's result; any exception but a documented exit fails. No settings of the person's own are read."""
    environment = {"XDG_CONFIG_HOME": str(data / "none"), "HOME": str(data), **environment}
    done = CliRunner().invoke(main, [*arguments, "--data", str(data)], env={"COLUMNS": "160", **environment})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def assert_one_line(done: Result, status: int, *words: str) -> None:
    """Refused with this status, in one line on standard error that holds these words."""
    assert done.exit_code == status, done.output
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("nianbao: ")
    for word in words:
        assert word in done.stderr
