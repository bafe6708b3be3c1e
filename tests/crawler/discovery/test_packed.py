"""The reports of a year in one packed file: named, whatever its link says; an appendix or another paper is not."""

from __future__ import annotations

import pytest

from tests.crawler.discovery.test_loose_ends import LIST, loose

PACKED = [
    '<li><a href="/f/2019.zip">白岩县各部门2019年政府信息公开工作年度报告.zip</a></li>',
    '<li><a href="/f/18.rar">白岩县2018年政府信息公开工作年度报告.rar（点击下载）</a></li>',
    '<li><a href="/f/19.7z">2019年度部门年报打包下载</a></li>',
    '<p><a href="/f/old.rar">历年年报汇编</a></p>',
    '<li><a href="/f/old.zip">打包下载</a></li>',
]
OTHERS = [
    '<li><a href="/a/0.html">白岩县财政局2020年政府信息公开年报</a> <a href="/f/0.zip">2020年报附件下载</a></li>',
    '<li><a href="/f/y.rar">2019年部门预算公开表.rar</a></li>',
]


@pytest.mark.parametrize("row", PACKED)
def test_a_packed_file_of_reports_is_named(row: str) -> None:
    assert "link" in {end.sign for end in loose(LIST.format(row))}


@pytest.mark.parametrize("row", OTHERS)
def test_an_appendix_and_another_paper_are_not(row: str) -> None:
    assert loose(LIST.format(row)) == ()


def test_a_tool_in_the_frame_of_the_page_is_not() -> None:
    tool = '<div class="foot"><a href="/tool/reader.zip">阅读器下载</a></div>'
    assert loose(LIST.format("") + tool) == ()
