"""Manifests: what a run leaves as proof of what the archive held when it ended.

A manifest is a JSON Lines file in `manifests/`: a head with the SHA-256 of the manifest before it, then one line a WARC
file (its length and SHA-256) and one line a capture since the last manifest. Who signs or time-stamps the newest file
outside this archive has vouched for all before it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from archive.keys import key
from archive.store.db import Archive
from archive.store.moved import open_own, size_of

FOLDER = "manifests"
CHUNK = 1 << 20
Line = dict[str, object]
"""A line as JSON: what is read of a file may have been edited, so that no value is taken for granted."""


def close_run(archive: Archive) -> Path | None:
    """Write the manifest of everything captured since the last one; None where there was nothing.

    Call when the run's WARC file is closed. Killed before its row is written, the file is written again.
    """
    last = archive.row("select sha256, last_capture from manifests order by id desc limit 1")
    since = last["last_capture"] if last else 0
    newest = archive.value("select max(id) from captures") or 0
    if newest <= since:
        return None
    archive.warcs.close()
    made_at = archive.now()
    previous = last["sha256"] if last else None
    head: Line = {"manifest": 1, "made_at": made_at, "previous": previous}
    text = "".join(
        json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"
        for line in (head, *_warcs(archive, since), *_captures(archive, since))
    )
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    folder = archive.data_dir / FOLDER
    folder.mkdir(exist_ok=True)
    name = f"{made_at.replace('-', '').replace(':', '')}-{digest[:8]}.jsonl"
    _write(folder / name, data)
    row = {
        "key": key("manifest", digest),
        "name": name,
        "sha256": digest,
        "previous": previous,
        "made_at": made_at,
        "last_capture": newest,
    }
    with archive.transaction():
        archive.insert("manifests", row, "on conflict (key) do nothing")
    return folder / name


def read(path: Path) -> tuple[Line, list[Line]]:
    """The head and the other lines of a manifest.

    :raises ValueError: it is none.
    :raises OSError: it is gone.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if not lines or lines[0].get("manifest") != 1:
        raise ValueError("it does not begin like a manifest")
    return lines[0], lines[1:]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return sha256_of(file)


def sha256_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _warcs(archive: Archive, since: int) -> Iterator[Line]:
    """The files these captures are in, as far as they are there: what is not, `verify` names."""
    for row in archive.rows("select distinct warc from captures where id > ? order by warc", since):
        with suppress(OSError), open_own(archive.warcs.directory, row["warc"], cached=False) as file:
            size = size_of(file)
            yield {"warc": row["warc"], "bytes": size, "sha256": sha256_of(file)}


def _captures(archive: Archive, since: int) -> Iterator[Line]:
    columns = "key as capture, url, fetched_at, status, body_sha256, warc, offset"
    for row in archive.conn.execute(f"select {columns} from captures where id > ? order by key", (since,)):
        yield dict(row)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
