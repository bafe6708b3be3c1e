"""`nianbao review` and `nianbao changes`: thin over the archive, one line for what is wrong."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from archive.custody.takedown import take_down
from archive.custody.verify import verify
from archive.store import captures
from nianbao.cli.main import main
from tests.archive.conftest import READING, URL
from tests.archive.kept import body_of, keep
from tests.archive.visiting import Answer, SetClock, visit


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One report, revised after a month and seen so again."""
    with open_archive(tmp_path, clock := SetClock(datetime(2022, 2, 1, tzinfo=UTC))) as archive:
        for month, requests in ((2, 12), (3, 13), (4, 13)):
            clock.set(f"2022-{month:02}-01")
            first = replace(READING.figures[0], value=requests, raw=str(requests))
            reading = replace(READING, figures=(first, *READING.figures[1:]), content_sha256=str(requests))
            visit(archive, [Answer(URL, reading, str(requests).encode())])
    return tmp_path


def run(command: str, data: Path, *arguments: str) -> Result:
    group, _, name = command.partition(" ")
    return CliRunner().invoke(main, [group, *([name] if name else []), "--data", str(data), *arguments])


def test_a_check_is_dismissed_and_the_word_taken_back(data: Path) -> None:
    (check,) = json.loads(run("review list", data, "--json", "--kind", "check").output)
    assert (check["name"], check["decision"]) == ("t3.flow.total", None)
    result = run("review dismiss", data, URL, "t3.flow.total", "--note", "twice", "--by", "a")
    assert result.exit_code == 0 and "dismissed" in result.output
    assert json.loads(run("review list", data, "--json", "--kind", "check").output) == []
    (check,) = json.loads(run("review list", data, "--json", "--kind", "check", "--all").output)
    assert check["decision"]["note"] == "twice"
    key = json.loads(run("review log", data, "--json").output)[0]["key"]
    assert run("review undo", data, key, "--note", "no").exit_code == 0
    assert len(json.loads(run("review list", data, "--json", "--kind", "check").output)) == 1


def test_a_takedown_of_another_archive_is_confirmed(tmp_path: Path) -> None:
    """What a stranger took down waits in the list; confirmed, the bytes here are gone for the stranger's reason."""
    ours, other = tmp_path / "ours", tmp_path / "other"
    keep(other)
    keep(ours)
    with open_archive(other) as archive:
        taken = archive.value("select key from captures order by id")
        take_down(archive, taken, "an order")
    assert CliRunner().invoke(main, ["merge", str(other), "--data", str(ours)]).exit_code == 0
    waiting = json.loads(run("review list", ours, "--json", "--kind", "takedown").output)
    assert {(i["publisher"], i["message"]) for i in waiting} == {("other", "an order")}
    assert taken in {i["report"] for i in waiting} and len(waiting) == 2, "the page, and its revisit"
    with open_archive(ours, read_only=True) as archive:
        assert captures.body(archive, taken) == body_of(0)
    done = run("review confirm", ours, taken, "takedown", "--note", "right", "--by", "me")
    assert done.exit_code == 0 and done.output == "confirmed: takedown of other\n"
    with open_archive(ours) as archive:
        with pytest.raises(captures.TakenDown, match="an order"):
            captures.body(archive, taken)
        assert list(verify(archive, everything=True)) == []
    assert json.loads(run("review list", ours, "--json", "--kind", "takedown").output) == []
    (decision,) = json.loads(run("review log", ours, "--json").output)
    assert (decision["kind"], decision["verdict"], decision["by"]) == ("takedown", "confirmed", "me")
    again = run("review confirm", ours, taken, "takedown", "--note", "right")
    assert again.exit_code == 2 and f"no takedown of {taken} waits" in again.output


def test_an_override(data: Path) -> None:
    assert run("review override", data, URL, "--year", "2020", "--note", "x").exit_code == 0
    assert json.loads(run("reports", data, "--json").output)[0]["year"] == 2020


def test_expected_by_decision(data: Path) -> None:
    result = run("review expect", data, "白岩县人民政府", "--from", "2019", "--to", "2023", "--note", "x")
    assert result.exit_code == 0
    rows = json.loads(run("coverage", data, "--year", "2019", "--json").output)
    assert [(r["publisher"], r["basis"]) for r in rows] == [("白岩县人民政府", "decision")]


def test_changes_as_json_and_csv(data: Path) -> None:
    found = json.loads(run("changes", data, "--json").output)
    assert [c["kind"] for c in found] == ["new", "revised_figures"]
    (figure,) = found[1]["figures"]
    assert (figure["field"], figure["before"], figure["after"]) == ("t3.new_received.total", 12, 13)
    rows = list(
        csv.DictReader(io.StringIO(run("changes", data, "--csv", "--kind", "revised_figures").output))
    )
    assert [(r["field"], r["before"], r["after"]) for r in rows] == [("t3.new_received.total", "12", "13")]
    assert json.loads(run("changes", data, "--json", "--since", "2022-02-15", "--kind", "new").output) == []
    assert json.loads(run("changes", data, "--json", "--region", "41").output) == []
    assert "12 → 13" in run("changes", data).output


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        ("review confirm", ("nothing", "t3.flow.total", "--note", "x"), "no report is called nothing"),
        ("review confirm", (URL, "t9", "--note", "x"), "there is: date_uncertain, t3.flow.total"),
        ("review dismiss", (URL, "t3.flow.total"), "--note"),
        ("review override", (URL, "--note", "x"), "say what it is"),
        ("review override", (URL, "--year", "2020", "--same-as", URL, "--note", "x"), "say what it is"),
        ("review successor", ("甲", "乙", "--note", "x"), "no body is called 甲"),
        ("review undo", ("feed", "--note", "x"), "no decision is called feed"),
        ("changes", ("--kind", "lost"), "lost"),
        ("changes", ("--since", "yesterday"), "yesterday"),
    ],
)
def test_wrong_usage_is_one_line(data: Path, command: str, arguments: tuple[str, ...], says: str) -> None:
    result = run(command, data, *arguments)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output


def test_a_decision_on_nothing_makes_no_archive(tmp_path: Path) -> None:
    result = run("review confirm", tmp_path / "none", "x", "y", "--note", "x")
    assert result.exit_code == 3 and not (tmp_path / "none").exists()
