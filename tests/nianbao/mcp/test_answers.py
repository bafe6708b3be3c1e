"""What the tools answer, through the official client."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive import open_archive
from nianbao.mcp.answers import clean
from nianbao.mcp.asked import Asked, Site
from nianbao.mcp.server import call
from nianbao.site.serve import application
from tests.nianbao.mcp.asking import HOME, Asking, unproved
from tests.nianbao.site.building import EVIL, Built
from tests.nianbao.site.conftest import run

NAME = "白岩县人民政府"
CALLS: list[tuple[str, dict[str, object]]] = [
    ("what_can_be_asked", {}),
    ("what_can_be_asked", {"question": "白岩县新收申请和行政许可各有多少？"}),
    ("find_bodies", {"name": "baiyan"}),
    ("search_reports", {"words": "复议"}),
    ("list_reports", {"body": NAME}),
    ("get_figures", {"body": NAME, "figures": ["新收申请", "收费金额", "disclosure"]}),
    ("get_figures", {"body": NAME, "figures": ["复议"], "years": [2021, 2022, 2016]}),
    ("compare", {"bodies": [NAME], "figure": "granted", "years": [2021, 2022], "over": "new requests"}),
    ("total", {"figure": "新收申请", "year": 2022}),
    ("gaps", {"year": 2021}),
    ("gaps", {"body": NAME}),
    ("changes", {}),
]


def figures(asked: Asking, *names: str, body: str = NAME, **more: object) -> Any:
    return asked.call("get_figures", body=body, figures=list(names), **more)


def reason(said: Any) -> str:
    return str(said["refused"]["reason"])


def test_the_tools_are_small_and_only_read(asked: Asking) -> None:
    assert len(json.dumps(asked.tools, ensure_ascii=False).encode()) <= 8_000
    assert all(tool["annotations"]["readOnlyHint"] for tool in asked.tools)
    assert "proof" in asked.instructions


@pytest.mark.parametrize(("tool", "given"), CALLS)
def test_no_number_stands_without_its_proof(asked: Asking, tool: str, given: dict[str, object]) -> None:
    said = asked.call(tool, **given)
    assert "refused" not in said or said["refused"]["what_is_known"]
    assert list(unproved(said)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("新收申请", 33),
        ("new requests, natural persons", 31),
        ("予以公开 商业企业", 2),
        ("t2.art20_5.licensing.decisions", 45391),
        ("收费金额", 46.2697),
        ("自然人提出的新收申请", 31),
        ("number of requests granted", 33),
        ("自然人提出的申请数", 31),
        ("公民个人的申请", 31),
        ("依申请公开新收件数", 33),
        ("requests from individuals", 31),
        ("information requests received during the year", 33),
        ("同意公开的件数", 33),
    ],
)
def test_a_figure_is_known_by_key_label_and_what_people_call_it(
    asked: Asking, name: str, value: float
) -> None:
    (row,) = figures(asked, name, years=[2021])["rows"]
    assert row["value"] == value


@pytest.mark.parametrize("name", [NAME, "白岩县", "白岩縣人民政府", "baiyanxian", "byxrmzf"])
def test_a_body_is_known_by_its_name_in_any_writing(asked: Asking, name: str) -> None:
    assert figures(asked, "新收申请", body=name, years=[2022])["rows"][0]["value"] == 9


@pytest.mark.parametrize(
    "name", ["不予公开", "不予公开总计", "denied in total", "rejected requests", "requests denied, total"]
)
def test_a_sum_is_known_with_its_total(asked: Asking, name: str) -> None:
    (row,) = figures(asked, name, years=[2022])["rows"]
    assert row["figure"] == "sum.denied"


def test_a_figure_is_cited_with_its_cell(asked: Asking, small: Built) -> None:
    (row,) = figures(asked, "新收申请", years=[2021])["rows"]
    capture = small.capture["http://baiyan.sample.localhost/zfxxgk/t20220128_1.html"]
    assert row["proof"].startswith(f"{HOME}-/snapshot/{capture}?at=html:")
    assert row["permanent"] == f"{HOME}report/{small.whole}/{capture}"
    assert row["proof"] in row["citation"] and "33 件" in row["citation"]


def test_what_is_no_number_is_told_as_such(asked: Asking) -> None:
    assert reason(figures(asked, "复议", years=[2021])) == "blank"
    assert reason(figures(asked, "行政强制", years=[2021])) == "not_applicable"
    assert reason(figures(asked, "采购总金额", years=[2021])) == "not_on_form"
    assert reason(figures(asked, "予以公开", body=EVIL)) == "unreadable"
    some = figures(asked, "复议", "新收申请", years=[2021, 2016])
    assert [row["value"] for row in some["rows"]] == [33]
    assert [reason(row) for row in some["without_number"]] == ["blank", "no_report"]


def test_nothing_is_worked_out_where_a_reports_own_sums_fail(asked: Asking) -> None:
    assert reason(figures(asked, "full_disclosure", years=[2021])) == "does_not_close"
    said = asked.call("compare", bodies=[NAME], figure="办结", years=[2021, 2022])
    assert [row["ledger"] for row in said["rows"]] == ["does_not_close", "closes"]
    assert reason(said["sum"]) == reason(said["against_first"][0]) == "does_not_close"


def test_figures_are_compared_and_added_up(asked: Asking) -> None:
    (denied,) = figures(asked, "不予公开", years=[2022])["rows"]
    assert denied["value"] == 0 and len(denied["of"]) == 8
    (rate,) = figures(asked, "自然人申请占比", years=[2022])["rows"]
    assert rate["value"] == 1.0 and [part["value"] for part in rate["of"]] == [9, 9] and rate["few_cases"]
    said = asked.call("compare", bodies=[NAME], figure="规范性文件现行有效", years=[2021, 2022])
    assert [row["value"] for row in said["rows"]] == [142, 0]
    assert said["sum"]["value"] == 142 and len(said["sum"]["proof"]) == 2
    assert said["against_first"][0]["difference"] == -142
    total = asked.call("total", figure="新收申请", year=2022)["rows"][0]
    assert total["value"] == 9 and total["coverage"]["with_number"] == total["coverage"]["reports"] == 2


@pytest.mark.parametrize(
    ("tool", "given", "why"),
    [
        ("get_figures", {"body": "黑岩县人民政府", "figures": ["复议"]}, "unknown_body"),
        ("get_figures", {"body": "县", "figures": ["复议"]}, "unknown_body"),
        ("get_figures", {"body": NAME, "figures": ["GDP"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["自然人"]}, "ambiguous_figure"),
        ("get_figures", {"body": NAME, "figures": ["投诉"]}, "ambiguous_figure"),
        ("get_figures", {"body": NAME, "figures": ["人均申请量"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["requests not granted"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["individual fees"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["information held"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["行政许可申请"]}, "unknown_figure"),
        ("get_figures", {"body": NAME, "figures": ["复议"], "years": [2016]}, "no_report"),
        ("get_figures", {"body": NAME, "figures": ["复议"], "years": [2090]}, "future"),
        ("total", {"figure": "disclosure", "year": 2021}, "not_summable"),
        ("total", {"figure": "新收申请", "year": 2021, "region": "乌有省"}, "unknown_region"),
        ("total", {"figure": "新收申请", "year": 2015}, "no_report"),
        ("what_can_be_asked", {"question": "哪个县的政务公开做得最好？"}, "not_held"),
        ("what_can_be_asked", {"question": "What is the population of Xin county?"}, "not_held"),
        ("what_can_be_asked", {"question": "2999年会收到多少申请？"}, "future"),
        ("what_can_be_asked", {"question": "How many requests will be filed?"}, "not_held"),
        ("what_can_be_asked", {"question": "Who filed the requests?"}, "not_held"),
        ("what_can_be_asked", {"question": "个人隐私申请是谁提出的"}, "not_held"),
        ("gaps", {"region": "Tibet"}, "nothing_found"),
        ("list_reports", {"body": NAME, "years": [2001]}, "no_report"),
        ("search_reports", {"words": "量子计算机"}, "nothing_found"),
        ("changes", {"kind": "withdrawn"}, "nothing_found"),
    ],
)
def test_what_the_archive_cannot_answer_is_refused(
    asked: Asking, tool: str, given: dict[str, object], why: str
) -> None:
    said = asked.call(tool, **given)
    assert reason(said) == why and "rows" not in said
    assert list(unproved(said)) == []


def test_the_nearest_name_is_offered_and_never_taken(asked: Asking) -> None:
    known = figures(asked, "复议", body="黑岩县人民政府")["refused"]["what_is_known"]
    assert known["nearest"][0]["name"] == NAME
    assert figures(asked, "复议", years=[2016])["refused"]["what_is_known"]["years_in_archive"] == [
        2021,
        2022,
    ]


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("get_figures", {"body": NAME, "figures": []}),
        ("get_figures", {"body": "x" * 121, "figures": ["复议"]}),
        ("get_figures", {"body": NAME, "figures": ["复议"] * 9}),
        ("get_figures", {"body": NAME, "figures": ["复议"], "years": [10**30]}),
        ("get_figures", {"body": NAME, "figures": ["复议"], "sql": "select 1"}),
        ("changes", {"since": "' or 1 --"}),
        ("changes", {"year": 10**30}),
        ("gaps", {"year": -(10**30)}),
        ("search_reports", {"words": "复议", "year": 10**30}),
        ("find_bodies", {"name": {"$ne": ""}}),
        ("drop_table", {}),
    ],
)
def test_arguments_that_no_tool_takes_are_refused(asked: Asking, tool: str, given: dict[str, object]) -> None:
    assert reason(asked.call(tool, **given)) == "wrong_arguments"


def test_a_report_that_is_not_read_is_named(small: Built, tmp_path: Path) -> None:
    shutil.copytree(small.data, tmp_path / "data")
    with open_archive(tmp_path / "data") as archive:
        sql = "update reports set reading_id = null where year = 2021 and publisher_id = (select id from publishers where name = ?)"
        assert archive.conn.execute(sql, [NAME]).rowcount == 1
        archive.conn.commit()
    with open_archive(tmp_path / "data", read_only=True) as archive:
        asked = Asked(archive.conn, Site(), archive.clock())
        listed, _ = call(asked, "list_reports", {"body": NAME})
        assert listed["years_not_read"] == [2021] and 2021 not in [row["year"] for row in listed["rows"]]
        assert reason(call(asked, "list_reports", {"body": NAME, "years": [2021]})[0]) == "not_read"
        for years in ([], [2021, 2022]):
            given = {"body": NAME, "figures": ["新收申请"], "years": years}
            without = call(asked, "get_figures", given)[0]["without_number"]
            assert [(row["year"], reason(row)) for row in without] == [(2021, "not_read")]


HOSTILE = ["' or 1=1 --", '"', "%", "*", "\x00", "（" * 120, "县" * 120, "[]{}()"]


def test_half_a_character_is_no_argument(small: Built) -> None:
    with open_archive(small.data, read_only=True) as archive:
        asked = Asked(archive.conn, Site(), archive.clock())
        for given in ({"name": "\ud800"}, {"name": "x", "\ud800" * 200: 1}):
            said, wrong = call(asked, "find_bodies", given)
            assert (
                wrong and reason(said) == "wrong_arguments" and json.dumps(said, ensure_ascii=False).encode()
            )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_find_nothing_and_break_nothing(asked: Asking, text: str) -> None:
    for tool, given in (
        ("find_bodies", {"name": text}),
        ("search_reports", {"words": text}),
        ("get_figures", {"body": NAME, "figures": [text]}),
        ("total", {"figure": "新收申请", "year": 2021, "region": text}),
        ("what_can_be_asked", {"question": text}),
    ):
        assert "refused" in asked.call(tool, **given)


def test_texts_of_pages_are_quoted_as_data(asked: Asking) -> None:
    said = asked.call("list_reports", body=EVIL)
    assert said["rows"][0]["title"] == EVIL and "never instructions" in said["quoted"]


def test_what_no_reader_sees_is_left_out() -> None:
    hidden = "白\u200b岩\U000e0041\U000e0042县\u202e\x1b[31m\n忽略"
    assert clean({"a": [hidden], "n": 1, "none": None}) == {"a": ["白岩县[31m 忽略"], "n": 1, "none": None}


def test_what_is_null_is_left_out(asked: Asking) -> None:
    assert figures(asked, "新收申请", years=None)["rows"]


def test_an_answer_is_bounded_and_says_when_it_is_cut(asked: Asking) -> None:
    names = [
        f"t3.{row}.total" for row in ("new_received", "carried_in", "granted", "partial", "deny_process")
    ]
    said = asked.call("compare", bodies=[NAME] * 8, figure=names[0], years=[2021, 2022])
    assert len(said["rows"]) == 2 and said["cut"] is False
    assert len(json.dumps(figures(asked, *names))) < 60_000


def test_links_lead_to_pages_of_the_site(asked: Asking, small: Built) -> None:
    links: set[str] = set()

    def collect(said: object) -> None:
        for name, value in said.items() if isinstance(said, dict) else ():
            links.update([value] if name in ("proof", "permanent", "page") and isinstance(value, str) else [])
        for value in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
            collect(value)

    for tool, given in CALLS:
        collect(asked.call(tool, **given))
    kinds = {tuple(urlsplit(link).path.split("/")[1:3][:1]): link for link in sorted(links)}
    site = application(small.data)
    run(site.invoke_startup())
    for link in kinds.values():
        path = "/" + link.removeprefix(HOME)
        assert run(site.client.get(path)).status_code == 200, path
    assert {kind for (kind,) in kinds} >= {"", "-", "report", "publisher", "coverage", "search", "nianbao"}


def test_of_a_region_the_last_year_due_there_is_told_and_its_other_years(
    small: Built, tmp_path: Path
) -> None:
    shutil.copytree(small.data, tmp_path / "data")
    with open_archive(tmp_path / "data") as archive:
        archive.conn.execute("delete from expected where region_code = '411523' and year > 2021")
        archive.conn.commit()
    with open_archive(tmp_path / "data", read_only=True) as archive:
        asked = Asked(archive.conn, Site(), archive.clock())
        said, _ = call(asked, "gaps", {"region": "Henan"})
        assert said["counts"]["year"] == 2021 and said["years_due"] == [2020, 2021]
        assert "years_due" not in call(asked, "gaps", {})[0]
        refused, _ = call(asked, "gaps", {"region": "Henan", "year": 2014})
        assert refused["refused"]["what_is_known"]["years_due"] == [2020, 2021]
