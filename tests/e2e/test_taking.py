"""What people take from the site, in a real browser: citations, downloads, charts; and what they tell it."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from archive import open_archive
from archive.exchange.tables import Choice
from archive.exchange.whole import write_whole
from archive.refresh import refresh_stale
from archive.review import inbox
from benchmarks.archive import ingest
from benchmarks.generated import reports
from tests.e2e.conftest import Watched
from tests.e2e.test_browser import paths
from tests.nianbao.site.building import Built

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


def test_a_province_is_in_a_spreadsheet_in_three_actions(
    chromium: Any, site: str, data: Path, tmp_path: Path
) -> None:
    """Home, the tile, the link; then LibreOffice reads the workbook as openpyxl does, to the last row."""
    seen = Watched(chromium, 390)
    seen.page.goto(site)
    seen.page.locator(".tile a", has_text="豫").click()
    with seen.page.expect_download() as download:
        seen.page.locator("a", has_text="XLSX").click()
    book = tmp_path / download.value.suggested_filename
    download.value.save_as(book)
    with sqlite3.connect(data / "nianbao.db") as db:
        sql = """select count(*) from reports r join publishers p on p.id = r.publisher_id
            join figures f on f.reading_id = r.reading_id where p.region_code like '41%'"""
        whole = db.execute(sql).fetchone()[0]
    head, *rows = openpyxl.load_workbook(book, read_only=True)["figures"].iter_rows(values_only=True)
    assert len(rows) == whole and "新县人民政府" in {row[1] for row in rows}
    assert all(isinstance(row[head.index("value")], int | float | None) for row in rows)
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: scripts/need-libreoffice installs it")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        book.name,
    ]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL, timeout=120)
    with book.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["publisher", *(row[1] for row in rows)]
    seen.page.close()


def test_who_is_late_is_a_csv_in_three_actions(chromium: Any, site: str, data: Path, tmp_path: Path) -> None:
    seen = Watched(chromium, 1280)
    seen.page.goto(site)
    seen.page.locator("nav a", has_text="进度").click()
    with seen.page.expect_download() as download:
        seen.page.locator(".tools a", has_text="逾期未见 CSV").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and {row["status"] for row in rows} == {"overdue"}
    seen.page.close()


@pytest.mark.accept
def test_100_000_figures_are_whole_in_every_reader(tmp_path: Path) -> None:
    """A province as a workbook and as CSV: openpyxl, pandas and LibreOffice count as SQL does, and read numbers as numbers."""
    pandas = pytest.importorskip("pandas", reason="pandas is in requirements-bench.lock")
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is not installed: scripts/need-libreoffice installs it")
    with open_archive(tmp_path / "data") as archive:
        for made in reports(520):
            ingest(archive, made)
        refresh_stale(archive)
        sql = """select count(*) as n, sum(f.value is not null) as numbers from reports r join publishers p on p.id = r.publisher_id
            join figures f on f.reading_id = r.reading_id where p.region_code like '41%'"""
        [held] = archive.rows(sql)
        assert held["n"] > 100_000
        choice = Choice(region="41")
        assert write_whole(archive, choice, "xlsx", tmp_path / "henan.xlsx") == held["n"]
        assert write_whole(archive, choice, "csv", tmp_path / "henan.csv.zip") == held["n"]
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", "office", "henan.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL, timeout=500)
    with zipfile.ZipFile(tmp_path / "henan.csv.zip") as packed, packed.open("figures.csv") as file:
        plain = pandas.read_csv(file)
    read = [
        pandas.read_excel(tmp_path / "henan.xlsx", sheet_name="figures", engine="openpyxl"),
        pandas.read_csv(tmp_path / "office" / "henan.csv"),
        plain,
    ]
    head, *rows = openpyxl.load_workbook(tmp_path / "henan.xlsx", read_only=True)["figures"].iter_rows(
        values_only=True
    )
    assert len(rows) == held["n"]
    publishers = [row[head.index("publisher")] for row in rows]
    for frame in read:
        same = list(frame["publisher"]) == publishers  # not in the assertion: it would print both lists
        assert same and "人民政府" in publishers[0]
        assert pandas.api.types.is_numeric_dtype(frame["value"]) and frame["value"].count() == held["numbers"]


def test_an_error_is_told_and_turned_into_a_decision(
    chromium: Any, hostile_site: str, hostile: Built
) -> None:
    """From the proof of a figure, without a script; what the reviewer writes stands on the page afterwards."""
    seen = Watched(chromium, 390)
    seen.page.goto(f"{hostile_site}/report/{hostile.whole}")
    seen.page.locator("td[data-field='t3.granted.total'] a").click()
    seen.page.locator(".bar a", has_text="报告错误").click()
    seen.page.fill("textarea[name=said]", "应为 32")
    seen.picture("wrong-390-light-zh")
    seen.check_access()
    seen.page.keyboard.press("Tab")
    seen.page.locator(".tell button").click()
    assert "谢谢" in seen.page.locator("[role=status]").inner_text()
    seen.check()
    [entry] = inbox.entries(hostile.data)
    with open_archive(hostile.data) as archive:
        inbox.settle(archive, entry.key, "confirmed", note="原文为 32", by="e2e")
    seen.page.goto(f"{hostile_site}/report/{hostile.whole}?again")
    assert seen.page.locator("text=原文为 32").count() == 1
    seen.page.close()


def test_two_bodies_over_all_years_in_four_actions(
    chromium: Any, site: str, data: Path, tmp_path: Path
) -> None:
    """From a body: its chart, the name of another, Enter. Then a foreign page on another port frames it, and the PNG is one."""
    seen = Watched(chromium, 1280)
    seen.page.goto(site + paths(data)["publisher"])
    seen.page.locator(".tools a", has_text="图表").click()
    seen.page.fill("input[name=q] >> nth=-1", "栾川县人民政府")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/chart?body=*&body=*")
    drawn = seen.page.locator("img.chart").first
    assert drawn.evaluate("e => e.decode().then(() => e.naturalWidth)") > 500
    with seen.page.expect_download() as download:
        seen.page.locator("a", has_text="PNG").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    seen.page.locator("td a").first.click()
    seen.page.wait_for_url("**/-/snapshot/**")
    seen.page.go_back()
    seen.page.locator("summary", has_text="嵌入").first.click()
    (tmp_path / "index.html").write_text(
        f"<title>x</title>{seen.page.locator('pre.copy').first.inner_text()}"
    )
    seen.check()
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as foreign:
        threading.Thread(target=foreign.serve_forever, daemon=True).start()
        seen.page.goto(f"http://127.0.0.1:{foreign.server_port}/index.html")
        framed = seen.page.frame_locator("iframe").locator("img.chart")
        assert framed.evaluate("e => e.decode().then(() => e.naturalWidth)") > 500
        foreign.shutdown()
    seen.page.close()
