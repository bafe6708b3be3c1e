"""A browser, and the site served on the archive of a demo.

`NIANBAO_E2E_DATA` names the archive of a demo that was run before; without it the demo is run here.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.nianbao.site.building import Built, build
from tests.serving import served

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
_axe = importlib.util.find_spec("axe_playwright_python")
AXE = Path(str(_axe.origin)).parent / "axe.min.js" if _axe else Path("axe.min.js")
AXE_OPTIONS = {"resultTypes": ["violations"], "iframes": False}
"""The captured page in its frame is as its publisher made it."""


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if given := os.environ.get("NIANBAO_E2E_DATA"):
        return Path(given)
    made = tmp_path_factory.mktemp("e2e") / "data"
    command = [sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
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
        pytest.fail("chromium is not installed: scripts/need-chromium installs it")
    api = importlib.import_module("playwright.sync_api")
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
        self.page.wait_for_load_state()  # a click may have led on: between two pages there is no element
        element = "document.documentElement"
        assert self.page.evaluate(f"{element}.scrollWidth - {element}.clientWidth") <= 0, self.page.url
        assert not self.errors, (self.page.url, self.errors)
        assert not self.strangers, (self.page.url, self.strangers)

    def check_access(self, ours: bool = True) -> None:
        """axe-core finds nothing on our pages, nothing serious on Datasette's. Its script comes in by the browser's own door, past the page's policy."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run(document, {json.dumps(AXE_OPTIONS)})")
        found_there = [
            (
                v["id"],
                v["impact"],
                [node["target"] for node in v["nodes"]][:5],
                v["nodes"][0]["failureSummary"],
            )
            for v in found["violations"]
            if ours or v["impact"] in ("serious", "critical")
        ]
        assert not found_there, (self.page.url, found_there)

    def picture(self, name: str, whole: bool = True) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
