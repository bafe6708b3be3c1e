"""What every room's tests share."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from samples import SampleServer, truth

ROOT = Path(__file__).resolve().parent.parent
os.environ["LANGUAGE"] = "en"  # what commands print is compared in English, whatever the machine speaks
SHARED = ROOT.parent / "shared"
# How quick a machine is says nothing of the code: a busy one may take its time over an example.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and research beside the checkout; tests that want it are skipped without it."""
    if not SHARED.is_dir():
        warnings.warn(f"{SHARED} is not there: tests on the real reports are SKIPPED", stacklevel=1)
        pytest.skip(f"no real reports: {SHARED} is not there")
    return SHARED


@pytest.fixture(scope="session")
def portals() -> Iterator[SampleServer]:
    """The sample portals, running for the whole session."""
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    """The truth of the sample portals."""
    return truth()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
