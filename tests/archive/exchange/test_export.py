"""What leaves the archive: the same figures in every format, safe to open, valid for the libraries that read it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, open_archive
from archive.exchange.surt import surt
from archive.exchange.tables import Choice, tables, wide
from archive.exchange.wacz import captures_of_report, write_wacz
from archive.exchange.writers import safe, write_csv, write_jsonl, write_package, write_parquet
from tests.archive.history.test_brought import bring, shown
from tests.archive.kept import START, body_of, keep, store, url_of

GRANTED = "t3.granted.total"
NEW = "t3.new_received.total"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("kept")
    keep(data)
    return data


def figures(archive: Archive, choice: Choice) -> dict[tuple[str, str], object]:
    return {(row[0], row[1]): row[2] for row in tables(archive, choice)[1].rows()}


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-", "'-"),
        ("-568", "-568"),
        ("-5.25", "-5.25"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        (-5, -5),
        (None, None),
        ("复议", "复议"),
    ],
)
def test_no_formula_leaves(cell: object, written: object) -> None:
    assert safe(cell) == written


def test_every_format_says_the_same(kept: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    with open_archive(kept, read_only=True) as archive:
        table = tables(archive, Choice())[1]
        text, lines = io.StringIO(), io.StringIO()
        count = write_csv(table, text)
        assert count == write_jsonl(table, lines) == write_parquet(table, tmp_path / "f.parquet") > 300
    from_csv = [(r["report"], r["field"], r["state"]) for r in csv.DictReader(io.StringIO(text.getvalue()))]
    from_lines = [json.loads(line) for line in lines.getvalue().splitlines()]
    from_parquet = parquet.read_table(tmp_path / "f.parquet").to_pylist()
    assert from_csv == [(r["report"], r["field"], r["state"]) for r in from_lines]
    assert from_lines == from_parquet
    assert {r["value"] for r in from_lines if r["field"] == "t2.art20_8.fees.amount_wan"} == {46.2697}


def test_wide_has_the_same_numbers(kept: Path) -> None:
    with open_archive(kept, read_only=True) as archive:
        table = wide(archive, Choice())
        names = [c.name for c in table.columns]
        long = figures(archive, Choice())
        rows = [dict(zip(names, row, strict=True)) for row in table.rows()]
    assert len(rows) == 3
    for row in rows:
        assert row[NEW] == long[row["report"], NEW] and row[GRANTED] == 33


def test_as_of_a_day(kept: Path) -> None:
    with open_archive(kept, read_only=True) as archive:
        now = sorted(v for (_, field), v in figures(archive, Choice()).items() if field == NEW)  # type: ignore[type-var]
        day = figures(archive, Choice(as_of=date(2026, 2, 1)))
        then = sorted(v for (_, field), v in day.items() if field == NEW)  # type: ignore[type-var]
        assert figures(archive, Choice(as_of=date(2026, 1, 31))) == {}
        assert figures(archive, Choice(year=1999)) == {}
    assert (then, now) == ([33, 33, 33], [33, 33, 35])


def test_who_brought_it(tmp_path: Path) -> None:
    """Rows of what the server never gave name who brought it, also as of a day before the server gave it."""

    def named(archive: Archive, choice: Choice) -> set[tuple[str, object]]:
        long = (*tables(archive, choice)[:2], wide(archive, choice))
        place = {table: [c.name for c in table.columns].index("brought_by") for table in long}
        return {(table.name, row[place[table]]) for table in long for row in table.rows()}

    with open_archive(tmp_path, lambda: START + timedelta(days=9)) as archive:
        bring(archive, url_of(0), body_of(0), START)
        shown(archive)
        assert named(archive, Choice()) == {("reports", "somebody"), ("figures", "somebody")}
        store(archive, url_of(0), body_of(0), START + timedelta(days=3))
        shown(archive)
        assert named(archive, Choice()) == {("reports", None), ("figures", None)}
        before = Choice(as_of=(START + timedelta(days=1)).date())
        assert named(archive, before) == {("reports", "somebody"), ("figures", "somebody")}


def test_a_data_package(kept: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    with open_archive(kept, read_only=True) as archive:
        write_package(
            tables(archive, Choice()), tmp_path / "p", name="nianbao", created=archive.now(),
            sources=[{"title": "county", "path": url_of(0)}],
        )  # fmt: skip
    report = frictionless.validate(str(tmp_path / "p" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    described = json.loads((tmp_path / "p" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["licenses"] and described["sources"]
    assert [r["name"] for r in described["resources"]] == ["reports", "figures", "checks", "fields"]


def test_a_wacz_can_be_replayed(kept: Path, tmp_path: Path) -> None:
    with open_archive(kept, read_only=True) as archive:
        key = archive.value(
            "select r.key from reports r join renditions n on n.report_id = r.id where n.url = ?", url_of(1)
        )
        rows = captures_of_report(archive, key)
        assert write_wacz(archive, rows, tmp_path / "r.wacz", title=key, created=archive.now()) == 2
    with zipfile.ZipFile(tmp_path / "r.wacz") as file:
        package = json.loads(file.read("datapackage.json"))
        warc = file.read("archive/data.warc.gz")
        index = gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()
        pages = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]
    assert {r["path"] for r in package["resources"]} == {
        "archive/data.warc.gz",
        "indexes/index.cdx.gz",
        "pages/pages.jsonl",
    }
    for line in index:
        where, _, entry = line.split(" ", 2)
        said = json.loads(entry)
        at = int(said["offset"])
        record = next(iter(ArchiveIterator(io.BytesIO(warc[at : at + int(said["length"])]))))
        assert record.rec_headers.get_header("WARC-Target-URI") == said["url"] == url_of(1)
        assert where == surt(said["url"]) and said["digest"].startswith("sha1:")
    assert [page["url"] for page in pages[1:]] == [url_of(1), url_of(1)]
