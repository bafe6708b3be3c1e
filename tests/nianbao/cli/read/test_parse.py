"""`nianbao parse` as a person and as a script would use it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from samples import truth
from tests.parsers.readers.text.test_text_layouts import printed
from tests.parsers.renderings import LAYOUTS, report, tables

PUBLISHED = next(r for r in truth()["reports"] if r["portal"] == "pingyin" and r["sample"] == "published")


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "COLUMNS": "120"}
    command = [sys.executable, "-m", "nianbao", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, timeout=120, env=environment, check=False
    )


@pytest.fixture(scope="module")
def text() -> str:
    rows = tables(PUBLISHED["form"], printed(PUBLISHED["figures"], PUBLISHED["form"]))
    return report(PUBLISHED["title"], rows, LAYOUTS["tabs"])


@pytest.fixture
def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_json_is_the_contract(file: Path) -> None:
    done = run("parse", "--json", str(file))
    assert done.returncode == 0, done.stderr
    reading: dict[str, Any] = json.loads(done.stdout)
    assert reading["publisher"] == PUBLISHED["publisher"]
    assert reading["source"]["path"] == str(file)
    figures = {f["key"]: f["value"] for f in reading["figures"]}
    assert {k: figures[k] for k in PUBLISHED["figures"]} == PUBLISHED["figures"]
    wanted = (
        "schema parser source is_report title publisher publisher_printed publisher_kind level region posted_by "
        "report_year published_on form forms evidence sections figures narrative checks issues attachments"
    )
    assert set(wanted.split()) <= reading.keys()
    assert len([c for c in reading["checks"] if c["severity"] == "hard"]) == 42


def test_json_fits_the_published_schema(file: Path) -> None:
    schema = json.loads(run("parse", "--schema").stdout)
    reading = json.loads(run("parse", "--json", str(file)).stdout)
    assert set(schema["properties"]) == set(reading)
    figure = schema["$defs"]["Figure"]["properties"]
    assert set(figure) == set(reading["figures"][0])


def test_several_files_give_a_list_and_lines(file: Path) -> None:
    both = [str(file), str(file)]
    assert len(json.loads(run("parse", "--json", *both).stdout)) == 2
    lines = run("parse", "--jsonl", *both).stdout.decode().splitlines()
    assert [json.loads(line)["report_year"] for line in lines] == [2021, 2021]


def test_standard_input_and_globs(file: Path, text: str) -> None:
    assert json.loads(run("parse", "--json", "-", stdin=text.encode()).stdout)["report_year"] == 2021
    assert run("parse", "--json", str(file.parent / "*.txt")).returncode == 0
    missing = run("parse", str(file.parent / "*.html"))
    assert (missing.returncode, missing.stderr.decode().count("\n")) == (3, 1)


def test_csv_has_a_line_a_figure(file: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("parse", "--csv", str(file)).stdout.decode())))
    found = {r["key"]: r["value"] for r in rows}
    assert found["t3.partial.total"] == "1"
    assert len(rows) == 200


def test_people_see_the_tables_and_what_does_not_add_up(file: Path, text: str) -> None:
    shown = run("parse", str(file)).stdout.decode()
    for words in (PUBLISHED["title"], "行政规范性文件", "自然人", "未经复议直接起诉", "45 pass, 0 fail"):
        assert words in shown
    file.write_text(text.replace("（七）总计\t3\t", "（七）总计\t4\t"), encoding="utf-8")
    shown = run("parse", str(file)).stdout.decode()
    assert "t3.leaves.natural_person: 3 ≠ 4" in shown
    assert run("parse", "--strict", str(file)).returncode == 5


BAD = {
    "empty.txt": b"",
    "picture.html": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40,
    "cells.html": b"<html><body><table><tr>" + b"<td>" * 5_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_cost_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    assert_one_line(run("parse", str(path)), 3)


def assert_one_line(done: subprocess.CompletedProcess[bytes], status: int) -> None:
    said = done.stderr.decode()
    assert done.returncode == status, said
    assert said.count("\n") == 1, said
    assert "Traceback" not in said


def test_a_directory_a_missing_file_and_no_file(tmp_path: Path) -> None:
    assert_one_line(run("parse", str(tmp_path)), 3)
    assert_one_line(run("parse", str(tmp_path / "nothing.html")), 3)
    assert run("parse").returncode == 2


def test_a_page_that_is_no_report(tmp_path: Path) -> None:
    path = tmp_path / "news.html"
    path.write_text(
        "<html><body><h1>白岩县召开会议</h1><p>会议强调要抓好落实。</p></body></html>", encoding="utf-8"
    )
    assert_one_line(run("parse", str(path)), 4)


def test_the_worst_of_several_files_decides(tmp_path: Path, file: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    done = run("parse", "--json", str(file), str(empty))
    assert done.returncode == 3
    assert len(json.loads(done.stdout)) == 1


def test_many_files_are_read_on_all_cores_and_told_in_order(tmp_path: Path, text: str) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(text * (1 + 20 * (number % 7 == 0)), encoding="utf-8")
    paths = [str(p) for p in sorted(tmp_path.iterdir())]
    done = run("parse", "--jsonl", "-", *paths, stdin=text.encode())
    assert done.returncode == 0
    assert [json.loads(line)["source"]["path"] for line in done.stdout.splitlines()] == ["-", *paths]
