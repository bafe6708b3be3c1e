"""2,000 random mutations of a stranger's archive, WARC, WACZ and folder: nothing is touched but our own directory.

Each is given to the command of its kind (`merge` or `ingest`), which takes it in and reads what it brought; a canary folder beside it is
compared. The command ends with a documented status and no traceback. The figures stand in build/strangers-merge.json.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import threading
import time
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import parsers
from archive import open_archive, refresh
from archive.exchange.wacz import captures_of_report, write_wacz
from archive.store import to_read
from archive.store.captures import capture_key
from nianbao.cli.main import main
from tests.archive.kept import START, body_of, edited, keep, read_all, store, url_of
from tests.archive.store.test_warc_files import NAMES
from tests.conftest import ROOT
from tests.serving import Site

RESULT = ROOT / "build" / "strangers-merge.json"
MUTATIONS = int(os.environ.get("NIANBAO_MUTATIONS", "2000"))
VALUES = (
    None,
    -1,
    0,
    1 << 62,
    1e308,
    "",
    "x",
    "\x00",
    "../x",
    b"\xff\x00",
    "http://a.example/",
    "2999-01-01T00:00:00Z",
    "9" * 5000,
    *NAMES,
)
STATUSES = {0, 3}
KINDS = ("archive", "warc.gz", "wacz", "folder")
SHOWN = """
select r.key, r.reading_id, r.title from reports r where r.reading_id in
(select reading_id from parses where capture_id in (select id from captures where source is null)) order by r.key"""
"""Reports that show what we fetched: what somebody brings may be another report at the same address."""
LATER = timedelta(days=2)
"""What we fetched is newer than whatever is brought, so that it stays what is shown."""
MEMORY = 500_000_000


def prints(folder: Path) -> dict[str, str]:
    """Path -> what stands there: kind, mode and hash."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        what = (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        )
        found[str(path.relative_to(folder))] = f"{state.st_mode} {what}"
    return found


def own_rows(data: Path) -> list[tuple[object, ...]]:
    with open_archive(data, read_only=True) as archive:
        rows = [tuple(r) for r in archive.rows("select * from captures where source is null order by id")]
        for table in (
            "runs",
            "visits",
            "portals",
            "regions",
            "frontier",
            "endpoints",
            "decisions",
            "tombstones",
        ):
            rows += [tuple(r) for r in archive.rows(f"select * from {table} order by 1")]
        return rows + [tuple(r) for r in archive.rows(SHOWN)]


def change_rows(other: Path, rng: random.Random) -> None:
    """A few cells of the foreign database say something else; sometimes with a key that fits."""
    conn = edited(other)
    conn.execute("pragma ignore_check_constraints = on")
    conn.execute("drop index if exists captures_place")
    for _ in range(rng.randint(1, 6)):
        table = rng.choice(
            ("captures", "captures", "captures", "tombstones", "figures", "reports", "decisions")
        )
        first, *columns = [r[1] for r in conn.execute(f"pragma table_info({table})")]
        column = rng.choice(columns)
        try:
            conn.execute(
                f'update {table} set "{column}" = ? where {first} % ? = 0',
                (rng.choice(VALUES), rng.randint(1, 3)),
            )
        except sqlite3.IntegrityError:  # two rows would be the same
            continue
    if rng.random() < 0.5:
        for row in conn.execute("select id, url, fetched_at, body_sha256 from captures").fetchall():
            if all(isinstance(v, str) for v in row[1:]):
                conn.execute(
                    "update or ignore captures set key = ? where id = ?", (capture_key(*row[1:]), row[0])
                )
    if rng.random() < 0.2:
        conn.execute(
            "insert or ignore into tombstones (key, capture_key, url, address, body_sha256, reason, taken_down_at, warc) values ('t', 'n', 'u', 'a', 's', 'r', 'w', ?)",
            (rng.choice(NAMES),),
        )
    conn.commit()
    conn.close()


