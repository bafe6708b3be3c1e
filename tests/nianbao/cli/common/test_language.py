"""The command line in Chinese: all of it, chosen as people expect, and nothing that programs read."""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from nianbao.cli.common.errors import FILE, filled, told
from nianbao.cli.common.language import LOCALE, VARIABLE, choose, spoken, word
from nianbao.cli.common.wrapping import wrapped
from nianbao.cli.main import main
from tests.conftest import ROOT

REPORT = str(ROOT / "samples" / "report.html")
HAN = re.compile("[\u4e00-\u9fff]")
UNSET = dict.fromkeys((VARIABLE, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))


def say(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env={**UNSET, **environment}, prog_name="nianbao")


def walk(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from walk(below, (*path, name))


def test_nothing_is_untranslated() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "translate"))
    assert list(script["problems"]()) == []


def test_what_is_told_in_chinese_goes_into_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = {path for glob in settings["package-data"]["nianbao"] for path in (ROOT / "nianbao").glob(glob)}
    assert {FILE, LOCALE / "zh" / "LC_MESSAGES" / "nianbao.mo"} <= shipped


def test_every_command_and_option_explains_itself_in_chinese() -> None:
    with spoken():
        choose("zh")
        for path, command in walk():
            context = click.Context(command)
            assert path == () or HAN.search(command.help or ""), path
            for param in command.get_params(context) if path else []:
                if isinstance(param, click.Option):
                    assert HAN.search(param.help or ""), (path, param.opts)


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_fits_the_terminal(language: str, columns: str) -> None:
    for path, _command in walk():
        done = say("--lang", language, *path, "--help", COLUMNS=columns)
        assert done.exit_code == 0, path
        assert bool(HAN.search(done.output.splitlines()[0])) == (language == "zh")
        for line in done.output.splitlines():
            assert cell_len(line) <= 80, (path, line)
            assert line.lstrip()[:1] not in tuple("，。；：、）」"), (path, line)


