"""Reports that a column links as files by the name of their body or their year alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import open_archive
from tests.crawler import child
from tests.crawler.stage import Answer, Stage, home, html

BODIES = ("财政局", "教育局", "民政局", "水利局")
PDF: Answer = (200, {"Content-Type": "application/pdf"}, "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF")
RTF: Answer = (200, {"Content-Type": "application/msword"}, "{\\rtf1 report}")


def roles(pages: dict[str, str | Answer], data: Path) -> tuple[str, dict[str, str]]:
    """The outcome of a visit, and what each of the files was taken for."""
    with Stage(pages=pages) as stage:
        summary = child.run(data, [stage.url], {**child.FAST, "parse": False})
    with open_archive(data, read_only=True) as archive:
        rows = archive.rows("select url, role from captures where url like '%/f/%'")
        found = {row["url"].rpartition("/")[2]: row["role"] for row in rows}
    return summary["portals"][0]["outcome"], found


@pytest.mark.parametrize(("ending", "answer"), [("pdf", PDF), ("doc", RTF)])
def test_files_below_the_heading_of_a_year(ending: str, answer: Answer, tmp_path: Path) -> None:
    files = [f"{year}{n}.{ending}" for year in (2023, 2024) for n in range(len(BODIES))]
    rows = "".join(
        f"<h3>{year}年度</h3>"
        + "".join(f"<a href='/f/{year}{n}.{ending}'>{body}</a> " for n, body in enumerate(BODIES))
        for year in (2023, 2024)
    )
    pages = {"/": home(), "/gknb/": html("政府信息公开年报", rows)} | {f"/f/{name}": answer for name in files}
    assert roles(pages, tmp_path) == ("complete", dict.fromkeys(files, "report"))


def test_the_answer_that_a_script_takes_is_none(tmp_path: Path) -> None:
    rows = "".join(f"<a href='/f/{n}.html'>{body}</a> " for n, body in enumerate(BODIES))
    data: Answer = (200, {"Content-Type": "text/plain"}, "var rows = [];")
    pages = {"/": home(), "/gknb/": html("政府信息公开年报", rows)} | {f"/f/{n}.html": data for n in range(4)}
    assert "report" not in roles(pages, tmp_path)[1].values()
