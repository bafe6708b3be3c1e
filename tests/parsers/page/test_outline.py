"""What the cheap look at a page takes for a report."""

from __future__ import annotations

import pytest

from parsers import outline
from parsers.model import Context

NAME = "三岔镇2013年政府信息公开工作年度报告"
OLD = "、".join(("概述", "主动公开", "依申请公开", "收费及减免", "复议", "主要问题"))
SHORT = "".join(f"<p>{head}：{'全镇没有发生。' * 8}</p>" for head in OLD.split("、"))
MENU = "".join(f"<a href=/{n}>{word}{'情况' * 12}</a>" for n, word in enumerate(OLD.split("、")))


def test_a_viewer_in_a_frame_shows_the_report() -> None:
    frame = "<iframe src='/pdfjs/viewer.html?file=/upload/7.pdf'></iframe>"
    page = outline(f"<html><h1>{NAME}</h1>{frame}</html>".encode(), Context("http://a.example/v/7.html"))
    assert page.kind == "report"
    assert [a.url for a in page.attachments] == ["http://a.example/upload/7.pdf"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (SHORT, "report"),
        (SHORT + MENU, "report"),
        (MENU, "page"),
        ("<p>概述、主动公开、主要问题</p>", "page"),
    ],
)
def test_a_township_of_old_said_little(body: str, kind: str) -> None:
    assert outline(f"<html><h1>{NAME}</h1>{body}</html>".encode()).kind == kind


@pytest.mark.parametrize(
    ("title", "files", "kind"),
    [
        ("三岔镇关于公布2023年度政府信息公开工作年度报告的通知", 1, "report"),
        ("三岔镇关于公布2023年度政府信息公开工作年度报告的通知", 0, "page"),
        ("关于编制2023年度政府信息公开工作年度报告的通知", 1, "page"),
        ("县直部门2023年政府信息公开工作年度报告", 3, "report"),
        ("县直部门2023年政府信息公开工作年度报告", 30, "list"),
    ],
)
def test_a_notice_carries_its_report_and_a_table_of_files_is_a_list(
    title: str, files: int, kind: str
) -> None:
    rows = "".join(f'<p><a href="/f/{n}.pdf">附件{n}</a></p>' for n in range(files))
    page = outline(f"<html><h1>{title}</h1>{rows}</html>".encode(), Context("http://a.example/v/7.html"))
    assert page.kind == kind
    assert len(page.attachments) == (files if kind == "report" else 0)


@pytest.mark.parametrize("beside", ["1", "1 / 3", "第1页 共3页", "共 24 条"])
def test_an_empty_link_of_a_pager_has_no_words(beside: str) -> None:
    pager = f"<div><span>{beside}</span><a href='/gknb/2.html'><i class='icon-r'></i></a></div>"
    page = outline(f"<html><body>{pager}</body></html>".encode(), Context("http://a.example/gknb/"))
    assert [(link.text, link.title) for link in page.links] == [("", None)]
