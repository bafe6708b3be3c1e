"""Files that say of themselves what is not so: each is named with its place, what is whole before and behind it is taken in."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import resource
import time
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import open_archive
from archive.custody.verify import verify
from archive.exchange.ingest import Taken, take_in

NOW = datetime(2026, 2, 1, tzinfo=UTC)
BODY = "<html><title>公告</title><p>一</p></html>".encode()


def record(
    number: int,
    *,
    body: bytes = BODY,
    date: str = "2025-01-01T00:00:00Z",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A response as another program writes it."""
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.0")
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            f"http://a.example/{number}.html",
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
    )
    return plain.getvalue()


def told(plain: bytes, old: bytes, new: bytes) -> bytes:
    """A record that says something else, as long as it says."""
    head, content = plain.replace(old, new, 1).split(b"\r\n\r\n", 1)
    return re.sub(rb"(Content-Length: )\d+", rb"\g<1>%d" % (len(content) - 4), head) + b"\r\n\r\n" + content


def taken(tmp_path: Path, path: Path) -> tuple[Taken, list[str]]:
    with open_archive(tmp_path / "data", lambda: NOW) as archive:
        found = take_in(archive, path)
        return found, [r["url"][-6:-5] for r in archive.rows("select url from captures order by url")]


def write(path: Path, records: list[bytes], packed: bool) -> Path:
    path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
    return path


def short(plain: bytes) -> bytes:
    return plain[:-40]


def claims(length: int) -> object:
    def change(plain: bytes) -> bytes:
        head, mark, rest = plain.partition(b"Content-Length: ")
        return head + mark + str(length).encode() + rest[rest.index(b"\r\n") :]

    return change


def nameless(plain: bytes) -> bytes:
    return plain.replace(b"WARC-Target-URI", b"X-Target-Address")


_DAMAGE = {
    "short": short,
    "long": claims(1_000_000_000),
    "longer": claims(500),
    "negative": claims(-1),
    "no address": nameless,
    "no date": lambda plain: plain.replace(b"WARC-Date", b"X-When"),
    "zero": claims(0),
}


@pytest.mark.parametrize("packed", [True, False], ids=["gz", "plain"])
@pytest.mark.parametrize("what", _DAMAGE)
def test_a_damaged_record(tmp_path: Path, what: str, packed: bool) -> None:
    damaged = _DAMAGE[what](record(2))  # type: ignore[operator]
    first = record(1)
    path = write(tmp_path / f"x.warc{'.gz' if packed else ''}", [first, damaged, record(3)], packed)
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "3"]
    assert found.left_out.count == 1 and found.left_out.lines[0].startswith(path.name)
    assert f"at {len(gzip.compress(first) if packed else first)}:" in found.left_out.lines[0]


def test_torn_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(record(1)) + gzip.compress(record(2))[:-40])
    found, urls = taken(tmp_path, path)
    assert urls == ["1"] and "ends inside a record" in found.left_out.lines[0]


def test_one_member_for_all(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress(record(1) + record(2) + record(3)))
    found, urls = taken(tmp_path, tmp_path / "x.warc.gz")
    assert urls == ["1", "2", "3"] and found.left_out.count == 0


def test_chunks(tmp_path: Path) -> None:
    chunked = (
        b"5\r\n" + BODY[:5] + b"\r\n" + f"{len(BODY) - 5:x}".encode() + b"\r\n" + BODY[5:] + b"\r\n0\r\n\r\n"
    )
    te = (("Transfer-Encoding", "chunked"),)
    path = write(
        tmp_path / "x.warc",
        [
            record(1, body=chunked, headers=te),
            record(2, headers=te),
            record(3, body=b"ffff\r\nab", headers=te),
        ],
        False,
    )
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "2"] and "inside a chunk" in found.left_out.lines[0]
    with open_archive(tmp_path / "data", read_only=True) as archive:
        assert archive.value("select count(distinct body_sha256) from captures") == 1