def damage(path: Path, rng: random.Random) -> None:
    """Bits flipped, cut, doubled, or bytes put in."""
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 4)):
        at, what = rng.randrange(len(data) or 1), rng.random()
        if what < 0.5 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif what < 0.7:
            del data[at : at + rng.choice((1, 40, 4000))]
        elif what < 0.85:
            data[at:at] = data[: rng.choice((5, 300, 9000))]
        else:
            data[at:at] = rng.choice(
                (b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x00" * 500, b"Content-Length: 99999999\r\n")
            )
    path.write_bytes(data)


def damage_within(path: Path, work: Path, rng: random.Random) -> None:
    """A sound zip whose WARC or one of whose other members is damaged: what lies behind its checksums is reached."""
    inner, new = work / "inner", work / "new.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as made:
        names = old.namelist()
        chosen = rng.choice([n for n in names if ".warc" in n] if rng.random() < 0.7 else names)
        for name in names:
            inner.write_bytes(old.read(name))
            if name == chosen:
                damage(inner, rng)
            made.write(inner, name)
    inner.unlink()
    new.replace(path)


def make_odd(folder: Path, canary: Path, rng: random.Random) -> None:
    """A link, a pipe or a folder where a file was."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    path = rng.choice(files)
    path.unlink()
    kind = rng.choice(("link", "pipe", "folder", "gone"))
    if kind == "link":
        path.symlink_to(rng.choice((canary / "thesis.txt", canary, Path("../../thesis.txt"))))
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()


def mutate(kind: str, base: Path, work: Path, canary: Path, rng: random.Random) -> list[str]:
    """A mutated thing below `work`; the command that takes it."""
    if kind == "archive":
        other = Path(shutil.copytree(base / "other", work / "other"))
        change_rows(other, rng)
        if rng.random() < 0.3:
            damage(rng.choice([p for p in other.rglob("*") if p.is_file()]), rng)
        if rng.random() < 0.2:
            make_odd(other, canary, rng)
        return ["merge", str(other)]
    if kind == "folder":
        folder = Path(shutil.copytree(base / "folder", work / "folder"))
        for _ in range(rng.randint(1, 3)):
            files = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
            if rng.random() < 0.6 and files:
                damage(rng.choice(files), rng)
            elif files:
                make_odd(folder, canary, rng)
        return ["ingest", str(folder)]
    path = Path(shutil.copy(base / f"x.{kind}", work / f"x.{kind}"))
    if kind == "wacz" and rng.random() < 0.5:
        damage_within(path, work, rng)
    else:
        damage(path, rng)
    return ["ingest", str(path)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is mutated, and our own archive."""
    place = tmp_path_factory.mktemp("base")
    keep(place / "other")
    with open_archive(place / "other", read_only=True) as other:
        key = other.value("select key from reports order by key")
        write_wacz(other, captures_of_report(other, key), place / "x.wacz", title=key, created=other.now())
    shutil.copy(sorted((place / "other" / "warc").iterdir())[0], place / "x.warc.gz")
    folder = place / "folder"
    (folder / "deep").mkdir(parents=True)
    for n in range(3):
        (folder / "deep" / f"{n}.html").write_bytes(body_of(n)[:3000])
        (folder / "deep" / f"{n}.html.json").write_text(
            json.dumps({"address": url_of(n), "fetched_at": "2022-02-01"})
        )
    (folder / "list.csv").write_text(f"file,address,fetched_at\ndeep/1.html,{url_of(1)},2022-02-02\n")
    with open_archive(place / "ours", lambda: START) as archive:
        store(archive, url_of(0), body_of(0, 34), datetime.now(UTC) + LATER)
        read_all(archive)
        refresh.refresh_stale(archive)
    return place


@pytest.mark.accept
@pytest.mark.parametrize("kind", KINDS)
def test_random_mutations(base: Path, tmp_path: Path, kind: str) -> None:
    canary = tmp_path / "canary"
    canary.mkdir()
    for name in ("thesis.txt", "x.warc.gz", "nianbao.db"):
        (canary / name).write_bytes(b"thesis" * 150)
    statuses: Counter[int] = Counter()
    read, numbers = 0, range(KINDS.index(kind), MUTATIONS, len(KINDS))
    started, before = time.monotonic(), own_rows(base / "ours")
    memory, ended = [0], threading.Event()
    threading.Thread(target=watch, args=(memory, ended), daemon=True).start()
    for number in numbers:
        rng = random.Random(number)
        room = tmp_path / "room"
        room.mkdir()
        (room / "thesis.txt").write_bytes(b"thesis" * 150)
        (room / "work").mkdir()
        ours = Path(shutil.copytree(base / "ours", room / "ours"))
        command = mutate(kind, base, room / "work", canary, rng)
        around = prints(room / "work"), prints(canary), (room / "thesis.txt").read_bytes()
        done = CliRunner().invoke(main, [*command, "--data", str(ours)])
        assert done.exception is None or isinstance(done.exception, SystemExit), (number, done.exc_info)
        assert done.exit_code in STATUSES, (number, done.output)
        assert (done.exit_code == 3) == bool(done.stderr), (number, done.stderr)
        with open_archive(ours) as archive:
            read += archive.value("select count(*) from parses") - 1
            assert to_read.count_pending(archive, parsers.PARSER_VERSION) == 0, number
        assert (prints(room / "work"), prints(canary), (room / "thesis.txt").read_bytes()) == around, number
        assert own_rows(ours) == before, number
        assert not any(p.is_symlink() for p in ours.rglob("*")), number
        assert sorted(p.name for p in room.iterdir()) == ["ours", "thesis.txt", "work"], number
        statuses[done.exit_code] += 1
        shutil.rmtree(room)
    ended.set()
    assert read > len(numbers) / 50, "runs read something that they brought; of a damaged ZIP little is left"
    assert max(memory) < MEMORY
    note_figures(kind, {
        "mutations": len(numbers),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "read": read,
        "memory_bytes": max(memory),
        "seconds": round(time.monotonic() - started),
    })  # fmt: skip


def watch(memory: list[int], ended: threading.Event) -> None:
    """The memory of this process and of all that read for it, now and then."""
    all_of_us = Site("", os.getpid())
    while not ended.wait(0.5):
        memory.append(all_of_us.memory())


def note_figures(kind: str, figures: dict[str, object]) -> None:
    """Beside those of the other kinds."""
    RESULT.parent.mkdir(exist_ok=True)
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    known = {name: known[name] for name in KINDS if name in known} | {kind: figures}
    known["mutations"] = sum(known[name]["mutations"] for name in KINDS if name in known)
    RESULT.write_text(json.dumps(known, indent=1), encoding="utf-8")
