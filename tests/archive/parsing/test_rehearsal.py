"""What a new parser would change is told exactly, and nothing of the archive is changed for it."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

import parsers
from archive import open_archive
from archive.parsing.rehearsal import rehearsed
from nianbao.cli.main import main
from tests.archive.kept import body_of, keep, read_all, store, url_of


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An archive that an older version has read, with one figure that it read otherwise."""
    data = tmp_path / "data"
    keep(data)
    with open_archive(data) as archive, archive.transaction() as conn:
        conn.execute("update parses set parser = '0'")
        conn.execute("update readings set parser = '0', key = key || '0'")
        conn.execute("update changes set parser = '0'")
        conn.execute("update figures set value = 7 where reading_id = 1 and value = 31")
    return data


def dump(data: Path) -> str:
    with sqlite3.connect(data / "nianbao.db") as conn:
        return sha256("\n".join(conn.iterdump()).encode()).hexdigest()


def run(data: Path, *options: str) -> str:
    result = CliRunner().invoke(main, ["reparse", "--data", str(data), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_dry_run_says_what_the_run_says_and_changes_nothing(old: Path) -> None:
    before, files = dump(old), sorted((p.name, p.stat().st_size) for p in (old / "warc").iterdir())
    told = run(old, "--dry-run", "--json")
    assert dump(old) == before
    assert not list(old.glob("scratch-*"))
    assert told.count('"capture"') >= 1 and run(old, "--json") == told
    assert sorted((p.name, p.stat().st_size) for p in (old / "warc").iterdir()) == files
    assert dump(old) != before


def test_the_copy_reads_what_others_add_later(old: Path) -> None:
    with open_archive(old, read_only=True) as archive, rehearsed(archive) as copy:
        with open_archive(old) as other:
            store(other, url_of(3), body_of(3), other.clock())
        count = copy.value("select count(*) from captures")
        assert read_all(copy) > 0 and copy.value("select count(*) from captures") == count
        assert archive.value("select count(*) from parses where parser = ?", parsers.PARSER_VERSION) == 0
