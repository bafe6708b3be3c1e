"""Questions to a Parquet dataset in SQL, answered by DuckDB: what takes minutes row by row takes a second column by column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.exchange.dataset import NOTE, NoDatasetError
from archive.exchange.writers import MissingLibrary

TABLES = ("reports", "figures", "fields")
MEMORY = "2GB"
CHUNK = 1_000
_EXPLAIN = re.compile(r"\s*explain\s+(?:analy[sz]e\s+)?", re.I)


class QuestionError(Exception):
    """What was asked is no SQL that can be answered; one line says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of the columns, and the rows, as they come."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[object, ...]]


class Dataset:
    """A dataset that is open for questions. They read its files and nothing else, and write nowhere."""

    def __init__(self, folder: Path) -> None:
        """:raises NoDatasetError: there is none.
        :raises MissingLibrary: without DuckDB."""
        try:
            import duckdb
        except ImportError:
            raise MissingLibrary("questions to a dataset need DuckDB: install nianbao[analysis]") from None
        self.note = _note(folder)
        self._error = duckdb.Error
        self._conn: Any = duckdb.connect(":memory:", config={"memory_limit": MEMORY})
        try:
            self._open(folder.resolve())
        except duckdb.Error as error:
            raise NoDatasetError(f"{folder} is damaged: {_line(error)}") from None

    def _open(self, folder: Path) -> None:
        self._conn.execute("set allowed_directories = [$folder]", {"folder": f"{folder}/"})
        for name in TABLES:
            files = folder / (f"{name}.parquet" if name == "fields" else f"{name}/*/*/*.parquet")
            # Names of folders are text: a province 03 is not the number 3.
            how = (
                ""
                if name == "fields"
                else ", hive_partitioning = true, hive_types = {province: varchar, year: bigint}"
            )
            quoted = str(files).replace("'", "''")
            self._conn.execute(f"create view {name} as select * from read_parquet('{quoted}'{how})")
        self._conn.execute("set enable_external_access = false")
        self._conn.execute("set lock_configuration = true")

    def ask(self, sql: str) -> Answer:
        """:raises QuestionError: it is no SQL, or no query; also while rows are taken."""
        try:
            statements = self._conn.extract_statements(sql)
            if not self._only_reads(statements):
                raise QuestionError(
                    "that is no question: one statement is answered, and it begins with select or with"
                )
            asked = self._conn.execute(statements[0])
        except self._error as error:
            raise QuestionError(_line(error)) from None
        return Answer(tuple(column[0] for column in asked.description), self._rows(asked))

    def _only_reads(self, statements: list[Any]) -> bool:
        """`explain analyze` does what it explains: that has to be a question too."""
        kinds = [statement.type.name for statement in statements]
        if kinds == ["EXPLAIN"] and (explained := _EXPLAIN.match(statements[0].query)):
            inner = self._conn.extract_statements(statements[0].query[explained.end() :])
            kinds = [statement.type.name for statement in inner]
        return kinds == ["SELECT"]

    def _rows(self, asked: Any) -> Iterator[tuple[object, ...]]:
        try:
            while rows := asked.fetchmany(CHUNK):
                yield from rows
        except self._error as error:
            raise QuestionError(_line(error)) from None


def _note(folder: Path) -> dict[str, Any]:
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoDatasetError(
            f"no dataset at {folder}: `nianbao export --format dataset {folder}` makes one"
        ) from None
    except (OSError, ValueError) as error:
        raise NoDatasetError(f"{folder / NOTE} cannot be read: {error}") from None
    if not isinstance(note, dict):
        raise NoDatasetError(f"{folder / NOTE} is no note of a dataset")
    return note


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
