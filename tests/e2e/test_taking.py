"""What people take from the site, in a real browser: citations, downloads, charts; and what they tell it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Watched
from tests.e2e.test_browser import paths

pytestmark = pytest.mark.e2e


def test_a_figure_is_cited_in_two_actions(chromium: Any, site: str, data: Path) -> None:
    """Open the box, click the text: the whole of it is selected, without a script of ours."""
    seen = Watched(chromium, 1280)
    for name in ("report", "snapshot", "publisher", "compare"):
        seen.page.goto(site + paths(data)[name])
        seen.page.locator(".cite summary").click()
        text = seen.page.locator(".cite pre").first
        text.click()
        assert seen.page.evaluate("getSelection().toString()").strip() == text.inner_text().strip()
        seen.check()
    seen.page.locator(".cite summary").click()
    with seen.page.expect_download() as download:
        seen.page.locator(".cite summary").click()
        seen.page.locator(".cite a", has_text="RIS").click()
    assert Path(download.value.path()).read_bytes().startswith(b"TY  - DATA\r\n")
    seen.page.close()
