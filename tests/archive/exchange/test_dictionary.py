"""docs/data.md says what the schema has, in both languages; migrations lead there from every released schema."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import Archive, open_archive
from archive.exchange import dictionary
from archive.schema.migrations import migrations
from archive.store.db import DB_NAME
from tests.archive.dumps import dump
from tests.archive.kept import keep

DOCS = Path(__file__).parents[3] / "docs" / "data.md"
NAMES = [m.name for m in migrations._migrations]


def test_it_is_current(archive: Archive) -> None:
    said = DOCS.read_text(encoding="utf-8")
    assert said == dictionary.markdown(archive.conn), (
        "run: python -m archive.exchange.dictionary > docs/data.md"
    )


def test_everything_has_a_meaning_in_both_languages(archive: Archive) -> None:
    for entry in dictionary.entries(archive.conn):
        assert entry.meaning and " / " in entry.meaning, (
            f"[tables] {entry.name} in archive/data/dictionary.toml"
        )
        for column in entry.columns:
            meaning = column.meaning
            assert meaning, f"[columns] {column.name} ({entry.name}) in archive/data/dictionary.toml"
            chinese, _, english = meaning.partition(" / ")
            assert any(c > "\u3000" for c in chinese) and english.strip(), f"one language only: {column.name}"


@pytest.mark.parametrize("name", NAMES)
def test_from_every_earlier_schema(name: str, tmp_path: Path) -> None:
    """An empty archive of each schema opens, with the tables and columns of a new one."""
    (tmp_path / "old").mkdir()
    database = Database(tmp_path / "old" / DB_NAME)
    migrations.apply(database, stop_before=_after(name))
    database.close()
    with open_archive(tmp_path / "old") as old, open_archive(tmp_path / "new") as new:
        assert dictionary.markdown(old.conn) == dictionary.markdown(new.conn)
        assert old.value("pragma integrity_check") == "ok"


def _after(name: str) -> str | None:
    following = NAMES[NAMES.index(name) + 1 :]
    return following[0] if following else None


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    keep(tmp_path / "data")
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    with open_archive(tmp_path / "data") as one, open_archive(tmp_path / "copy") as other:
        assert dump(one) == dump(other)
