"""The registry: what it holds, what is found in it, and that a mistake is told with its file and line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from archive import open_archive
from archive.crawl import runs
from crawler.registry import registry
from crawler.registry.checks import find_errors
from crawler.registry.edit import add_entry
from crawler.registry.entry import PortalEntry, RegistryError
from crawler.registry.files import SHIPPED, parse

SEEDS = {"411523": "新县", "410324": "栾川县", "410781": "卫辉市", "230826": "桦川县", "370124": "平阴县"}
ROW = "{code: 411523, name: 新县, url: https://www.hnxx.gov.cn/, source: by hand, proved: null}"


def own(directory: Path, *rows: str, name: str = "41-henan.yaml") -> Path:
    directory.mkdir(exist_ok=True)
    lines = ["province: 河南省", "portals:", *(f"- {row}" for row in rows)]
    (directory / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


def test_every_county_is_there_and_none_is_proved() -> None:
    entries = registry.portals()
    counts = registry.counts(entries)
    assert counts.counties > 2800
    assert counts.prefectures > 330
    assert counts.with_address > 3150
    assert counts.proved == 0
    assert {e.code[:2] for e in entries} == {p.name[:2] for p in SHIPPED.glob("*.yaml")}
    assert len({e.code[:2] for e in entries}) == 31
    assert {code: registry.find(code)[0].name for code in SEEDS} == SEEDS


def test_the_shipped_files_are_sound_small_and_sorted() -> None:
    assert find_errors() == []
    assert sum(p.stat().st_size for p in SHIPPED.glob("*.yaml")) < 600_000
    for path in SHIPPED.glob("*.yaml"):
        entries, errors = parse(path, path.read_text(encoding="utf-8"))
        assert errors == []
        assert [e.key for e in entries] == sorted(e.key for e in entries), path


def test_a_province_by_name_or_code() -> None:
    wanted = [e.key for e in registry.portals("河南省")]
    assert len(wanted) > 170
    for spelling in ("河南", "41", "410000"):
        assert [e.key for e in registry.portals(spelling)] == wanted
    assert registry.portals("无此省") == []


@pytest.mark.parametrize(
    "query",
    [
        "新县",
        "信阳市新县",
        "河南省新县",
        "河南省信阳市新县",
        "411523",
        "www.hnxx.gov.cn",
        "http://hnxx.gov.cn/zfxxgk/",
    ],
)
def test_a_name_a_code_or_a_host(query: str) -> None:
    assert [e.code for e in registry.find(query)] == ["411523"]


def test_names_and_codes_of_other_days_lead_to_the_region_of_today() -> None:
    assert [e.name for e in registry.find("偃师市")] == ["偃师区"]
    assert [e.name for e in registry.find("410381")] == ["偃师区"]
    assert [e.name for e in registry.find("北京市崇文区")] == ["东城区"]
    assert [e.code for e in registry.find("铜仁市")] == ["520600"]
    assert len(registry.find("鼓楼区")) > 3
    assert [e.name for e in registry.find("栾川")] == ["栾川县"]
    assert registry.find("绝无此县") == []


def test_hosts_of_several_regions_are_listed_for_each_and_settle_no_region() -> None:
    assert {e.code for e in registry.find("www.putuo.gov.cn")} == {"310107", "330903"}
    urls = [
        "https://www.putuo.gov.cn/",
        "https://www.hnxx.gov.cn/",
        "http://a.sample.localhost:80/",
        "http://",
    ]
    assert registry.region_codes(urls) == {"https://www.hnxx.gov.cn/": "411523"}


BAD = {
    "{code: 41152, name: 新县}": "six digits",
    "{code: 511523, name: 新县}": "another province",
    "{name: 新县}": "code is missing",
    "{code: 411523}": "name is missing",
    "{code: 411523, name: 新县, ulr: http://www.hnxx.gov.cn/}": "no field 'ulr'",
    "{code: 411523, name: 新县, name: 新县}": "given twice",
    "{code: 411523, name: [新县]}": "a list, not a name",
    "{code: 411523, name: 新县, old_names: 老县}": "is a list",
    "{code: 411523, name: 新县, old_codes: [4115]}": "six digits",
    "{code: 411523, name: 新县, url: www.hnxx.gov.cn, source: x}": "not an address",
    "{code: 411523, name: 新县, url: 'ftp://www.hnxx.gov.cn/', source: x}": "not an address",
    "{code: 411523, name: 新县, url: 'http://www.hnxx.gov.cn:port/', source: x}": "not an address",
    "{code: 411523, name: 新县, url: 'http://[hnxx/', source: x}": "not an address",
    "{code: 411523, name: 新县, url: 'http://hnxx.gov.cn.example/', source: x}": "not under .gov.cn",
    "{code: 411523, name: 新县, url: 'http://www.hnxx.gov.cn/'}": "source is missing",
    "{code: 411523, name: 新县, proved: 2026-03-01}": "there is no url",
    ROW.replace("null", "yesterday"): "a day like",
    ROW.replace("null", "2026-02-30"): "no such day",
    "{code: 411523, name: 新县, also_on: [gk.xinyang.gov.cn]}": "there is no url",
    ROW.replace("null", "null, also_on: [gk.xinyang.example]"): "a note has to say why",
    ROW.replace("null", "null, also_on: [xxgk.hnxx.gov.cn]"): "the portal's own host",
    ROW.replace("null", "null, also_on: ['https://gk.xinyang.gov.cn/']"): "a host like",
    "{code: 411523, name: 新县": "no YAML",
    "新县": "no entry",
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_entry_is_one_line_with_file_and_line(tmp_path: Path, row: str) -> None:
    directory = own(tmp_path, "{code: 411502, name: 浉河区}", row)
    with pytest.raises(RegistryError) as raised:
        registry.portals(own=directory)
    said = str(raised.value)
    assert BAD[row] in said
    assert re.search(r"41-henan\.yaml:[45]: ", said), said
    assert "\n" not in said
    assert said in [str(e) for e in find_errors(own=directory)]


def test_other_hosts_of_a_portal(tmp_path: Path) -> None:
    directory = own(tmp_path, ROW.replace("null", "null, also_on: [www.gk.xinyang.gov.cn]"))
    admitted = registry.also_on(["https://www.hnxx.gov.cn/", "http://other.gov.cn/"], directory)
    assert admitted == {"hnxx.gov.cn": frozenset({"gk.xinyang.gov.cn"})}


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = ["{code: 1, name: 新县}", ROW, ROW, "{code: 411599, name: 无县}", "{code: 411522, name: 旧县}"]
    said = [str(e) for e in find_errors(own=own(tmp_path, *rows))]
    assert [re.sub(r".*yaml:(\d+).*", r"\1", s) for s in said] == ["3", "5", "7", "6"]
    assert "stands on line 4 already" in said[1]
    assert "411522 is 光山县" in said[2]
    assert "411599" in said[3]


def test_a_host_of_another_region_needs_a_note(tmp_path: Path) -> None:
    row = "{code: 410324, name: 栾川县, url: http://www.hnxx.gov.cn/, source: x%s}"
    said = [str(e) for e in find_errors(own=own(tmp_path, row % ""))]
    assert any("41-henan.yaml:3" in s and "listed for 411523 河南省信阳市新县" in s for s in said)
    assert not any(
        "41-henan.yaml:3" in s for s in map(str, find_errors(own=own(tmp_path, row % ", note: moved")))
    )


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe\xff", b"just words", b"province: X\nportals: 3\n", b"portals: []\n"]
)
def test_a_file_that_is_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "41-henan.yaml").write_bytes(text)
    with pytest.raises(RegistryError, match=r"41-henan\.yaml:\d: "):
        registry.portals(own=tmp_path)


def test_a_file_of_another_name_is_not_silently_left_out(tmp_path: Path) -> None:
    (error,) = find_errors(own=own(tmp_path, ROW, name="henan.yml"))
    assert "henan.yml:1: not read" in str(error)


def test_own_entries_go_before_the_shipped_ones(tmp_path: Path) -> None:
    directory = own(tmp_path, ROW.replace("www.", "new."), "{code: 411523, name: 新县, body: 教育局}")
    assert [e.url for e in registry.find("新县", directory)] == ["https://new.hnxx.gov.cn/"]
    assert [e.place for e in registry.find("新县教育局", directory)] == ["河南省信阳市新县教育局"]
    assert len(registry.portals(own=directory)) == len(registry.portals()) + 1
    assert registry.find("新县")[0].url == "http://www.hnxx.gov.cn/"


ENTRY = PortalEntry(
    "411523", "新县", "河南省", url="https://www.hnxx.gov.cn/", source="by hand: a note, with signs"
)


def test_add_writes_one_line_and_changes_only_that(tmp_path: Path) -> None:
    directory = tmp_path / "portals.d"
    path = add_entry(ENTRY, directory)
    assert path.name == "41-henan.yaml"
    kept = "# mine\nprovince: 河南省\nportals:\n# a comment\n- {code: 411628, name: 鹿邑县}  # kept\n"
    path.write_text(kept, encoding="utf-8")
    add_entry(ENTRY, directory)
    add_entry(replace(ENTRY, url="http://www.hnxx.gov.cn/"), directory)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "411523" not in line] == kept.splitlines()
    assert len(lines) == 6
    (found,) = registry.find("新县", directory)
    assert (found.url, found.source, found.proved) == ("http://www.hnxx.gov.cn/", ENTRY.source, None)
    assert [e.name for e in registry.portals(own=directory) if e.file == path] == ["新县", "鹿邑县"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://www.example.org/"},
        {"url": "www.hnxx.gov.cn"},
        {"url": "http://www.luanchuan.gov.cn/"},
        {"name": "旧县"},
        {"code": "411599"},
        {"code": "990001"},
        {"body": "x, y: z"},
    ],
)
def test_what_would_not_pass_is_not_written(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        add_entry(replace(ENTRY, **wrong), tmp_path / "portals.d")
    assert not (tmp_path / "portals.d").exists()


def test_files_that_are_wrong_or_written_otherwise_are_left_alone(tmp_path: Path) -> None:
    path = own(tmp_path, "{code: 1}") / "41-henan.yaml"
    before = path.read_bytes()
    with pytest.raises(RegistryError, match="41-henan"):
        add_entry(ENTRY, tmp_path)
    assert path.read_bytes() == before
    for text in ("- code: 411523\n  name: 新县\n", "  []\n"):
        path.write_text(f"province: 河南省\nportals:\n{text}", encoding="utf-8")
        before = path.read_bytes()
        with pytest.raises(ValueError, match="by hand"):
            add_entry(ENTRY, tmp_path)
        assert path.read_bytes() == before


def test_the_region_of_a_portal_reaches_the_archive(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for code, wanted in ((None, None), ("411523", "411523"), (None, "411523")):
            portal = runs.portal(archive, "https://www.hnxx.gov.cn/", region_code=code)
            assert archive.value("select region_code from portals where id = ?", portal) == wanted
        other = runs.portal(archive, "https://www.luanchuan.gov.cn/", region_code="410324")
        assert archive.value("select region_code from portals where id = ?", other) == "410324"
