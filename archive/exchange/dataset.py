"""A Parquet dataset for analysis: reports and figures in one file a province and year, in folders that other programs know
(`figures/province=41/year=2023/`, the layout of Hive).

Each figure says whose it is, so that most questions need no join; in a file the rows stand by field, so that a question about one
field reads little of it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.exchange.codebook import COLUMNS, about, columns
from archive.exchange.figure_columns import Fields, figures_of
from archive.exchange.tables import FIELD, FIGURE, REPORT, Choice, Column, Row, Table, tables
from archive.exchange.writers import (
    COMPRESSION,
    arrow_table,
    parquet_library,
    parquet_schema,
    write_parquet,
)
from archive.store.db import Archive

NOTE = "dataset.json"
"""In a dataset: what it is, of when, under which licence, and what each column means. A folder without it is never replaced."""
NO_PROVINCE = "00"
"""Of a body whose region is not known."""
NO_YEAR = 0
PARTS = (
    Column("province", "string", "省级代码，00 为未知", "first two digits of the region code, 00 where it is not known"),
    Column("year", "integer", "报告年度，0 为未知", "year that the report is about, 0 where it is not known"),
)  # fmt: skip
"""They stand in the names of folders."""
_NAMED = {column.name: column for column in REPORT}
_OF_BODY = (
    *(_NAMED[name] for name in ("report", "publisher")),
    Column("kind", "string", "机关类别", "kind of body"),
    Column("level", "string", "级别", "level of the body"),
    *(_NAMED[name] for name in ("region_code", "county", "sample")),
)
_REPORT = (*_OF_BODY, *(c for c in REPORT if c.name in ("prefecture", "title", "form", "published_on", "url", "fetched_at", "sha256", "parser")))  # fmt: skip
_FIGURE = (*_OF_BODY, *(c for c in FIGURE if c.name in ("field", "value", "state", "raw", "unit", "flags")))
_PARTS = f"""
select coalesce(substr(p.region_code, 1, 2), '{NO_PROVINCE}') as province, coalesce(r.year, {NO_YEAR}) as year,
    json_group_array(r.id) as ids
from reports r left join publishers p on p.id = r.publisher_id where r.reading_id is not null group by 1, 2 order by 1, 2
"""
_CHOSEN = """
select r.key, p.name, p.kind, p.level, p.region_code, p.county, r.sample{columns}
from reports r left join publishers p on p.id = r.publisher_id {joins}
where r.id in (select value from json_each(?)) order by r.key
"""
_BODIES = _CHOSEN.format(columns="", joins="")
_REPORTS = _CHOSEN.format(
    columns=", p.prefecture, d.title, d.form, d.published_on, c.url, c.fetched_at, c.body_sha256, d.parser",
    joins="join readings d on d.id = r.reading_id join captures c on c.id = d.capture_id",
)
_READINGS = "select reading_id from reports r where r.id in (select value from json_each(?)) order by r.key"
Progress = Callable[[int, int], None]


class NoDatasetError(Exception):
    """The place for a dataset is none; one line says why."""


def write_dataset(archive: Archive, out: Path, progress: Progress | None = None) -> int:
    """Write the dataset as the archive is at one moment, whatever is written to it meanwhile; one that is there is replaced once the
    new one is whole. Returns the number of figures; `progress`: provinces and years written, of all.

    :raises NoDatasetError: `out` holds something else.
    :raises MissingLibrary: without pyarrow.
    :raises OSError: it cannot be written; no space.
    """
    parquet_library()
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / NOTE).is_file())):
        raise NoDatasetError(f"{out} is neither empty nor a dataset (it has no {NOTE}): nothing was written")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
        part, old = Path(beside, "part"), Path(beside, "old")
        archive.conn.execute("begin")
        try:
            count = _write(archive, part, progress)
        finally:
            archive.conn.rollback()
        if out.exists():
            out.rename(old)
        part.rename(out)
    return count


def _write(archive: Archive, folder: Path, progress: Progress | None) -> int:
    count = 0
    parts = archive.rows(_PARTS)
    known = Fields(archive)
    for done, (province, year, ids) in enumerate(parts, 1):
        place = Path(f"province={province}") / f"year={year}" / "part.parquet"
        _write_part(_rows(archive, _REPORTS, ids), _REPORT, folder / "reports" / place)
        count += _write_figures(archive, ids, known, folder / "figures" / place)
        if progress:
            progress(done, len(parts))
    if not parts:  # without a row it has its columns
        for name, described in (("reports", _REPORT), ("figures", _FIGURE)):
            _write_part(
                iter(()),
                described,
                folder / name / f"province={NO_PROVINCE}" / f"year={NO_YEAR}" / "part.parquet",
            )
    fields = next(table for table in tables(archive, Choice()) if table.name == "fields")
    write_parquet(fields, folder / "fields.parquet")
    said = {
        "about": {line.en: line.value for line in about(archive, Choice())},
        "columns": [dict(zip(COLUMNS, row, strict=True)) for row in columns(_described())],
        "figures": count,
    }
    (folder / NOTE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return count


def _write_part(rows: Iterator[Row], described: tuple[Column, ...], path: Path) -> None:
    path.parent.mkdir(parents=True)
    write_parquet(Table(path.stem, described, lambda: rows, ()), path)


def _described() -> tuple[Table, ...]:
    return (
        Table("reports", PARTS + _REPORT, lambda: iter(()), ("report",)),
        Table("figures", PARTS + _FIGURE, lambda: iter(()), ("report", "field")),
        Table("fields", FIELD, lambda: iter(()), ("field",)),
    )


def _rows(archive: Archive, sql: str, ids: str) -> Iterator[Row]:
    for row in archive.conn.execute(sql, (ids,)):
        yield (*row[:6], bool(row[6]), *row[7:])


def _write_figures(archive: Archive, ids: str, known: Fields, path: Path) -> int:
    """The file of the figures of some reports; returns their number."""
    _, parquet = parquet_library()
    bodies = arrow_table(_rows(archive, _BODIES, ids), parquet_schema(_OF_BODY))
    readings = [row["reading_id"] for row in archive.rows(_READINGS, ids)]
    path.parent.mkdir(parents=True)
    schema, count = parquet_schema(_FIGURE), 0
    with parquet.ParquetWriter(path, schema, compression=COMPRESSION) as writer:
        for figures in figures_of(archive, readings, bodies, known):
            writer.write_table(figures.cast(schema))
            count += figures.num_rows
    return count
