"""The page of gaps: what was not read and why, what is missing, what to do next; in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import lxml.html
import pytest

from archive import open_archive
from archive.crawl.books import Claim
from archive.reasons import said
from nianbao.site.serve import application
from tests.archive.coverage.test_coverage import report
from tests.archive.visiting import HOME, SetClock, visit
from tests.nianbao.site.conftest import run

ELSEWHERE = "http://gk.upper.example/col/81/"
OPEN = (
    Claim("list", f"{HOME}nb", f"{HOME}nb/", "政府信息公开年报", 9, 3, "open", said("pages", seen=3, claimed=9)),
    Claim("elsewhere", ELSEWHERE, ELSEWHERE, "信息公开年报", None, 0, "open", said("elsewhere", url=ELSEWHERE)),
    Claim("pages", f"{HOME}nb", f"{HOME}nb/", "政府信息公开年报", 9, 3, "open", said("pages", seen=3, claimed=9)),
)  # fmt: skip
HOSTILE = Claim("list", "javascript:alert(1)", "javascript:alert(1)", "<script>x</script>", None, 0, "open",
                "<b>why</b>")  # fmt: skip


def page(data: Path, path: str) -> str:
    datasette = application(data)
    run(datasette.invoke_startup())
    answer = run(datasette.client.get(path))
    assert answer.status_code == 200
    text: str = answer.text
    return text


def text(html: str) -> str:
    return " ".join(" ".join(lxml.html.fromstring(html).xpath("//main//text()")).split())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The body published in 2020 and 2022; the portal's list was not read to its end."""
    with open_archive(tmp_path, SetClock(datetime(2024, 6, 1, tzinfo=UTC))) as archive:
        answers = [report(2020, date(2021, 1, 9)), report(2022, date(2023, 1, 9))]
        visit(archive, answers, "partial", region="411523", claims=(*OPEN, HOSTILE))
    return tmp_path


def test_a_portal_with_what_is_open_and_missing(data: Path) -> None:
    said_zh = text(page(data, "/gaps"))
    assert "共9页，只读到3页" in said_zh and "未读全" in said_zh
    assert f"栏目在别的主机上，未采集：{ELSEWHERE}" in said_zh
    assert "nianbao crawl baiyan.example --also-on gk.upper.example" in said_zh
    assert "2021 部门 0/1 往年 未读全，不下结论 新县财政局" in said_zh
    assert "2008–2023 人民政府 0/1" in said_zh, "the same year after year is one row"
    said_en = text(page(data, "/gaps?lang=en"))
    assert "3 of 9 pages" in said_en and "2021" in said_en and "other years" in said_en


def test_what_others_wrote_is_text(data: Path) -> None:
    html = page(data, "/gaps")
    assert "<script>x" not in html and "<b>why" not in html and 'href="javascript:' not in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", True), ("?region=410000", True), ("?region=320000", False), ("?state=partial", True), ("?state=healthy", False),
     ("?state=nonsense", True), ("?page=2", False)],
)  # fmt: skip
def test_region_and_state_limit(data: Path, query: str, shown: bool) -> None:
    assert ("baiyan.example" in text(page(data, f"/gaps{query}"))) is shown


def test_the_other_pages_lead_there(data: Path) -> None:
    for path in ("/coverage?region=410000", "/quality"):
        assert "/gaps" in page(data, path)
