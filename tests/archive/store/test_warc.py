"""The bytes: what is read back is what was received, and what is torn is never believed."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, open_archive
from archive.store import captures, to_read
from archive.store.captures import Stored
from archive.store.response import Response, decode
from archive.store.warc import Warcs
from archive.store.warc_reading import DamagedRecord, parse_member
from parsers.model import Context
from tests.archive.conftest import URL, Capture, TickingClock
from tests.capturing import captured

HEADERS = [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
BODY = "<p>政府信息公开</p>".encode("gb18030") * 100


def response(clock: TickingClock, body: bytes = BODY, encoding: str | None = None) -> Response:
    headers = [*HEADERS, ("Content-Encoding", encoding)] if encoding else HEADERS
    return Response(URL, clock(), 200, "OK", headers, body, "192.0.2.1")


@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        (None, BODY),
        ("gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("gzip", BODY),
        ("br", BODY),
    ],
    ids=["plain", "gzip", "deflate", "raw deflate", "no gzip at all", "unknown"],
)
def test_decoding(encoding: str | None, encoded: bytes) -> None:
    assert decode(encoded, encoding) == BODY


@pytest.mark.parametrize("piece", [1, 7, len(BODY) - 1, len(BODY), len(BODY) + 1])
def test_decoding_in_pieces(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.response.PIECE", piece)
    packed = gzip.compress(BODY)
    assert decode(packed, "gzip") == BODY == decode(packed, "gzip", len(BODY) + 1)
    assert decode(packed, "gzip", len(BODY) - 1) == packed, "what is too much stays packed"
    assert decode(packed[:-9], "gzip") == packed[:-9], "what is torn too"
    assert decode(gzip.compress(b""), "gzip") == b""


def test_a_record_keeps_the_wire(tmp_path: Path, clock: TickingClock) -> None:
    warcs = Warcs(tmp_path, clock)
    sent = response(clock, gzip.compress(BODY), "gzip")
    place = warcs.write(sent, BODY)
    member = (tmp_path / place.warc).read_bytes()[place.offset : place.offset + place.length]
    assert parse_member(member).response == sent
    assert warcs.read(place.warc, place.offset, place.length, place.body_sha256) == BODY
    warcs.close()
    with (tmp_path / place.warc).open("rb") as file:
        assert [r.rec_type for r in ArchiveIterator(file)] == ["warcinfo", "response"]


def _posted(clock: TickingClock, form: str, body: bytes = BODY) -> Response:
    return Response("http://a.example/list.jsp?n=1", clock(), 200, "OK", HEADERS, body, form=form)


def test_a_posted_request_is_recorded_before_its_response(tmp_path: Path, clock: TickingClock) -> None:
    warcs = Warcs(tmp_path, clock)
    place = warcs.write(_posted(clock, "column=7&name=%E5%8E%BF"), BODY)
    assert warcs.read(place.warc, place.offset, place.length, place.body_sha256) == BODY
    warcs.close()
    with (tmp_path / place.warc).open("rb") as file:
        told = [
            (r.rec_type, r.http_headers.get_statuscode(), r.rec_headers, r.raw_stream.read())
            for r in ArchiveIterator(file)
            if r.http_headers
        ]
    (kind, target, request, sent), (_, status, answer, _) = told
    assert (kind, target, sent, status) == ("request", "/list.jsp?n=1", b"column=7&name=%E5%8E%BF", "200")
    assert answer.get_header("WARC-Concurrent-To") == request.get_header("WARC-Record-ID")


def test_two_forms_sent_to_one_address_are_two_captures(archive: Archive, clock: TickingClock) -> None:
    for form in ("column=7", "column=8", "column=7"):
        captured(archive, _posted(clock, form), "list")
    rows = archive.rows("select address, record_type from captures order by id")
    assert [r["record_type"] for r in rows] == ["response", "response", "revisit"]
    assert rows[0]["address"] == rows[2]["address"] != rows[1]["address"]


def test_a_file_rolls(tmp_path: Path, clock: TickingClock) -> None:
    warcs = Warcs(tmp_path, clock, roll_bytes=1000)
    names = {warcs.write(response(clock, bytes([n]) * 900), b"").warc for n in range(40)}
    warcs.close()
    assert len(names) > 1


@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_damage_is_found(archive: Archive, capture: Capture, damage: str) -> None:
    key = capture(BODY)
    archive.warcs.close()
    (path,) = archive.warcs.directory.iterdir()
    data = bytearray(path.read_bytes())
    if damage == "flip":
        data[-40] ^= 1
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-30] if damage == "cut" else data)
    with pytest.raises(DamagedRecord):
        captures.body(archive, key)


def test_an_unchanged_body_is_a_revisit(archive: Archive, capture: Capture) -> None:
    first, second, third = capture(BODY), capture(BODY), capture(BODY + b"!")
    types = [r["record_type"] for r in archive.rows("select record_type from captures order by id")]
    assert types == ["response", "revisit", "response"]
    assert captures.body(archive, first) == captures.body(archive, second) == BODY
    assert captures.body(archive, third) == BODY + b"!"


def test_validators_come_from_the_last_full_capture(archive: Archive, capture: Capture) -> None:
    capture(BODY)
    assert captures.validators(archive, URL).headers == {"If-None-Match": '"1"'}
    assert captures.validators(archive, URL + "x") == ({}, None)


def _unindexed(archive: Archive, clock: TickingClock, body: bytes) -> Stored:
    """A record that was written, by a process that was killed before its row."""
    stored = captures.store(archive, response(clock, body))
    archive.warcs.close()
    return stored


def test_a_record_without_row_is_taken_in(archive: Archive, capture: Capture, clock: TickingClock) -> None:
    capture(b"known")
    stored = _unindexed(archive, clock, b"orphan")
    with open_archive(archive.data_dir, clock) as again:
        row = again.rows("select * from captures where body_sha256 = ?", stored.slice.body_sha256)[0]
        assert (row["grade"], row["offset"], row["length"]) == (
            "unjudged",
            stored.slice.offset,
            stored.slice.length,
        )
        assert captures.body(again, row["key"]) == b"orphan"
        assert to_read.pending(again, "1") and all(
            p.body_sha256 != row["body_sha256"] for _, p in to_read.pending(again, "1")
        )
    with open_archive(archive.data_dir, clock) as third:
        assert third.value("select count(*) from captures") == 2


def test_a_posted_record_without_row_keeps_its_form(archive: Archive, clock: TickingClock) -> None:
    captures.store(archive, _posted(clock, "column=7"))
    archive.warcs.close()
    with open_archive(archive.data_dir, clock) as again:
        row = again.rows("select url, form, address from captures")[0]
    assert tuple(row) == (
        "http://a.example/list.jsp?n=1",
        "column=7",
        "http://a.example/list.jsp?__wb_method=POST&column=7&n=1",
    )


def test_posted_json_is_a_key_by_its_names(archive: Archive, clock: TickingClock) -> None:
    body = '{"size":12,"find":[{"column":"7"}]}'
    stored = captures.store(archive, _posted(clock, body))
    assert stored.response.address == "http://a.example/list.jsp?__wb_method=POST&column=7&n=1&size=12"
    archive.warcs.close()
    with open_archive(archive.data_dir, clock) as again:
        assert again.value("select form from captures") == body


@pytest.mark.parametrize("kept", [1, 20, 200])
def test_a_torn_tail_is_cut(archive: Archive, capture: Capture, clock: TickingClock, kept: int) -> None:
    key = capture(b"known")
    stored = _unindexed(archive, clock, bytes(range(256)) * 4)
    path = archive.warcs.directory / stored.slice.warc
    path.write_bytes(path.read_bytes()[: stored.slice.offset + kept])
    with open_archive(archive.data_dir, clock) as again:
        assert path.stat().st_size == stored.slice.offset
        assert captures.body(again, key) == b"known"
        assert again.value("select count(*) from captures") == 1


def test_the_file_of_a_living_process_is_left_alone(
    archive: Archive, capture: Capture, clock: TickingClock
) -> None:
    capture(b"known")
    stored = captures.store(archive, response(clock, b"being written"))
    with open_archive(archive.data_dir, clock) as other:
        assert other.value("select count(*) from captures") == 1
    with archive.transaction():
        captures.insert(
            archive, stored, run_id=None, portal_id=None, grade="ok", why=None, role="page", context=Context()
        )
