"""Names that rows give are claims: nothing outside of `warc/`, no link and no pipe is opened, cut or deleted by them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.custody import manifest, takedown
from archive.custody.verify import verify
from archive.exchange import wacz
from archive.store import captures
from archive.store.warc_files import UnsafeFileError, is_warc_name, open_warc, warc_names
from archive.store.warc_reading import DamagedRecord
from tests.archive.conftest import URL, Capture

SECRET = b"thesis " * 200
NAMES = (
    "/ABSOLUTE",
    "../canary.warc.gz",
    "../../canary.warc.gz",
    "a/b.warc.gz",
    "",
    ".",
    "..",
    "a\0.warc.gz",
    "nianbao.db",
    "x" * 200 + ".warc.gz",
    "../nianbao.db",
)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(request.param).replace("/ABSOLUTE", str(tmp_path / "canary.warc.gz"))


@pytest.fixture
def canaries(tmp_path: Path) -> list[Path]:
    (tmp_path / "data" / "warc" / "a").mkdir(parents=True)
    places = [tmp_path, tmp_path / "data", tmp_path / "data" / "warc" / "a"]
    for place in places:
        (place / "canary.warc.gz").write_bytes(SECRET)
    (places[-1] / "b.warc.gz").write_bytes(SECRET)
    return [*(p / "canary.warc.gz" for p in places), places[-1] / "b.warc.gz"]


def untouched(canaries: list[Path], archive: Archive) -> None:
    assert all(path.read_bytes() == SECRET for path in canaries)
    assert archive.value("pragma integrity_check") == "ok"


def test_a_name_of_a_capture(name: str, canaries: list[Path], archive: Archive, capture: Capture) -> None:
    key = capture()
    archive.warcs.close()
    with archive.transaction() as conn:
        conn.execute("update captures set warc = ?, offset = 0, length = 10", (name,))
    assert not is_warc_name(name)
    with pytest.raises(DamagedRecord):
        captures.body(archive, key)
    with pytest.raises(DamagedRecord):
        wacz.write_wacz(
            archive,
            archive.rows("select *, null as title from captures"),
            archive.data_dir / "x.wacz",
            title="",
            created="",
        )
    with pytest.raises(UnsafeFileError):
        takedown.take_down(archive, URL, "x")
    manifest.close_run(archive)
    assert any("name of a WARC file" in damage.what or "attests" in damage.what for damage in verify(archive))
    with open_archive(archive.data_dir, archive.clock) as again:
        untouched(canaries, again)


def test_a_name_of_a_tombstone(name: str, canaries: list[Path], archive: Archive, capture: Capture) -> None:
    capture()
    archive.warcs.close()
    row = {
        "key": "t",
        "capture_key": "none",
        "url": URL,
        "address": URL,
        "body_sha256": "00",
        "reason": "x",
        "taken_down_at": "2020-01-01T00:00:00Z",
        "warc": name,
    }
    with archive.transaction():
        archive.insert("tombstones", row)
    before = warc_names(archive.warcs.directory)
    with open_archive(archive.data_dir, archive.clock) as again:
        untouched(canaries, again)
        assert warc_names(archive.warcs.directory) == before
        list(verify(again))


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
def test_what_is_no_regular_file(tmp_path: Path, archive: Archive, capture: Capture, kind: str) -> None:
    key = capture()
    archive.warcs.close()
    canary, odd = tmp_path / "canary", archive.warcs.directory / "odd.warc.gz"
    canary.write_bytes(SECRET)
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "folder":
        odd.mkdir()
    else:
        odd.symlink_to(canary if kind == "link" else tmp_path / "nowhere")
    with pytest.raises(UnsafeFileError):
        open_warc(archive.warcs.directory, odd.name)
    with archive.transaction() as conn:
        conn.execute("update captures set warc = ?, offset = 0, length = 0", (odd.name,))
    with open_archive(archive.data_dir, archive.clock) as again:
        assert any(odd.name in damage.where for damage in verify(again))
        with pytest.raises(DamagedRecord):
            captures.body(again, key)
    assert canary.read_bytes() == SECRET and not (tmp_path / "nowhere").exists()


def test_a_row_says_nothing_of_where_to_cut(archive: Archive, capture: Capture) -> None:
    capture(b"one"), capture(b"two")
    archive.warcs.close()
    (path,) = archive.warcs.directory.iterdir()
    before = path.read_bytes()
    with archive.transaction() as conn:
        conn.execute("update captures set offset = id, length = 0")
    open_archive(archive.data_dir, archive.clock).close()
    assert path.read_bytes() == before


def test_a_file_that_two_folders_share_is_not_cut(tmp_path: Path, archive: Archive, capture: Capture) -> None:
    capture(b"one")
    archive.warcs.close()
    (path,) = archive.warcs.directory.iterdir()
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 torn")
    torn = path.read_bytes()
    os.link(path, tmp_path / "shared")
    open_archive(archive.data_dir, archive.clock).close()
    assert (tmp_path / "shared").read_bytes() == torn
    (tmp_path / "shared").unlink()
    open_archive(archive.data_dir, archive.clock).close()
    assert path.read_bytes() == torn[:-8]
