"""`nianbao portals`, and `nianbao crawl` with a name of the registry, as a person and as a script would use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.clock import day
from archive.crawl import runs
from crawler import Summary
from nianbao.cli.crawl import crawl as crawling
from tests.nianbao.commands import assert_one_line, run


def test_list_shows_a_province_and_counts(tmp_path: Path) -> None:
    shown = run("portals", "list", "--province", "河南", data=tmp_path).stdout
    for words in ("411523", "新县", "http://www.hnxx.gov.cn/", "unverified", "proved 0"):
        assert words in shown
    assert "栖霞区" not in shown
    rows = json.loads(run("portals", "list", "--province", "41", "--json", data=tmp_path).stdout)
    entry = next(row for row in rows if row["code"] == "411523")
    assert entry["url"] == "http://www.hnxx.gov.cn/"
    assert (entry["prefecture"], entry["level"], entry["proved"]) == ("信阳市", "county", None)
    assert_one_line(run("portals", "list", "--province", "无此省", data=tmp_path), 2, "无此省")


@pytest.mark.parametrize("query", ["偃师市", "410307", "偃师区"])
def test_show(tmp_path: Path, query: str) -> None:
    shown = run("portals", "show", query, data=tmp_path).stdout
    for words in ("410307 河南省洛阳市偃师区", "偃师市", "410381", "china-public-debt", "41-henan.yaml:"):
        assert words in shown
    assert json.loads(run("portals", "show", query, "--json", data=tmp_path).stdout)[0]["name"] == "偃师区"


def test_a_crawl_proves_an_address_in_its_own_archive_alone(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        portal = runs.portal(archive, "http://www.hnxx.gov.cn/")
        visit = runs.start_visit(archive, runs.start_run(archive, "agent", "test"), portal)
        visit.outcome, visit.reports = "complete", 3
        runs.finish_visit(archive, visit)
        today = day(archive.clock()).isoformat()
    assert f"proved: {today}" in run("portals", "show", "新县", data=tmp_path).stdout
    assert "proved 1" in run("portals", "list", "--province", "41", data=tmp_path).stdout
    assert "unverified" in run("portals", "show", "新县", data=tmp_path / "other").stdout


def test_show_of_an_unknown_name(tmp_path: Path) -> None:
    assert_one_line(run("portals", "show", "绝无此县", data=tmp_path), 2, "绝无此县")


def test_add_check_and_show(tmp_path: Path) -> None:
    url = "https://new.hnxx.gov.cn/"
    added = run("portals", "add", "--code", "411523", "--name", "新县", "--url", url, data=tmp_path)
    assert added.exit_code == 0, added.output
    assert "unverified" in added.stdout
    assert (tmp_path / "portals.d" / "41-henan.yaml").exists()
    assert url in run("portals", "show", "新县", data=tmp_path).stdout
    checked = run("portals", "check", data=tmp_path)
    assert (checked.exit_code, checked.stdout.count("\n")) == (0, 1)
    run("portals", "add", "--code", "410307", "--url", "https://new.yanshi.gov.cn/", data=tmp_path)
    (entry,) = json.loads(run("portals", "show", "偃师市", "--json", data=tmp_path).stdout)
    assert (entry["name"], entry["host"], entry["old_codes"]) == ("偃师区", "new.yanshi.gov.cn", ["410381"])


@pytest.mark.parametrize(
    "wrong",
    [
        ("--code", "999999", "--url", "http://www.x.gov.cn/"),
        ("--code", "411523", "--url", "www.x.gov.cn"),
        ("--code", "411523", "--url", "http://www.example.org/"),
        ("--code", "411523", "--name", "旧县", "--url", "http://www.x.gov.cn/"),
    ],
)
def test_add_refuses(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert_one_line(run("portals", "add", *wrong, data=tmp_path), 2)
    assert not (tmp_path / "portals.d").exists()


def test_add_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "portals.d").touch()
    done = run("portals", "add", "--code", "411523", "--url", "http://www.x.gov.cn/", data=tmp_path)
    assert_one_line(done, 3, "portals.d")


def broken(data: Path) -> Path:
    (data / "portals.d").mkdir()
    text = "province: 河南省\nportals:\n- {code: 41152, name: 新县}\n- {code: 411599, name: 无县}\n"
    (data / "portals.d" / "41-henan.yaml").write_text(text, encoding="utf-8")
    return data


def test_check_says_one_line_each(tmp_path: Path) -> None:
    done = run("portals", "check", data=broken(tmp_path))
    assert done.exit_code == 3
    assert [line.rsplit("41-henan.yaml:")[1][:2] for line in done.stdout.splitlines()] == ["3:", "4:"]


@pytest.mark.parametrize(
    "command",
    [("portals", "list"), ("portals", "show", "新县"), ("crawl", "新县"), ("crawl", "https://www.x.gov.cn/")],
)
def test_a_broken_registry_is_one_line_and_starts_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert_one_line(run(*command, data=broken(tmp_path)), 3, "41-henan.yaml:3: ")
    assert not (tmp_path / "nianbao.db").exists()


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("绝无此县", "绝无此县"),
        ("鼓楼区", "give the code"),
        ("金门县", "no address is known"),
        ("www.example.org", "www.example.org"),
        ("ftp://www.hnxx.gov.cn/", "no portal address"),
        ("http://[x/", "no portal address"),
    ],
)
def test_crawl_of_what_is_no_portal(tmp_path: Path, target: str, word: str) -> None:
    assert_one_line(run("crawl", target, data=tmp_path), 2, word)
    assert not (tmp_path / "nianbao.db").exists()


def test_crawl_takes_names_codes_and_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], dict[str, str]]] = []

    def crawl(_: Archive, urls: list[str], __: object, regions: dict[str, str], *, as_json: bool) -> Summary:
        assert not as_json
        asked.append((urls, regions))
        return Summary()

    monkeypatch.setattr(crawling, "crawl_with_progress", crawl)
    targets = (
        "新县",
        "410324",
        "www.weihui.gov.cn",
        "https://www.pingyin.gov.cn/",
        "http://www.unknown.gov.cn/",
    )
    assert run("crawl", *targets, "--contact", "x@example.org", data=tmp_path).exit_code == 0
    ((urls, regions),) = asked
    assert [regions.get(url) for url in urls] == ["411523", "410324", "410781", "370124", None]
    assert urls[3:] == list(targets[3:])