@pytest.mark.parametrize(
    "date",
    ["2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1995-12-31T23:59:59Z", "2026-02-02T00:00:01Z", "never"],
)
def test_dates(tmp_path: Path, date: str) -> None:
    path = write(tmp_path / "x.warc", [record(1), record(2, date=date), record(3)], False)
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "3"] and found.left_out.count == 1


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(megabytes)), packer.flush()])


def test_bombs(tmp_path: Path) -> None:
    inside = record(2, body=bomb(300), headers=(("Content-Encoding", "gzip"),))
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = record(4)[: record(4).index(b"Content-Length: ")] + b"Content-Length: 300000000\r\n\r\n"
    whole = (
        packer.compress(head)
        + b"".join(packer.compress(bytes(1_000_000)) for _ in range(300))
        + packer.flush()
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = tmp_path / "x.warc.gz"
    path.write_bytes(
        gzip.compress(record(1))
        + gzip.compress(inside)
        + gzip.compress(record(3))
        + whole
        + gzip.compress(record(5))
    )
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "3", "5"] and found.left_out.count == 2
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 500_000_000


def test_a_folder(tmp_path: Path) -> None:
    """Links, pipes, tables that lead out, odd sidecars: named, and the good page is taken in."""
    place, secret = tmp_path / "saved", tmp_path / "secret.html"
    place.mkdir()
    secret.write_bytes(b"<p>secret</p>")
    when = (NOW - timedelta(days=9)).timestamp()
    (place / "link.html").symlink_to(secret)
    (place / "out").symlink_to(tmp_path)
    os.mkfifo(place / "pipe.html")
    (place / "list.csv").write_text(
        f"file,address,fetched_at\n../secret.html,http://a.example/s,2025-01-01\n{secret},http://a.example/s,2025-01-01\n,x,y\nok.html,http://a.example/9.html,2025-01-01\n"
    )
    (place / "bad.csv").write_bytes(b"file,address\n\xff\xfe,\x00\n")
    (place / "list2.html").write_bytes(BODY)
    (place / "list2.html.json").write_text(json.dumps({"address": 7}))
    (place / "deep.html").write_bytes(BODY)
    (place / "deep.html.json").write_text("[" * 100_000)
    (place / "ok.html").write_bytes(BODY)
    (place / "old.html").write_bytes(BODY + b"2")
    (place / "old.html.json").write_text(
        json.dumps({"address": "http://a.example/1", "fetched_at": "1890-01-01"})
    )
    for path in place.iterdir():
        if path.is_file() and not path.is_symlink():
            os.utime(path, (when, when))
    found, urls = taken(tmp_path, place)
    assert urls == ["9"]
    told = "\n".join(found.left_out.lines)
    for word in (
        "link.html is a link",
        "out is a link",
        "pipe.html",
        "'../secret.html'",
        "bad.csv",
        "address is no text",
        "deep.html.json",
        "before the first web page",
    ):
        assert word in told, word
    assert secret.read_bytes() == b"<p>secret</p>"


def test_wacz(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("archive/../../evil.warc", record(1))
        out.writestr("archive/b.warc", record(2) + short(record(3)))
    found, urls = taken(tmp_path, tmp_path / "x.wacz")
    assert urls == ["1", "2"] and found.left_out.count == 1
    assert not (tmp_path.parent / "evil.warc").exists()
    with zipfile.ZipFile(tmp_path / "y.wacz", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("archive/a.warc", bytes(200_000_000))
    found, urls = taken(tmp_path, tmp_path / "y.wacz")
    assert "unpacks to more than" in found.left_out.lines[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"200 OK", b"200 \x00\xff\x1b"),
        (b"200 OK", b"200 \xe5\xa5\xbd"),
        (b"Content-Type: text/html", b"\xff\xfe: \x00\xed\xa0\x80"),
        (b"Content-Type: text/html", b"X-A: \x1b[31m\xff"),
        (b"Content-Type: text/html", b"".join(b"h%d: x\r\n" % n for n in range(2000)) + b"a: b"),
    ],
)
def test_heads_of_any_bytes(tmp_path: Path, old: bytes, new: bytes) -> None:
    """What a server said in its head is kept, whatever it is made of, and its record agrees with its row."""
    path = write(tmp_path / "x.warc", [record(1), told(record(2), old, new), record(3)], False)
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "2", "3"] and found.left_out.count == 0
    with open_archive(tmp_path / "data") as archive:
        assert [str(damage) for damage in verify(archive)] == []