@pytest.mark.parametrize(
    ("arguments", "environment", "chinese"),
    [
        ((), {}, False),
        ((), {"LANG": "C.UTF-8"}, False),
        ((), {"LANG": "zh_CN.UTF-8"}, True),
        ((), {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, False),
        ((), {"LANG": "de_DE.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ((), {"LANG": "zh_CN.UTF-8", VARIABLE: "en"}, False),
        ((), {VARIABLE: "zh"}, True),
        (("--lang", "en"), {VARIABLE: "zh"}, False),
        (("--lang", "zh"), {"LC_ALL": "C", VARIABLE: "en"}, True),
    ],
)
def test_who_chooses_the_language(
    arguments: tuple[str, ...], environment: dict[str, str], chinese: bool
) -> None:
    for asked in (("--help", *arguments), (*arguments, "--help"), (*arguments, "changes", "--help")):
        assert say(*asked, **environment).output.startswith("用法" if chinese else "Usage"), asked


def test_a_language_that_is_not_spoken_is_wrong_usage() -> None:
    for done in (say("--lang", "fr"), say("reports", **{VARIABLE: "fr"})):
        assert done.exit_code == 2
        assert "'fr' is not one of 'zh', 'en'" in done.stderr


def test_what_programs_read_stays_as_it_is() -> None:
    for arguments in (
        ("parse", "--json", REPORT),
        ("parse", "--csv", REPORT),
        ("parse", "--schema"),
        ("--version",),
    ):
        english, chinese = (say("--lang", code, *arguments) for code in ("en", "zh"))
        assert english.exit_code == chinese.exit_code == 0
        if arguments != ("--version",):
            assert english.output == chinese.output


@pytest.mark.parametrize(
    "asked",
    [
        "reports --json", "changes --csv", "coverage --csv", "coverage --json", "gaps --json", "health --json",
        "review list --json", "review log --json", "review inbox --json", "verify --json",
    ],
)  # fmt: skip
def test_what_programs_are_told_of_an_archive_stays_as_it_is(asked: str, archive_at: Path) -> None:
    english, chinese = (
        say("--lang", code, *asked.split(), "--data", str(archive_at)) for code in ("en", "zh")
    )
    assert (english.exit_code, english.stdout) == (chinese.exit_code, chinese.stdout)
    assert english.exit_code in (0, 5)


@pytest.fixture(scope="module")
def archive_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the one sample report, brought by hand."""
    folder = tmp_path_factory.mktemp("language")
    page = folder / "page.html"
    page.write_bytes(Path(REPORT).read_bytes())
    told = {"address": "http://xinxian.sample.localhost/1.html", "fetched_at": "2026-03-01T10:00:00+08:00"}
    (folder / "page.json").write_text(json.dumps(told), encoding="utf-8")
    done = say("--lang", "zh", "ingest", str(page), "--data", str(folder / "data"))
    assert "1 条新采集记录，0 条已有" in done.output
    return folder / "data"


def test_people_read_chinese(archive_at: Path) -> None:
    listed = say("--lang", "zh", "reports", "--data", str(archive_at), COLUMNS="120").output
    assert listed.split()[:4] == ["发布机关", "年度", "表式", "发布日期"]
    held = say("--lang", "zh", "verify", "--data", str(archive_at)).output
    assert held == "1 条采集记录，0 条已删除，0 处损坏\n"
    said = say("--lang", "zh", "parse", REPORT).output
    assert re.search(r"校验：\d+ 成立，0 不成立，\d+ 无法判断", said)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("nope",), 2, "没有命令 'nope'"),
        (("--nope",), 2, "没有选项 '--nope'"),
        (("crawl",), 2, "请指明门户，或给出 --due、--all 之一"),
        (("crawl", "--delay", "x", "新县"), 2, "'x' 不是秒数"),
        (("coverage", "--region", "甲乙"), 2, "没有地区叫 甲乙；请给出代码"),
        (("parse", "nothing.html"), 3, "nianbao: nothing.html 不存在"),
        (("reports", "--data", "nothing"), 3, "nothing 处没有档案：没有 nianbao.db"),
    ],
)
def test_what_is_wrong_is_told_in_chinese(arguments: tuple[str, ...], status: int, words: str) -> None:
    done = say("--lang", "zh", *arguments)
    assert done.exit_code == say("--lang", "en", *arguments).exit_code == status
    assert words in done.stderr


def test_a_sentence_in_a_sentence_is_told_too() -> None:
    assert told("a.warc is empty") == "a.warc is empty"
    with spoken():
        choose("zh")
        assert told("the DOC file is damaged or cut off: its text ends early") == (
            "DOC 文件已损坏或不完整：正文不完整"
        )
        assert told("x.zip: the ZIP file holds nothing that can be read; it is empty") == (
            "x.zip: ZIP 文件 中没有可读的内容；是空的"
        )
        assert told("no room has this sentence") == "no room has this sentence"
        assert word("status", "overdue") == "逾期未见"
        assert word("status", "nothing") == "nothing"


def test_blanks_are_filled_from_the_left() -> None:
    assert filled(["", " is no list of ", ""], "a is no list of b is no list of c") == [
        "a",
        "b is no list of c",
    ]
    assert filled(["page ", " of ", "."], "page 1 of 2.") == ["1", "2"]
    assert filled(["page ", " of ", "."], "page 1 of .") is None
    assert filled(["", " at ", ""], " at ") is None
    long = "x at " * 400
    assert filled(["", " at ", " at ", " no"], long) is None


def test_lines_break_between_characters_but_not_before_a_mark() -> None:
    assert wrapped("档案目录，内有 nianbao.db 和 warc/。", 10) == [
        "档案目录，",
        "内有",
        "nianbao.db",
        "和 warc/。",
    ]
    assert wrapped("一二三四五，六", 10) == ["一二三四", "五，六"]
