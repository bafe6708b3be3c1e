"""Each damage is found and named; an archive that nobody touched has none."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.manifest import read
from archive.custody.verify import verify
from archive.store.response import Response
from tests.archive.kept import body_of, keep, read_all, url_of
from tests.capturing import captured


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sound")
    keep(data)
    return data


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


def found(data: Path) -> list[str]:
    with open_archive(data) as archive:
        return [str(damage) for damage in verify(archive, everything=True)]


def files(data: Path) -> list[Path]:
    return sorted((data / "warc").iterdir())


def sql(statement: str) -> Callable[[Path], None]:
    def edit(data: Path) -> None:
        with open_archive(data) as archive, archive.transaction():
            archive.conn.execute(statement)

    return edit


def flip(data: Path) -> None:
    content = bytearray(files(data)[0].read_bytes())
    content[len(content) // 2] ^= 1
    files(data)[0].write_bytes(content)


def truncate(data: Path) -> None:
    files(data)[0].write_bytes(files(data)[0].read_bytes()[:-40])


def delete(data: Path) -> None:
    files(data)[0].unlink()


def other_body(data: Path) -> None:
    """A forger who knows gzip, WARC and our offsets: one digit changed, the record whole and of the same length."""
    with open_archive(data) as archive:
        row = archive.rows("select * from captures order by id limit 1")[0]
    path = data / "warc" / row["warc"]
    content = path.read_bytes()
    member = content[row["offset"] : row["offset"] + row["length"]]
    forged = gzip.compress(gzip.decompress(member).replace(b"33</td>", b"34</td>", 1), 6, mtime=0)
    path.write_bytes(
        content[: row["offset"]] + forged.ljust(len(member), b"\0") + content[row["offset"] + len(member) :]
    )


def edit_manifest(data: Path) -> None:
    path = sorted((data / "manifests").iterdir())[0]
    path.write_text(path.read_text(encoding="utf-8").replace("http://", "https://", 1), encoding="utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "flipped byte": (flip, "no readable record (the capture"),
    "truncated file": (truncate, "the file ends inside a record"),
    "deleted file": (delete, "the file is gone, with 3 captures"),
    "forged record": (other_body, url_of(0)),
    "edited address": (
        sql("update captures set url = 'http://x.example/' where id = 1"),
        "its row was edited",
    ),
    "edited hash": (sql("update captures set body_sha256 = 'ff' where id = 1"), "the key does not derive"),
    "edited status": (
        sql("update captures set status = 404 where id = 1"),
        "its row says status 404, the record 200",
    ),
    "edited headers": (sql("update captures set headers = '[]' where id = 1"), "its row says headers []"),
    "edited figure": (
        sql("update figures set value = 77 where value = 31 and reading_id = 1"),
        "says '77', its cell",
    ),
    "edited number": (
        sql(
            "update figures set value = value + 1 where raw is not null and value is not null and reading_id = 1"
        ),
        "reading it again gives",
    ),
    "edited text": (
        sql("update sections set text = '不' where reading_id = 1 and position = 0"),
        "the text of its sections",
    ),
    "edited title": (sql("update reports set title = '不' where id = 1"), "says '不', its reading"),
    "search row gone": (
        sql("insert into reports_fts (reports_fts) values ('delete-all')"),
        "search index disagree",
    ),
    "edited manifest": (edit_manifest, "is not the file that was written"),
    "manifest row gone": (
        sql("delete from manifests where id = 1"),
        "does not follow the manifest before it",
    ),
}


def test_nothing_to_say(data: Path) -> None:
    assert found(data) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named(data: Path, name: str) -> None:
    damage, said = DAMAGES[name]
    damage(data)
    assert any(said in line for line in found(data)), found(data)


def test_a_row_deleted_behind_our_back(data: Path) -> None:
    with open_archive(data) as archive:
        archive.conn.execute("pragma foreign_keys = off")
        archive.conn.execute("delete from captures where id = 1")
        lines = [str(damage) for damage in verify(archive, everything=True)]
    for said in ("a response without a row", "attests the capture", "refers to no row of captures"):
        assert any(said in line for line in lines), said


def test_manifests_are_a_chain(data: Path) -> None:
    first, second = sorted((data / "manifests").iterdir())
    with open_archive(data, read_only=True) as archive:
        hashes = [row["sha256"] for row in archive.rows("select sha256 from manifests order by id")]
    head, lines = read(second)
    assert read(first)[0]["previous"] is None
    assert head["previous"] == hashes[0]
    assert {line["url"] for line in lines if "capture" in line} == {url_of(0), url_of(1)}


def test_a_report_that_was_fetched_as_something_else_first_is_no_damage(tmp_path: Path) -> None:
    """Its own record is a revisit; the bytes stand in the record of the other capture."""
    data = tmp_path / "data"
    with open_archive(data) as archive:
        answer = Response(url_of(0), archive.clock(), 200, "OK", [("Content-Type", "text/html")], body_of(0))
        captured(archive, answer, "page")
        captured(archive, replace(answer, fetched_at=archive.clock()))
        assert read_all(archive) == 1
        assert archive.value("select count(*) from figures where state = 'value'") > 100
    assert found(data) == []