def overlapping(periods: int) -> bytes:
    """Streams of stored blocks, laid so that each runs through the file between the blocks of all others."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60000000\r\n\r\n"
    data = bytearray(b" " * (65540 * periods))
    for at in (65540 * k + 20 + 300 * i for k in range(periods - 1) for i in range(200)):
        data[at - 10 : at + 5 + len(head)] = (
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\x00\xff\xff\x00\x00" + head
        )
    return bytes(data)


@pytest.mark.parametrize("what", ["marks", "magics", "streams"])
def test_marks_that_lead_nowhere(tmp_path: Path, what: str) -> None:
    """Looking for what is whole behind damage ends, and says what it did not look at."""
    packed = what != "marks"
    first = gzip.compress(record(1)) if packed else record(1)
    middle = {
        "marks": b"WARC/1." * 600_000,
        "magics": b"\x1f\x8b\x08\x00" * 1_000_000,
        "streams": overlapping(100),
    }
    path = tmp_path / f"x.warc{'.gz' if packed else ''}"
    path.write_bytes(first + middle[what] + first)
    began = time.process_time()
    found, urls = taken(tmp_path, path)
    assert time.process_time() - began < 20
    assert urls == ["1"] and "was not looked at" in found.left_out.lines[-1]


def test_names_and_clocks_of_saved_pages(tmp_path: Path) -> None:
    """A name that is no text, and dates in comments that name no zone."""
    place = tmp_path / "saved"
    place.mkdir()
    (place / os.fsdecode(b"\xff\xfe.html")).write_bytes(BODY)
    for number, zone in enumerate(("", "-0000", "+0800", "+9999", "x y z")):
        comment = f"<!-- Page saved with SingleFile\n url: http://a.example/{number}.html\n saved date: Mon, 01 Jan 2024 00:00:00 {zone} (x)\n-->"
        (place / f"{number}.html").write_bytes(comment.encode() + BODY)
    when = (NOW - timedelta(days=9)).timestamp()
    for path in place.iterdir():
        os.utime(path, (when, when))
    found, _ = taken(tmp_path, place)
    assert found.new == 6 and found.left_out.count == 0


def test_entries_of_a_wacz(tmp_path: Path) -> None:
    """One that cannot be unpacked costs no other; twice the same name is two entries; too many are refused."""
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as out, pytest.warns(UserWarning, match="Duplicate"):
        out.writestr("archive/a.warc", record(1, body=b"<p>to be flipped</p>"))
        out.writestr("archive/b.warc", record(2))
        out.writestr("archive/b.warc", record(3))
    path.write_bytes(path.read_bytes().replace(b"to be flipped", b"to be flapped", 1))
    found, urls = taken(tmp_path, path)
    assert urls == ["2", "3"] and "archive/a.warc: cannot be unpacked" in found.left_out.lines[0]
    with zipfile.ZipFile(tmp_path / "y.wacz", "w") as out:
        for number in range(10_001):
            out.writestr(f"archive/{number}.warc", b"")
    found, _ = taken(tmp_path, tmp_path / "y.wacz")
    assert found.left_out.count == 1 and "more than 10000 WARC files" in found.left_out.lines[0]


def revisit(refers: bytes) -> bytes:
    """A record that repeats another one."""
    plain = record(2).replace(b"WARC-Type: response", b"WARC-Type: revisit")
    return plain.replace(b"WARC-Date", refers + b"\r\nWARC-Date")


@pytest.mark.parametrize(
    "refers",
    [
        b"WARC-Refers-To-Target-URI: http://[",
        b"WARC-Refers-To-Target-URI: javascript:1",
        b"WARC-Refers-To-Target-URI: x",
        b"WARC-Refers-To-Target-URI: http://" + b"a" * 5000,
        b"WARC-Refers-To-Date: 0001-01-01T00:00:00+23:59",
        b"WARC-Refers-To-Date: 9999-12-31T23:59:59-23:59",
    ],
)
def test_what_a_revisit_repeats_is_a_claim(tmp_path: Path, refers: bytes) -> None:
    path = write(tmp_path / "x.warc", [record(1), revisit(refers), record(3)], False)
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "3"] and found.left_out.count == 1


@pytest.mark.parametrize("ending", [".warc.gz", ".wacz"])
def test_a_name_that_is_no_text(tmp_path: Path, ending: str) -> None:
    path = tmp_path / os.fsdecode(b"\xff\x1b" + ending.encode())
    if ending == ".wacz":
        with zipfile.ZipFile(path, "w") as out:
            out.writestr("archive/\x1b[31m.warc", record(1))
    else:
        write(path, [record(1)], True)
    found, urls = taken(tmp_path, path)
    assert urls == ["1"] and found.left_out.count == 0
    with open_archive(tmp_path / "data", read_only=True) as archive:
        said = json.loads(archive.value("select source from captures"))["from"]
    assert said.isprintable()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_entries_packed_in_other_ways(tmp_path: Path, method: int) -> None:
    """Damage in them has errors of its own, and LZMA lets the file say how much memory it takes."""
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w", method) as out:
        out.writestr("archive/a.warc", record(1) * 50)
        out.writestr("archive/b.warc", record(2), zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    found, urls = taken(tmp_path, path)
    assert urls == ["2"] and found.left_out.count == 1


def test_a_folder_of_sidecars_without_pages_costs_no_more_than_its_files(tmp_path: Path) -> None:
    place, when = tmp_path / "saved", (NOW - timedelta(days=9)).timestamp()
    place.mkdir()
    for number in range(2000):
        (place / f"{number}.json").touch()
        os.utime(place / f"{number}.json", (0, 0))
    (place / "old.html").write_bytes(BODY)
    (place / "old.json").write_text(json.dumps({"address": "http://a.example/1.html"}))
    os.utime(place / "old.html", (when, when))
    began = time.process_time()
    found, urls = taken(tmp_path, place)
    assert urls == ["1"] and found.left_out.count == 2000
    assert time.process_time() - began < 10


def test_folders_deeper_than_a_path_may_lead(tmp_path: Path) -> None:
    place, here = tmp_path / "saved", Path.cwd()
    place.mkdir()
    when = (NOW - timedelta(days=9)).timestamp()
    for name in ("a.html", "z.html"):
        comment = f"<!-- saved from url=(1)http://a.example/{name[0]}.html -->"
        (place / name).write_bytes(comment.encode() + BODY)
        os.utime(place / name, (when, when))
    try:
        os.chdir(place)
        for _ in range(20):
            Path("d" * 250).mkdir()
            os.chdir("d" * 250)
    finally:
        os.chdir(here)
    found, urls = taken(tmp_path, place)
    assert urls == ["a", "z"] and found.left_out.count > 0


@pytest.mark.parametrize(
    "headers", [(("X-A", "y" * 300_000),), tuple((f"h{n}", "x" * 9) for n in range(20_000))]
)
def test_a_head_that_no_server_sends(tmp_path: Path, headers: tuple[tuple[str, str], ...]) -> None:
    path = write(tmp_path / "x.warc", [record(1), record(2, headers=headers), record(3)], False)
    found, urls = taken(tmp_path, path)
    assert urls == ["1", "3"] and "HTTP head" in found.left_out.lines[0]
