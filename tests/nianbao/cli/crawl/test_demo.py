"""The main job end to end: the demo's archive holds exactly what the sample portals hold."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import ArchiveError, open_archive
from archive.store.captures import body
from archive.urls import canonicalize
from parsers import Resolver

COUNTS = re.compile(r"(\w+) (\d+)")
TIMEOUT = 300


def demo(data: Path) -> str:
    command = [sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@dataclass
class Demo:
    data: Path
    first: dict[str, int]
    second: dict[str, int]
    second_table: str

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        conn = sqlite3.connect(self.data / "nianbao.db")
        conn.row_factory = sqlite3.Row
        try:
            return conn.execute(sql, values).fetchall()
        finally:
            conn.close()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    data = tmp_path_factory.mktemp("demo") / "data"
    first = demo(data)
    second = demo(data)
    return Demo(data, _counts(first), _counts(second), second)


def _counts(output: str) -> dict[str, int]:
    return {name: int(number) for name, number in COUNTS.findall(output.splitlines()[-1])}


def listed(data: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "nianbao", "reports", "--json", "--data", str(data)]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_exactly_the_reports_of_the_portals(done: Demo, known: dict[str, Any]) -> None:
    found = {(r["publisher"], r["year"], r["title"]): r for r in listed(done.data)}
    shut = known["story"]["shut"]
    stood = [*(r for r in known["reports"] if r not in shut), known["story"]["withdrawn"]]
    wanted = {(r["publisher"], r["report_year"], r["title"]): r for r in stood}
    assert found.keys() == wanted.keys()
    for key, truth in wanted.items():
        report = found[key]
        addresses = [*truth["addresses"], *([truth["file"]["address"]] if truth["file"] else [])]
        assert sorted(f"http://{a}" for a in map(_bare, report["addresses"])) == sorted(addresses)
        assert {k: report["figures"].get(k) for k in truth["figures"]} == truth["figures"]
        hard = [c for c in report["failed_checks"] if c.startswith(("t3", "t4"))]
        assert sorted(hard) == sorted(truth["failing_checks"])
        assert report["sample"] is True
        assert report["published_on"] == truth["published_on"]


def _bare(address: str) -> str:
    return address.split("://")[-1]


def test_republished_is_one_report_with_two_addresses(done: Demo, known: dict[str, Any]) -> None:
    twice = [r for r in known["reports"] if len(r["addresses"]) == 2]
    assert len(twice) == 1
    assert [len(r["addresses"]) for r in listed(done.data) if r["title"] == twice[0]["title"]] == [2]


@pytest.mark.accept
def test_a_file_without_its_reader_is_an_issue_and_the_rest_stands(
    tmp_path: Path, known: dict[str, Any], done: Demo
) -> None:
    """As without the extra `pdf`: the report is there, its figures are not, and the issue names the extra."""
    (file,) = [r["file"] for r in known["reports"] if r["file"] and r["file"]["extra"]]
    hidden = tmp_path / "pdfplumber.py"
    hidden.write_text("raise ImportError('not installed')\n", encoding="utf-8")
    command = [sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", str(tmp_path / "data")]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    out = subprocess.run(
        command, capture_output=True, text=True, timeout=TIMEOUT, check=True, env=environment
    )
    counts = _counts(out.stdout)
    assert (counts["reports"], counts["issues"]) == (done.first["reports"], done.first["issues"] + 1)
    assert counts["figures"] < done.first["figures"]
    with open_archive(tmp_path / "data", read_only=True) as archive:
        (issue,) = archive.rows("select message, address from issues where code = 'unreadable'")
    assert issue["address"] == canonicalize(file["address"])
    assert f"extra [{file['extra']}]" in issue["message"]


def test_it_shows_a_revision_a_withdrawal_a_late_report_and_a_partial_portal(
    done: Demo, known: dict[str, Any]
) -> None:
    story = known["story"]
    told = "select kind, title, difference, confirmed_at from changes join reports on reports.id = report_id where kind = ?"
    (revised,) = done.rows(told, "revised_figures")
    before, after = story["corrected"]["before"], story["corrected"]["after"]
    wanted = {k for k, v in before["figures"].items() if v != after["figures"][k]}
    assert revised["title"] == after["title"] and revised["confirmed_at"]
    assert set(json.loads(revised["difference"])) == wanted
    (withdrawn,) = done.rows(told, "withdrawn")
    assert withdrawn["title"] == story["withdrawn"]["title"]
    late = done.rows("select publisher, year from coverage where status = 'late'")
    assert [tuple(row) for row in late] == [(story["late"]["publisher"], story["late"]["report_year"])]
    assert done.rows("select 1 from coverage where status = 'overdue'")
    partial = done.rows(
        "select distinct host from visits join portals on portals.id = portal_id where outcome = 'partial'"
    )
    assert [row["host"] for row in partial] == [_bare(story["shut"][0]["addresses"][0]).split("/")[0]]


def test_challenge_and_soft_404_are_recorded_and_produce_nothing(done: Demo, known: dict[str, Any]) -> None:
    for grade, addresses in (("challenge", "challenge"), ("soft_404", "soft_404")):
        rows = done.rows("select id, url from captures where grade = ?", grade)
        assert rows, grade
        paths = {a.split("/", 3)[3] for a in known["hazards"][addresses]}
        assert {r["url"].split("/", 3)[3] for r in rows} <= paths
        for row in rows:
            assert not done.rows("select 1 from readings where capture_id = ?", row["id"])


def test_a_second_run_finds_nothing_new(done: Demo) -> None:
    held = ("reports", "versions", "figures", "checks", "issues")
    assert {k: done.second[k] for k in held} == {k: done.first[k] for k in held}
    (visits,) = done.rows(
        "select sum(new_reports) as new from visits where run_id = (select max(id) from runs)"
    )
    assert visits["new"] == 0


def test_every_figure_resolves_in_the_captured_bytes(done: Demo) -> None:
    """Every figure that is not missing has a locator, and the captured bytes still say its raw text there."""
    count = 0
    with open_archive(done.data, read_only=True) as archive:
        for reading in archive.rows(
            "select readings.id, captures.key from readings join captures on captures.id = capture_id"
        ):
            resolver = Resolver(body(archive, reading["key"]))
            for row in archive.rows(
                "select state, raw, value, scale, locator from figures join fields on fields.id = field_id"
                " left join locators on locators.id = locator_id where reading_id = ? and state <> 'missing'",
                reading["id"],
            ):
                text = resolver.text(row["locator"])
                raw = row["raw"] if row["raw"] is not None else _plain(row)
                assert text == raw, (row["locator"], text, raw)
                count += 1
    assert count > 10_000


def _plain(row: sqlite3.Row) -> str:
    """`raw` is stored only where it differs from the value."""
    if row["value"] is None:
        return ""
    return str(row["value"]) if row["scale"] == 0 else f"{row['value'] / 10 ** row['scale']:g}"


def test_years_follow_from_each_other_but_where_a_sample_shows_an_error(done: Demo) -> None:
    rows = done.rows(
        "select publishers.name, year, check_key from report_checks join reports on reports.id = report_id"
        " join publishers on publishers.id = publisher_id where outcome = 'fail' order by year"
    )
    assert [tuple(row) for row in rows] == [
        ("白岩县人民政府", 2024, "y1.carried.total"),
        ("松甸县人民政府", 2025, "y4.jump.t2.art20_6.penalty.decisions"),
    ]


def test_reports_say_what_they_hold_in_a_table(done: Demo) -> None:
    command = [sys.executable, "-m", "nianbao", "reports", "--year", "2021", "--data", str(done.data)]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "2021" in out
    assert "sample" in out


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nianbao", "reports", "--data", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_portal_that_does_not_answer(tmp_path: Path) -> None:
    url = "http://nobody.sample.localhost:9/"
    command = [sys.executable, "-m", "nianbao", "crawl", url, "--allow-loopback", "--delay", "0", "--data"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "unreachable" in done.stdout
    assert "Traceback" not in done.stderr + done.stdout


def test_a_private_address_needs_the_flag(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "nianbao",
        "crawl",
        "http://127.0.0.1:9/",
        "--contact",
        "x@y.org",
        "--data",
    ]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "loopback" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("url", ["www.example.org", "ftp://www.example.org/", "http://"])
def test_an_address_that_is_none(tmp_path: Path, url: str) -> None:
    command = [sys.executable, "-m", "nianbao", "crawl", url, "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def fetched(data: Path) -> int:
    """Captures of the archive, none where it is not made yet."""
    with suppress(ArchiveError), open_archive(data, read_only=True) as archive:
        return int(archive.value("select count(*) from captures"))
    return 0


@pytest.mark.parametrize("captures", [0, *(pytest.param(n, marks=pytest.mark.accept) for n in (20, 100))])
def test_ctrl_c_stops_with_a_line_and_the_same_command_goes_on(tmp_path: Path, captures: int) -> None:
    command = [sys.executable, "-m", "nianbao", "demo", "--no-serve", "--data", str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the portals are up
        while process.poll() is None and fetched(tmp_path / "data") < captures:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 6, said
    assert "stopped" in out + said
    assert "Traceback" not in said
    if captures == 100:  # the earlier visits were whole
        demo(tmp_path / "data")
        assert len(listed(tmp_path / "data")) == 99
