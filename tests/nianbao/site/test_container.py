"""The container file names what is there, and its command serves an archive and answers its health check."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import urllib.request

from tests.conftest import ROOT
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


def test_its_command_serves_and_is_healthy(built: Built) -> None:
    command = json.loads(said("CMD")[0])
    assert command[0] == "nianbao"
    given = {"/archive": str(built.data), "0.0.0.0": "127.0.0.1", "8001": "0"}
    changed = [sys.executable, "-m", *(given.get(part, part) for part in command)]
    (probe,) = said("HEALTHCHECK")
    program = json.loads(probe.removeprefix("CMD "))[-1]
    with subprocess.Popen(changed, stdout=subprocess.PIPE, text=True) as process:
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
