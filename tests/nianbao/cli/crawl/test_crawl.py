"""`nianbao crawl` before it asks anything: who is due, who asks, and what a wrong command is told."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.crawl import runs
from archive.crawl.books import Claim
from nianbao.cli.common.portal_choice import Choice, candidates, due, nothing_due
from nianbao.cli.crawl.crawl import next_steps
from tests.archive.visiting import visit
from tests.crawler.child import ROOT
from tests.crawler.stage import Stage
from tests.nianbao.commands import assert_one_line, run

NIGHT = datetime(2026, 1, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--due"),
        (("新县", "--due"), "one of them"),
        (("--due", "--all"), "one of them"),
        (("新县", "--region", "41"), "--region"),
        (("新县", "--hours", "25-3"), "22-6"),
        (("新县",), "--contact"),
        (("http://www.hnxx.gov.cn/", "--allow-loopback"), "--contact"),
        (("--all", "--region", "411523"), "--contact"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    assert_one_line(run("crawl", *arguments, data=tmp_path), 2, word)


def test_a_portal_of_this_machine_needs_no_contact(tmp_path: Path) -> None:
    done = run("crawl", "http://127.0.0.1:9/", "--allow-loopback", "--hours", closed_hours(), data=tmp_path)
    assert_one_line(done, 6, "outside of the hours")


def closed_hours() -> str:
    hour = (datetime.now(UTC).hour + 8) % 24
    return f"{(hour + 2) % 24}-{(hour + 3) % 24}"


@pytest.mark.parametrize("where", ["data", "config", "environment"])
def test_the_contact_may_be_set_once(tmp_path: Path, where: str) -> None:
    text = '[crawl]\ncontact = "you@example.org"\n'
    environment = {}
    if where == "data":
        (tmp_path / "nianbao.toml").write_text(text)
    elif where == "config":
        (tmp_path / "xdg" / "nianbao").mkdir(parents=True)
        (tmp_path / "xdg" / "nianbao" / "nianbao.toml").write_text(text)
        environment["XDG_CONFIG_HOME"] = str(tmp_path / "xdg")
    else:
        environment["NIANBAO_CONTACT"] = "you@example.org"
    done = run("crawl", "新县", "--hours", closed_hours(), data=tmp_path, **environment)
    assert_one_line(done, 6, "outside of the hours")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[crawl\n", "no TOML"),
        ('contact = "x"\n', "no setting 'contact'"),
        ('[crawl]\ncontakt = "x"\n', "no setting 'contakt'"),
        ("[crawl]\ncontact = 7\n", "no text"),
        ("[crawl]\ndelay = true\n", "no number"),
    ],
)
def test_a_wrong_configuration_is_told_in_one_line(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "nianbao.toml").write_text(text)
    assert_one_line(run("crawl", "新县", data=tmp_path), 2, "nianbao.toml", word)


def crawl(data: Path, *arguments: str, file_bytes: int = -1) -> subprocess.CompletedProcess[str]:
    """In a process of its own that may write files of so many bytes at the most."""
    command = [sys.executable, "-m", "nianbao", "crawl", *arguments, "--allow-loopback", "--delay", "0"]
    return subprocess.run(
        [*command, "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes)),
    )


def test_no_network_is_said(tmp_path: Path) -> None:
    done = crawl(tmp_path, "http://127.0.0.1:9/")
    assert done.returncode == 3
    assert "no portal answered: is there a network?" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_column_on_another_host_is_told_with_the_next_step(tmp_path: Path) -> None:
    at = "http://gk.upper.example/col/81/"
    with open_archive(tmp_path) as archive:
        visit(
            archive, [], "silent", claims=(Claim("elsewhere", at, at, "年报", None, 0, "open", "not asked"),)
        )
        assert [line.partition("Then: ")[2] for line in next_steps(archive, {"baiyan.example"})] == [
            "nianbao crawl baiyan.example --also-on gk.upper.example"
        ]
        assert next_steps(archive, {"other.example"}) == []


def test_a_full_disk_stops_the_crawl_and_costs_nothing(tmp_path: Path) -> None:
    with Stage().portal(range(2015, 2025)) as stage:
        crawl(tmp_path, stage.url, "--max-pages", "1")
        held = (tmp_path / "nianbao.db").stat().st_size
        full = crawl(tmp_path, stage.url, file_bytes=held + 40_000)
        assert full.returncode == 3, full.stdout + full.stderr
        said = [line for line in full.stderr.splitlines() if line.startswith("nianbao: ")]
        assert said and "cannot be written" in said[0] and len(said) == 1
        assert "Traceback" not in full.stderr
        assert crawl(tmp_path, stage.url).returncode == 0
    with open_archive(tmp_path, read_only=True) as archive:
        assert archive.value("pragma integrity_check") == "ok"
        assert archive.value("select count(*) from captures where role = 'report' and grade = 'ok'") == 10


class TestDue:
    """Chosen from the archive, and from the registry where a region is named."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        """Of 新县 (visited an hour ago), 光山县 (two days ago) and a sample portal."""
        self.now = NIGHT
        archive = open_archive(tmp_path, lambda: self.now)
        visited = {
            "http://www.hnxx.gov.cn/": ("411523", timedelta(hours=1)),
            "http://www.guangshan.gov.cn/": ("411522", timedelta(days=2)),
            "http://x.sample.localhost/": (None, timedelta(days=9)),
        }
        for home, (code, ago) in visited.items():
            self.now = NIGHT - ago
            portal = runs.portal(archive, home, region_code=code)
            visit = runs.start_visit(archive, runs.start_run(archive, "agent", "test"), portal)
            visit.outcome, visit.seen = "complete", 3
            runs.finish_visit(archive, visit)
        self.now = NIGHT
        return archive

    def homes(self, archive: Archive, choice: Choice) -> list[str]:
        return due(candidates(archive, choice, archive.data_dir), NIGHT)

    def test_of_the_archive_without_a_region(self, archive: Archive) -> None:
        assert self.homes(archive, Choice(due=True)) == ["http://www.guangshan.gov.cn/"]

    def test_of_a_region_whoever_was_never_visited_too(self, archive: Archive) -> None:
        homes = self.homes(archive, Choice(due=True, region="4115"))
        assert homes[0] == "http://www.guangshan.gov.cn/"
        assert "http://www.hnxx.gov.cn/" not in homes
        assert len(homes) > 5
        assert self.homes(archive, Choice(due=True, region="411523")) == []

    def test_all_are_all(self, archive: Archive) -> None:
        every = candidates(archive, Choice(every=True, region="411523"), archive.data_dir)
        assert [p.home for p in every] == ["http://www.hnxx.gov.cn/"]

    def test_nothing_due_says_when(self, archive: Archive) -> None:
        portals = candidates(archive, Choice(due=True, region="411523"), archive.data_dir)
        said = nothing_due(portals, NIGHT)
        assert "hnxx.gov.cn" in said and "2026-01-21 13:00" in said
        assert "--region" in nothing_due([], NIGHT)
