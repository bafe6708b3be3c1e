"""A dataset holds every figure of the archive once, and answers questions in SQL without a way to anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow
import pytest
from click.testing import CliRunner, Result

from archive import ArchiveError, open_archive
from archive.exchange.analysis import Dataset, QuestionError
from archive.exchange.dataset import NOTE, NoDatasetError, write_dataset
from nianbao.cli.main import main
from tests.nianbao.site.building import build


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("archive") / "data").data


@pytest.fixture(scope="module")
def dataset(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "it's all"
    with open_archive(data, read_only=True) as archive:
        write_dataset(archive, folder)
    return folder


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    return list(Dataset(folder).ask(sql).rows)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_every_figure_is_there_once_with_its_body(data: Path, dataset: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        wanted = archive.rows(
            "select r.key, r.year, p.name, f.key, g.state, g.value * 1.0 / case f.scale when 0 then 1 else 1000000 end"
            " from reports r join publishers p on p.id = r.publisher_id join figures g on g.reading_id = r.reading_id"
            " join fields f on f.id = g.field_id order by 1, 4"
        )
    found = ask(dataset, "select report, year, publisher, field, state from figures order by 1, 4")
    assert found == [tuple(row)[:5] for row in wanted] and len(found) > 500
    plain = {(r[0], r[3]): r[5] for r in wanted if r[3].startswith("t3.")}
    values = ask(dataset, "select report, field, value from figures where field like 't3.%'")
    assert {(report, field): value for report, field, value in values} == plain


def test_folders_tell_province_and_year(dataset: Path) -> None:
    (files,) = zip(*ask(dataset, "select distinct province || '/' || year from reports"), strict=True)
    folders = {path.relative_to(dataset / "figures").parent for path in dataset.glob("figures/*/*/*.parquet")}
    assert {f"province={p}/year={y}" for p, y in (file.split("/") for file in files)} == set(
        map(str, folders)
    )
    assert all(len(province) == 2 for (province,) in ask(dataset, "select distinct province from figures"))


def test_an_archive_without_a_report_has_its_columns(tmp_path: Path) -> None:
    with open_archive(tmp_path / "data") as archive:
        assert write_dataset(archive, tmp_path / "out") == 0
    assert ask(tmp_path / "out", "select * from figures") == []
    assert "report" in Dataset(tmp_path / "out").ask("select * from reports").columns


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('{folder}/../../data/nianbao.db')",
        "copy figures to '{folder}/more.csv'",
        "explain analyze copy (select 1) to '{folder}/more.csv'",
        "explain/**/analyze copy (select 1) to '{folder}/more.csv'",
        "explain (analyze, format json) copy (select 1) to '{folder}/more.csv'",
        "attach '{folder}/more.db'",
        "set enable_external_access = true",
        "install httpfs",
        "select",
        "",
    ],
)
def test_a_question_reads_the_dataset_and_nothing_else(dataset: Path, sql: str) -> None:
    before = sorted(dataset.rglob("*"))
    with pytest.raises(QuestionError) as caught:
        ask(dataset, sql.replace("{folder}", str(dataset).replace("'", "''")))
    assert "\n" not in str(caught.value) and sorted(dataset.rglob("*")) == before


def test_a_question_may_be_explained(dataset: Path) -> None:
    for how in ("explain", "explain analyze", "EXPLAIN\nANALYSE"):
        assert ask(dataset, f"{how} with x as (select 1) select * from x")


def test_a_new_one_takes_the_place_of_the_old(data: Path, dataset: Path, tmp_path: Path) -> None:
    with open_archive(data, read_only=True) as archive:
        write_dataset(archive, tmp_path / "out")
        (tmp_path / "out" / "figures" / "province=99").mkdir()
        write_dataset(archive, tmp_path / "out")
    assert not (tmp_path / "out" / "figures" / "province=99").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_folders_beside_it_are_left_alone(data: Path, tmp_path: Path) -> None:
    for name in ("out.part", "out.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letters.txt").write_text("mine", encoding="utf-8")
    with open_archive(data, read_only=True) as archive:
        for _ in range(2):
            write_dataset(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.old", "out.part"]
    assert (tmp_path / "out.old" / "letters.txt").exists() and (
        tmp_path / "out.part" / "letters.txt"
    ).exists()


def test_a_folder_of_other_things_is_left_alone(data: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with open_archive(data, read_only=True) as archive, pytest.raises(NoDatasetError):
        write_dataset(archive, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_the_commands(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "all"
    made = run("export", "--format", "dataset", out, "--data", data)
    assert made.exit_code == 0, made.output
    told = run("analyse", out)
    assert told.exit_code == 0 and "licence: PDDL-1.0" in told.output and "figures: " in told.output
    sql = "select year, count(*) as n from reports group by 1 order by 1"
    assert run("analyse", out, sql, "--csv").output.splitlines()[0] == "year,n"
    rows = [json.loads(line) for line in run("analyse", out, sql, "--json").output.splitlines()]
    assert rows == [{"year": year, "n": n} for year, n in ask(out, sql)]
    assert run("export", "--format", "dataset", out, "--year", 2021, "--data", data).exit_code == 2
    assert run("analyse", out, "selct 1").exit_code == 2


@pytest.mark.parametrize("value", [1.5, "many", b"7"])
def test_a_figure_that_is_no_integer_is_told_and_not_cut(tmp_path: Path, value: object) -> None:
    data = build(tmp_path / "data").data
    with open_archive(data) as archive:
        one = "(reading_id, field_id) = (select reading_id, field_id from figures where value is not null limit 1)"
        archive.conn.execute(f"update figures set value = ? where {one}", (value,))
        with pytest.raises(ArchiveError, match="verify names its row"):
            write_dataset(archive, tmp_path / "out")


@pytest.mark.parametrize("damage", ["note", "file", "none"])
def test_what_is_no_dataset_is_said_in_one_line(dataset: Path, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "out"
    if damage != "none":
        (out / "figures").mkdir(parents=True)
        (out / NOTE).write_text("{" if damage == "note" else "{}", encoding="utf-8")
    result = run("analyse", out, "select 1")
    assert result.exit_code == 3 and len(result.stderr.strip().splitlines()) == 1


def test_numbers_that_floats_do_not_hold_are_the_nearest_ones() -> None:
    """As a decimal number is read, not as a quotient of two rounded ones."""
    from archive.exchange.figure_columns import _values

    stored = pyarrow.array([12, None, 9_007_199_254_740_993, 2**63 - 1, -3_154_600])
    scales = pyarrow.array([0, 6, 6, 0, 4])
    assert _values(stored, scales).to_pylist() == [12.0, None, 9007199254.740993, float(2**63 - 1), -315.46]
    assert _values(stored.slice(0, 2), scales.slice(0, 2)).to_pylist() == [12.0, None]
