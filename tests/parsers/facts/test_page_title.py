"""What the title of the linking page says of a file counts only where the file itself is silent."""

from __future__ import annotations

from parsers import Context, parse_report

TITLE = "白岩县财政局2021年政府信息公开工作年度报告"
TABLE = "<table><tr><td>本年新收政府信息公开申请数量</td><td>3</td></tr></table>"
CONTEXT = Context(url="http://a.example/1.html", anchor="附件", page_title=TITLE)


def test_a_silent_file_is_named_by_its_page() -> None:
    reading = parse_report("<html><body><p>附表</p></body></html>", context=CONTEXT)
    assert (reading.title, reading.publisher, reading.report_year) == (TITLE, "白岩县财政局", 2021)
    sources = {k: reading.evidence[k].source for k in ("title", "publisher", "report_year")}
    assert set(sources.values()) == {"page title"}


def test_what_the_file_prints_goes_first() -> None:
    html = "<html><body><p>统计期限自2020年1月1日起</p>" + TABLE + "<p>白岩县审计局</p></body></html>"
    reading = parse_report(html, context=CONTEXT)
    assert (reading.publisher, reading.report_year) == ("白岩县审计局", 2020)
    own = parse_report("<h1>白岩县民政局2019年政府信息公开工作年度报告</h1>" + TABLE, context=CONTEXT)
    assert (own.publisher, own.report_year) == ("白岩县民政局", 2019)


def test_a_file_that_is_no_report_stays_none() -> None:
    html = "<html><body><h1>一图读懂2021年政府信息公开工作年度报告</h1>" + TABLE + "</body></html>"
    assert not parse_report(html, context=CONTEXT).is_report
