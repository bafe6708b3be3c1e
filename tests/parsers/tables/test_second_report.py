"""Pages that print more than one report, or more than one set of tables: the first is read, and the rest is said."""

from __future__ import annotations

import re

import pytest

from parsers import Reading, Resolver, parse_report
from tests.parsers.layouts.plans import FORMS, Plan, make

CODE = "second_report"
FIRST, SECOND = (make(Plan(seed, "large", FORMS[0], ())) for seed in (3, 4))
OLD = make(Plan(5, "large", FORMS[1], ()))


def body_of(page: bytes) -> str:
    found = re.search(r'<body[^>]*><div id="zoom">(.*)</div></body>', page.decode(), re.S)
    assert found
    return found[1]


def page_of(*bodies: str) -> bytes:
    return ("<html><head><meta charset=utf-8></head><body>" + "".join(bodies) + "</body></html>").encode()


def tables_of(body: str) -> list[str]:
    return re.findall(r"<table.*?</table>", body, re.S)


def said(reading: Reading) -> list[str]:
    return [i.locator or "" for i in reading.issues if i.code == CODE]


def assert_reads_first(data: bytes) -> str:
    """The figures, facts and chapters are those of the first report alone; where the second is said to begin."""
    reading, alone = parse_report(data), parse_report(page_of(body_of(FIRST.data)))
    assert [(f.key, f.value, f.state) for f in reading.figures] == [
        (f.key, f.value, f.state) for f in alone.figures
    ]
    assert (reading.title, reading.publisher, reading.report_year, reading.form) == (
        alone.title, alone.publisher, alone.report_year, alone.form
    )  # fmt: skip
    assert [(s.heading, s.text) for s in reading.sections] == [(s.heading, s.text) for s in alone.sections]
    [where] = said(reading)
    return Resolver(data).text(where) or ""


ROWS_OF_2014 = (
    "主动公开政府信息数",
    "制发规范性文件总数",
    "收到申请数",
    "申请办结数",
    "行政复议数量",
    "行政诉讼数量",
)


@pytest.mark.parametrize("other", [SECOND, OLD], ids=["another organ", "another form"])
@pytest.mark.parametrize(
    "wrap", ["{}", "<div>{}</div>", '<div id="zoom">{}</div>'], ids=["flat", "boxes", "containers"]
)
def test_two_reports_one_after_the_other(other: object, wrap: str) -> None:
    data = page_of(*(wrap.format(body_of(made.data)) for made in (FIRST, other)))  # type: ignore[attr-defined]
    assert "信息公开" in assert_reads_first(data)


def test_the_year_before_in_the_form_of_2014_is_not_read_for_this_year() -> None:
    table = "".join(f"<tr><td>{row}<td>件<td>{n + 900}</tr>" for n, row in enumerate(ROWS_OF_2014))
    chapters = "".join(
        f"<p>{h}</p><p>全年工作情况良好。</p>" for h in ("一、概述", "二、主动公开情况", "三、收费情况")
    )
    old = f"<h2>白岩县人民政府2016年政府信息公开工作年度报告</h2>{chapters}<table>{table}</table>"
    assert_reads_first(page_of(body_of(FIRST.data), old))


def test_the_table_of_2014_twice_under_one_title() -> None:
    chapters = (
        "主动公开情况",
        "主动公开情况",
        "依申请公开情况",
        "依申请公开情况",
        "行政复议数量",
        "行政诉讼数量",
    )

    def table(first: int) -> str:
        cells = zip(chapters, ROWS_OF_2014, strict=True)
        return f"<table>{''.join(f'<tr><td>{c}</tr><tr><td>{r}<td>件<td>{first + n}</tr>' for n, (c, r) in enumerate(cells))}</table>"

    title = "<h1>白岩县人民政府2016年政府信息公开工作年度报告</h1>"
    once, twice = (parse_report(page_of(title, *tables)) for tables in ([table(10)], [table(10), table(80)]))
    assert once.form == "2014"
    assert said(once) == []
    assert len(said(twice)) == 1
    assert [(f.key, f.value) for f in twice.figures] == [(f.key, f.value) for f in once.figures]


def test_an_organs_own_tables_and_its_countys() -> None:
    own, county = tables_of(body_of(FIRST.data)), tables_of(body_of(SECOND.data))
    body = body_of(FIRST.data)
    behind = body.replace(own[-1], own[-1] + "<p>全县汇总表</p>" + "".join(county))
    beside = body
    for one, other in zip(own, county, strict=True):
        beside = beside.replace(one, one + other)
    for text in (behind, beside):
        reading, alone = parse_report(page_of(text)), parse_report(page_of(body))
        assert len(said(reading)) == 2
        for prefix in ("t2.", "t3."):
            assert [(f.key, f.value) for f in reading.figures if f.key.startswith(prefix)] == [
                (f.key, f.value) for f in alone.figures if f.key.startswith(prefix)
            ]


def test_a_title_printed_again_is_no_second_report() -> None:
    """A list of contents under the title, the title again before the text, before the tables and as a link below."""
    title = f"<p>{parse_report(FIRST.data).title}</p>"
    body = body_of(FIRST.data)
    headings = "".join(f"<p>{s.heading}</p>" for s in parse_report(FIRST.data).sections)
    first_table = tables_of(body)[0]
    again = title + headings + body.replace(first_table, title + first_table) + title
    assert said(parse_report(page_of(again))) == []


def test_links_to_other_reports_below_are_no_second_report() -> None:
    links = "".join(f"<p>白岩县{year}年政府信息公开工作年度报告</p>" for year in range(2015, 2024))
    assert said(parse_report(page_of(body_of(FIRST.data), links))) == []


def test_a_second_report_much_shorter_than_the_first_is_said() -> None:
    short = "<p>桐柏县审计局2021年政府信息公开工作年度报告</p><p>一、总体情况</p><p>本局严格执行条例。</p>"
    assert_reads_first(page_of(body_of(FIRST.data), short))
