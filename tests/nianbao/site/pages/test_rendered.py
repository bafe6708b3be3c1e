"""A report that a browser rendered, and one whose text a recipe asked for: page, JSON and proof say so in both languages."""

from __future__ import annotations

from pathlib import Path

from archive import open_archive, refresh
from nianbao.site.serve import application
from tests.archive.custody.test_rendered import NOW, page, render
from tests.archive.kept import body_of, read_all, url_of
from tests.nianbao.site.conftest import run


def test_it_is_said(tmp_path: Path) -> None:
    with open_archive(tmp_path, lambda: NOW) as archive:
        shell = page(archive, 0)
        rendered = render(archive, shell, body_of(0), 0)
        read_all(archive)
        refresh.refresh_stale(archive)
        report = archive.value("select key from reports")
        locator = archive.value(
            "select locator from locators l join figures f on f.locator_id = l.id where f.state = 'value' limit 1"
        )
    site = application(tmp_path)
    run(site.invoke_startup())

    def get(path: str) -> str:
        answer = run(site.client.get(path))
        assert answer.status_code == 200
        text: str = answer.text
        return text

    for language, words, proof in (
        ("en", "a browser ran the page", "A browser ran its scripts"),
        ("zh", "由浏览器执行网页脚本后呈现", "由浏览器执行其脚本"),
    ):
        assert words in get(f"/report/{report}?lang={language}")
        shown = get(f"/-/snapshot/{rendered}?at={locator}&lang={language}")
        assert proof in shown and f"/-/snapshot/{shell}" in shown
    source = run(site.client.get(f"/report/{report}.json")).json()["source"]
    assert (source["rendered"], source["page_url"]) == (True, url_of(0))
