"""The report, its JSON and its proof say who brought bytes that the server never gave, in both languages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive import open_archive
from nianbao.site.serve import application
from tests.archive.history.test_brought import bring, shown
from tests.archive.kept import START, body_of, store, url_of
from tests.nianbao.site.conftest import run


@pytest.mark.parametrize("fetched", [False, True], ids=["brought", "fetched since"])
def test_both_pages_say_it(tmp_path: Path, fetched: bool) -> None:
    with open_archive(tmp_path, lambda: START + timedelta(days=9)) as archive:
        capture = bring(archive, url_of(0), body_of(0), START, "a <b>colleague</b>")
        if fetched:
            store(archive, url_of(0), body_of(0), START + timedelta(days=1))
        shown(archive)
        report = archive.value("select key from reports")
    site = application(tmp_path)
    run(site.invoke_startup())
    for path in (f"/report/{report}", f"/-/snapshot/{capture}"):
        for language, words in (
            ("en", "brought from a &lt;b&gt;colleague"),
            ("zh", "由“a &lt;b&gt;colleague"),
        ):
            page = run(site.client.get(f"{path}?lang={language}"))
            assert page.status_code == 200
            assert (words in page.text) is not fetched
    source = run(site.client.get(f"/report/{report}.json")).json()["source"]
    assert source["brought_by"] == (None if fetched else "a <b>colleague</b>")
