"""The container file names what is there, and its command serves an archive and answers its health check."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.crawler.stage import Stage
from tests.nianbao.site.building import Built

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
LINES = [line.partition(" ") for line in TEXT.splitlines() if line and not line.startswith("#")]


def said(instruction: str) -> list[str]:
    return [rest.strip() for name, _, rest in LINES if name == instruction]


def test_what_is_copied_and_installed_is_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    named = {source for copy in said("COPY") for source in copy.split()[:-1]}
    named |= {name for run in said("RUN") for name in re.findall(r"-r (\S+)", run)}
    assert {"requirements.lock", "requirements-pdf.lock", "."} <= named
    for name in named:
        assert (ROOT / name).exists() and name not in ignored
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for needed in (project["readme"], *project["license-files"], "pyproject.toml"):
        assert needed not in ignored
    (tool,) = re.findall(
        r"^setuptools==(\d+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M
    )
    assert int(tool) >= 77, "the build tool that --no-build-isolation leans on"


def test_its_python_is_one_of_ours() -> None:
    (minor,) = re.fullmatch(r"python:3\.(\d+)-slim", said("FROM")[0]).groups()  # type: ignore[union-attr]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = re.findall(r"3\.(\d+)", project["requires-python"])
    assert int(low) <= int(minor) < int(high)


def test_the_linter_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint has no wheel for this machine")
    done = subprocess.run(
        [linter, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def environment() -> dict[str, str]:
    return dict(line.split("=", 1) for line in said("ENV"))


def test_it_crawls(tmp_path: Path) -> None:
    """What follows the image's name is a command of nianbao, and its archive is the volume."""
    assert json.loads(said("ENTRYPOINT")[0]) == ["nianbao"] and environment() == {"NIANBAO_DATA": "/archive"}
    with Stage().portal([2023, 2024]) as stage:
        words = ["crawl", stage.url, "--allow-loopback", "--delay", "0", "--browser", "never"]
        command = [sys.executable, "-m", *json.loads(said("ENTRYPOINT")[0]), *words]
        done = subprocess.run(
            command, env=os.environ | {"NIANBAO_DATA": str(tmp_path / "archive")}, check=False
        )
    assert done.returncode == 0 and (tmp_path / "archive" / "nianbao.db").exists()
    assert {"/2023.html", "/2024.html"} <= set(stage.paths())


def test_its_command_serves_and_is_healthy(built: Built) -> None:
    command = [*json.loads(said("ENTRYPOINT")[0]), *json.loads(said("CMD")[0])]
    assert command[:2] == ["nianbao", "serve"]
    given = {"0.0.0.0": "127.0.0.1", "8001": "0"}
    changed = [sys.executable, "-m", *(given.get(part, part) for part in command)]
    (probe,) = said("HEALTHCHECK")
    program = json.loads(probe.removeprefix("CMD "))[-1]
    archive = os.environ | {"NIANBAO_DATA": str(built.data)}
    with subprocess.Popen(changed, env=archive, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://[\d.:]+", process.stdout.readline())
            assert address
            subprocess.run(
                [sys.executable, "-c", program.replace("http://127.0.0.1:8001", address[0])],
                check=True,
                timeout=10,
            )
            with urllib.request.urlopen(address[0] + "/") as home:
                assert home.status == 200
        finally:
            process.terminate()
