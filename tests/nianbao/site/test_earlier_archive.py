"""An archive that version 0.1 made, before the folders were set in order, opens, migrates, verifies and serves as before.

`archive_0_1` holds its database, its WARC file and what the site of that version answered: keys, statuses, JSON.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archive import open_archive
from archive.custody.verify import verify
from archive.store.db import DB_NAME
from nianbao.site.serve import application
from tests.nianbao.site.conftest import run

HERE = Path(__file__).parent / "archive_0_1"
OPERATORS = ("/nianbao/leases.",)
"""Tables that are the operator's own: they have been hidden on purpose since."""
HIDDEN = {"/nianbao/runs.": "user_agent", "/nianbao/decisions.": "by"}
"""Columns that have been hidden on purpose since."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "warc").mkdir()
    for warc in HERE.glob("*.warc.gz"):
        shutil.copy(warc, folder / "warc")
    (folder / DB_NAME).write_bytes(gzip.decompress((HERE / "nianbao.db.gz").read_bytes()))
    open_archive(folder).close()
    return folder


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress((HERE / "answers.json.gz").read_bytes()))
    return found


@pytest.fixture(scope="module")
def site(data: Path) -> Any:
    datasette = application(data)
    run(datasette.invoke_startup())
    return datasette


def test_every_key_is_there(data: Path, before: dict[str, Any]) -> None:
    with open_archive(data, read_only=True) as archive:
        for table, keys in before["keys"].items():
            assert sorted(r["key"] for r in archive.rows(f"select key from {table}")) == keys, table


def test_it_verifies(data: Path) -> None:
    """But for what earlier parsers read, which `nianbao reparse` reads anew."""
    with open_archive(data) as archive:
        damages = map(str, verify(archive, everything=True))
        assert [damage for damage in damages if "nianbao reparse" not in damage] == []


def test_every_answer_is_what_it_was(site: Any, before: dict[str, Any]) -> None:
    """Rows may say more than they did, never less, and nothing else."""
    for path, (status, answer) in before["answers"].items():
        response = run(site.client.get(path))
        if path.startswith(OPERATORS):
            assert response.status_code == 404, path
            continue
        for column in (column for begin, column in HIDDEN.items() if path.startswith(begin)):
            answer = [{name: row[name] for name in row if name != column} for row in answer]
        assert response.status_code == status, path
        assert _covers(response.json(), answer), path


def test_every_page_is_there(site: Any, before: dict[str, Any]) -> None:
    for path, status in before["pages"].items():
        assert run(site.client.get(path)).status_code == status, path


def _covers(now: Any, then: Any) -> bool:
    if isinstance(then, dict):
        return isinstance(now, dict) and all(k in now and _covers(now[k], v) for k, v in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(_covers, now, then))
    return bool(now == then)
