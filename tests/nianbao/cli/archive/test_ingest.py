"""`nianbao ingest`: folders, WARC and WACZ, with what is known of their origin; nothing doubled, nothing silent."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import open_archive
from archive.exchange.wacz import captures_of_report, write_wacz
from archive.reports import query
from archive.store import captures
from archive.store.warc_writing import NOT_MODIFIED, SAME_BODY
from nianbao.cli.main import main
from tests.archive.kept import COUNTIES, body_of, keep, url_of


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def taken(data: Path) -> list[tuple[str, str, dict[str, str]]]:
    with open_archive(data, read_only=True) as archive:
        rows = archive.rows("select url, fetched_at, source from captures order by url, fetched_at")
        return [(r["url"], r["fetched_at"][:16], json.loads(r["source"])) for r in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page with each kind of origin."""
    place = tmp_path / "saved"
    place.mkdir()
    (place / "a.html").write_bytes(body_of(0))
    (place / "a.html.json").write_text(
        json.dumps({"address": url_of(0), "fetched_at": "2022-02-01T09:00:00+08:00"})
    )
    (place / "b.html").write_bytes(body_of(1))
    (place / "list.csv").write_text(f"file,address,fetched_at\nb.html,{url_of(1)},2022-02-02\n")
    comment = f"<!-- saved from url=(0042){url_of(2)} -->".encode()
    (place / "c.html").write_bytes(comment + body_of(2))
    os.utime(place / "c.html", (1_650_000_000, 1_650_000_000))
    (place / "d.html").write_bytes(body_of(3))
    os.utime(place / "d.html", (1_650_000_000, 1_650_000_000))
    return place


def test_a_folder(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run("ingest", folder, "--data", data)
    assert result.exit_code == 0, result.output
    assert "4 new captures, 0 known" in result.stdout and "4 captures read" in result.stdout
    found = taken(data)
    assert [(url, at) for url, at, _ in found if "invalid" not in url] == [
        (url_of(0), "2022-02-01T01:00"),
        (url_of(1), "2022-02-01T16:00"),
        (url_of(2), "2022-04-15T05:20"),
    ]
    origins = {source["from"]: (source["address"], source["date"]) for *_, source in found}
    assert origins == {
        "a.html": ("sidecar", "sidecar"),
        "b.html": ("sidecar", "sidecar"),
        "c.html": ("comment", "file"),
        "d.html": ("none", "file"),
    }
    with open_archive(data, read_only=True) as archive:
        assert {r["publisher"] for r in query.reports(archive)} == {f"{c}人民政府" for c in COUNTIES}
    again = run("ingest", folder, "--data", data)
    assert "0 new captures, 4 known" in again.stdout


def test_warc_and_wacz(tmp_path: Path) -> None:
    keep(tmp_path / "other")
    with open_archive(tmp_path / "other", read_only=True) as other:
        key = other.value("select key from reports order by key")
        write_wacz(other, captures_of_report(other, key), tmp_path / "r.wacz", title=key, created=other.now())
        responses = other.value("select count(*) from captures where status = 200")
    warcs = sorted((tmp_path / "other" / "warc").iterdir())
    result = run("ingest", *warcs, tmp_path / "r.wacz", "--data", tmp_path / "data")
    assert result.exit_code == 0, result.output
    assert len(taken(tmp_path / "data")) == responses
    assert all(source["address"] == "warc" for *_, source in taken(tmp_path / "data"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.warc.gz", b"\x1f\x8b\x08no", "is damaged"),
        ("x.wacz", b"no zip", "cannot be unpacked"),
        ("x.html", b"<p>1</p>", "is no instant"),
    ],
)
def test_what_cannot_be_taken_in_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "x.json").write_text('{"address": "http://a.example/", "fetched_at": "yesterday"}')
    result = run("ingest", tmp_path / name, "--data", tmp_path / "data")
    assert result.exit_code == 3
    assert said in result.stderr and result.stderr.count("\n") == 1


def test_nothing_there(tmp_path: Path) -> None:
    result = run("ingest", tmp_path / "nowhere", "--data", tmp_path / "data")
    assert (result.exit_code, result.stderr) == (3, f"nianbao: {tmp_path / 'nowhere'} is not there\n")


def a_warc(path: Path, *records: tuple[str, str, bytes, dict[str, str]]) -> Path:
    """Records (type, address, body, more of the head) as warcio writes them."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for kind, url, body, more in records:
            http = StatusAndHeaders(f"{more.pop('status', '200')} OK", [], protocol="HTTP/1.1")
            answered = kind != "resource" and not more.pop("bare", "")
            record = writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=http if answered else None,
                warc_content_type="text/html" if kind == "resource" else None,
                warc_headers_dict=more,
            )
            writer.write_record(record)
    return path


def test_files_without_an_answer_and_bodies_that_are_not_repeated(tmp_path: Path) -> None:
    first, again = "2022-02-01T01:00:00Z", "2022-03-01T01:00:00Z"
    same = {"WARC-Profile": SAME_BODY, "WARC-Date": again, "WARC-Refers-To-Date": first}
    of = "WARC-Refers-To-Target-URI"
    path = a_warc(
        tmp_path / "x.warc.gz",
        ("resource", url_of(0), body_of(0), {"WARC-Date": first}),
        ("resource", "urn:pageinfo:1", b"{}", {"WARC-Date": first}),
        ("revisit", url_of(0), b"", {**same, of: url_of(0)}),
        ("revisit", url_of(1), b"", {**same, of: url_of(0), "bare": "yes"}),
        ("revisit", url_of(2), b"", {**same, of: url_of(3)}),
        ("revisit", url_of(0), b"", {"WARC-Profile": NOT_MODIFIED, "WARC-Date": again, "status": "304"}),
    )
    data = tmp_path / "data"
    result = run("ingest", path, "--data", data)
    assert "3 new captures, 0 known, 1 record without a body (304)" in result.stdout
    assert result.exit_code == 3 and result.stderr.count("nianbao:") == 1
    assert url_of(2) in result.stderr and "not here" in result.stderr
    with open_archive(data) as archive:
        rows = archive.rows("select key, url, fetched_at, role from captures order by fetched_at, url")
        kept = [(r["url"], r["fetched_at"][:19] + "Z", captures.body(archive, r["key"])) for r in rows]
        assert kept == sorted(
            [(url_of(0), first, body_of(0)), (url_of(0), again, body_of(0)), (url_of(1), again, body_of(0))],
            key=lambda k: (k[1], k[0]),
        )
        assert {r["role"] for r in rows} == {"report"}
