"""Whole downloads: every row is in them, numbers as numbers and texts as texts, in each format."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from archive import open_archive
from archive.exchange import xlsx
from archive.exchange.codebook import about
from archive.exchange.tables import Choice, Column, Table
from archive.exchange.whole import write_whole
from tests.nianbao.site.building import Built
from tests.nianbao.site.conftest import Get


def counted(built: Built, where: str = "1") -> int:
    with sqlite3.connect(built.data / "nianbao.db") as db:
        sql = f"""select count(*) from reports r join figures f on f.reading_id = r.reading_id
            join publishers p on p.id = r.publisher_id where {where}"""
        return int(db.execute(sql).fetchone()[0])


def test_a_workbook_has_every_figure_with_its_codebook(get: Get, built: Built) -> None:
    answer = get("/take?format=xlsx&region=410000&year=2021&kind=government&level=county")
    assert "nianbao-410000-2021-county-government.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    assert book.sheetnames == ["figures", "reports", "fields", "about", "codebook"]
    head, *rows = book["figures"].iter_rows(values_only=True)
    assert len(rows) == counted(built, "r.year = 2021 and p.region_code like '41%'")
    by_field = {row[head.index("field")]: dict(zip(head, row, strict=True)) for row in rows}
    fees = by_field["t2.art20_8.fees.amount_wan"]
    assert fees["value"] == 46.2697 and fees["unit"] == "万元" and fees["publisher"] == "白岩县人民政府"
    licences = by_field["t2.art20_5.licensing.decisions"]
    assert (licences["value"], licences["raw"]) == (45391, "45,391")
    assert by_field["t4.review.total"]["value"] is None and by_field["t4.review.total"]["state"] == "blank"
    told = {row[1]: row[2] for row in book["about"].iter_rows(values_only=True)}
    assert told["year"] == "2021" and "PDDL" in told["licence"] and told["rows of figures"] == len(rows)
    columns = {(row[0], row[1]) for row in book["codebook"].iter_rows(values_only=True)}
    assert {("figures", name) for name in head} <= columns


def test_each_zip_has_the_same_figures_and_says_what_they_are(get: Get, built: Built) -> None:
    whole, found = counted(built), {}
    for kind in ("csv", "jsonl", "parquet"):
        with zipfile.ZipFile(io.BytesIO(get(f"/take?format={kind}").content)) as file:
            assert {"README.txt", "codebook.csv", f"reports.{kind}", f"fields.{kind}"} < set(file.namelist())
            assert f"figures: {whole}" in file.read("README.txt").decode("utf-8-sig")
            found[kind] = file.read(f"figures.{kind}")
    assert found["csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(found["csv"].decode("utf-8-sig"))))
    lines = [json.loads(line) for line in found["jsonl"].splitlines()]
    table = pyarrow.parquet.read_table(io.BytesIO(found["parquet"])).to_pylist()
    assert len(rows) == len(lines) == len(table) == whole
    assert [line["value"] for line in lines] == [row["value"] for row in table]
    delta = next(row for row in rows if row["raw"] == "" and row["value"] == "-568")
    assert delta["publisher"] == "柳洼镇人民政府", "a number is no formula"


def test_a_report_as_a_web_archive(get: Get, built: Built) -> None:
    with zipfile.ZipFile(io.BytesIO(get(f"/report/{built.whole}.wacz").content)) as file:
        assert "archive/data.warc.gz" in file.namelist()
    assert get(f"/report/{'0' * 32}.wacz").status_code == 404


@pytest.mark.parametrize("query", ["region=999999", "year=1900", "kind=department"])
def test_nothing_is_said_to_be_nothing(get: Get, query: str) -> None:
    answer = get(f"/take?{query}")
    assert answer.status_code == 404 and "没有符合条件的数据" in answer.text


def test_texts_stay_texts_and_long_tables_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula, an address, a text of digits, a text longer than a cell; more rows than a sheet has."""
    texts = ["=1+1", "http://x/", "0123", "{=A1}", "a\x00\x0bb", "长" * 40_000]
    column = Column("raw", "string", "", "")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    table = Table("figures", (column,), lambda: iter([(text,) for text in texts]), ("raw",))
    path = tmp_path / "a.xlsx"
    assert xlsx.write_xlsx([table], [], path) == len(texts)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["figures", "figures 2"]
    cells = [row[0] for name in book.sheetnames[:2] for row in book[name].iter_rows(min_row=2)]
    assert len(cells) == len(texts) and {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[:4]] == texts[:4] and cells[5].value.endswith(xlsx.CUT)


def test_what_is_written_is_of_one_moment(built: Built, tmp_path: Path) -> None:
    with open_archive(built.data, read_only=True) as archive:
        out = tmp_path / "x.csv.zip"
        assert write_whole(archive, Choice(region="4115", level="county"), "csv", out) == counted(built)
        assert not archive.conn.in_transaction
        assert {line.en: line.value for line in about(archive, Choice(year=2021))}["year"] == "2021"
