"""`nianbao merge`: what it says, and how it fails."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from archive import open_archive
from nianbao.cli.main import main
from tests.nianbao.site.building import build


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_two_archives_become_one(tmp_path: Path) -> None:
    build(tmp_path / "other")
    with open_archive(tmp_path / "other", read_only=True) as other:
        captures, reports = (other.value(f"select count(*) from {t}") for t in ("captures", "reports"))
    result = run("merge", "--trust", tmp_path / "other", "--data", tmp_path / "ours")
    assert result.exit_code == 0, result.output
    assert reports == 4
    assert f"{captures} new captures, 4 new reports, 4 reports derived anew" in result.stdout
    again = run("merge", "--trust", tmp_path / "other", "--data", tmp_path / "ours")
    assert "0 new captures, 0 new reports, 0 reports derived anew" in again.stdout
    with open_archive(tmp_path / "ours", read_only=True) as archive:
        assert archive.value("pragma integrity_check") == "ok"


def test_nothing_there(tmp_path: Path) -> None:
    result = run("merge", tmp_path / "nowhere", "--data", tmp_path / "ours")
    assert result.exit_code == 3
    assert result.stderr == f"nianbao: no archive at {tmp_path / 'nowhere'}: there is no nianbao.db\n"


def test_a_strangers_archive(tmp_path: Path) -> None:
    """Its captures are read by our parsers; a row that does not hold is named and the status says so."""
    build(tmp_path / "other")
    ours = tmp_path / "ours"
    result = run("merge", "--from", "a colleague", tmp_path / "other", "--data", ours)
    assert result.exit_code == 0, result.output
    assert "7 new captures, 3 new reports" in result.stdout
    with open_archive(tmp_path / "other") as other, other.transaction() as conn:
        conn.execute(
            "update captures set key = 'f' || substr(key, 2), warc = '../x.warc.gz', offset = id where id = 1"
        )
    with open_archive(ours, read_only=True) as archive:
        assert archive.value("select group_concat(distinct origin) from captures") == "a colleague"
    again = run("merge", tmp_path / "other", "--data", ours)
    assert again.exit_code == 3 and "0 new captures" in again.stdout
    assert again.stderr.count("\n") == 1 and "is not the name of a WARC file" in again.stderr
