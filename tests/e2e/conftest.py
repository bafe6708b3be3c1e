"""A browser, and the site served on an archive of the sample portals' reports.

`NIANBAO_E2E_DATA` names the archive of a demo that was run before; without it the reports are fetched from the
sample portals here, read by the parsers and recorded, which takes seconds.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import parsers
from archive import Archive, captures, readings, runs
from archive.warc import Response
from parsers import Context
from tests.site.building import Built, build

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path("build/pictures")


def fill(data: Path) -> None:
    """Fetch every report of the sample portals once and record what the parsers read in it."""
    from samples import SampleServer, truth

    with SampleServer() as server, Archive.open(data) as archive:
        run = runs.start_run(archive, "nianbao-e2e", "test")
        for address in (a for report in truth()["reports"] for a in report["addresses"]):
            parts = urlsplit(address)
            response = _fetch(server.port, parts.hostname or "", parts.path, parts.query)
            portal = runs.portal(archive, f"http://{parts.hostname}:{server.port}/")
            _record(archive, run, portal, response)
        runs.finish_run(archive, run, "complete")


def _fetch(port: int, host: str, path: str, query: str) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path + (f"?{query}" if query else ""), headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    url = f"http://{host}:{port}{path}" + (f"?{query}" if query else "")
    return Response(url, datetime.now(UTC), answer.status, answer.reason, answer.getheaders(), body)


def _record(archive: Archive, run: int, portal: int, response: Response) -> None:
    context = Context(url=response.url)
    stored = captures.store(archive, response)
    with archive.transaction():
        row = captures.insert(
            archive,
            stored,
            run_id=run,
            portal_id=portal,
            grade="ok",
            why=None,
            role="report",
            context=context,
        )
    key = archive.value("select key from captures where id = ?", row)
    readings.record(archive, key, parsers.parse_report(stored.body, context=context))


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The site on this archive in a process of its own; gives its address without the last slash."""
    code = f"from archive.site import serve; serve({str(data)!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if given := os.environ.get("NIANBAO_E2E_DATA"):
        return Path(given)
    made = tmp_path_factory.mktemp("e2e") / "data"
    fill(made)
    return made


@pytest.fixture(scope="session")
def site(data: Path) -> Iterator[str]:
    with served(data) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(scope="session")
def hostile_site(hostile: Built) -> Iterator[str]:
    with served(hostile.data) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("chromium is not installed")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page whose console, dialogs and requests are written down."""

    def __init__(self, browser: Any, width: int, scheme: str = "light") -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page.set_default_timeout(10_000)
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:"):
            self.strangers.append(request.url)

    def check(self) -> None:
        """No console error, no request beyond loopback, no horizontal scroll."""
        element = "document.documentElement"
        assert self.page.evaluate(f"{element}.scrollWidth - {element}.clientWidth") <= 0, self.page.url
        assert not self.errors, (self.page.url, self.errors)
        assert not self.strangers, (self.page.url, self.strangers)

    def picture(self, name: str, whole: bool = True) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
