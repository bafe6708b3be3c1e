"""What is believed: a table of answers as portals give them."""

from __future__ import annotations

import pytest

import parsers
from crawler.grading import grade_page, grade_response

CHALLENGE = b'<html><script>$_ts=window["$_ts"];</script></html>'
LONG = "<p>" + "县人民政府坚持以公开为常态，推进各项工作。" * 40 + "</p>"


@pytest.mark.parametrize(
    ("status", "body", "grade"),
    [
        (200, b"<html><body>text</body></html>", "ok"),
        (200, b"", "empty"),
        (200, b" \r\n", "empty"),
        (200, CHALLENGE, "challenge"),
        (202, CHALLENGE, "challenge"),
        (412, b"", "challenge"),
        (468, b"", "challenge"),
        (521, b"<script>document.cookie='__jsl_clearance_s=1'</script>", "challenge"),
        (200, b"<script>__jsluid_s</script>", "challenge"),
        (200, b"<p>" + b"x" * 10_000 + b"$_ts</p>", "ok"),
        (301, b"", "redirect"),
        (302, b"", "redirect"),
        (304, b"", "not_modified"),
        (403, b"", "blocked"),
        (405, b"", "blocked"),
        (200, b"<title>Access Denied by WAF</title>", "blocked"),
        (404, b"", "gone"),
        (410, b"", "gone"),
        (429, b"", "busy"),
        (503, b"", "busy"),
        (500, b"", "error"),
        (400, b"", "error"),
    ],
)
def test_responses(status: int, body: bytes, grade: str) -> None:
    assert grade_response(status, body).name == grade


def test_a_body_cut_short() -> None:
    assert grade_response(200, b"<html>", ["dataloss"]).name == "truncated"


@pytest.mark.parametrize(
    ("html", "expected_report", "grade"),
    [
        ("<title>404</title><p>x</p>", False, "soft_404"),
        ("<title>提示</title><p>您访问的页面不存在或已被删除</p>", False, "soft_404"),
        ("<title>提示</title>" + LONG + "<p>您访问的页面不存在</p>", True, "soft_404"),
        ("<title>要闻</title>" + LONG + "<p>失效链接提示页面不存在的整改</p>", False, "ok"),
        ("<title>要闻</title>" + LONG, True, "ok"),
        ("<title>短</title><p>短</p>", False, "ok"),
        ("<title>x</title><script>var e='页面不存在'</script><p>短</p>", False, "ok"),
    ],
)
def test_pages(html: str, expected_report: bool, grade: str) -> None:
    body = f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode()
    assert grade_page(parsers.outline(body), body, expected_report=expected_report).name == grade
