"""What is believed: a table of answers as portals give them."""

from __future__ import annotations

import pytest

import parsers
from crawler.visit.grading import UNDECODABLE, grade_page, grade_redirect, grade_response

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
        (400, CHALLENGE, "challenge"),
        (401, b"", "login"),
        (403, b"", "blocked"),
        (503, b"<title>WAF</title>", "blocked"),
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
    assert grade_response(200, b"\x1f\x8b\x08", [UNDECODABLE]).name == "truncated"


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
        (
            "<title>安全验证</title><form><p>请输入验证码后继续访问</p><input name=code></form>",
            True,
            "challenge",
        ),
        ("<form>请输入验证码 <img src=a.jpg><input name=code></form>", False, "login"),
        ("<title>依申请公开</title><p>" + "申请人信息 " * 20 + "请输入验证码</p>", False, "ok"),
        ("<title>提示</title><div>系统繁忙，请稍后再试！</div>", True, "busy"),
        ("<title>要闻</title><p>" + "政务服务大厅 " * 20 + "系统繁忙请稍后再试</p>", False, "ok"),
        ("Access Denied", True, "blocked"),
        ("<h1>拒绝访问</h1>", False, "blocked"),
        ("<p>您没有查看该信息的权限</p>", False, "login"),
        ("<title>提示</title><p>您的请求可能存在威胁，已被网站管理员拦截</p>", False, "blocked"),
        ("<title>提示</title><p>访问过于频繁，请稍后再试</p>", False, "busy"),
        ("<title>登录</title><p>用户名</p><input name=p type='password'>", False, "login"),
        ("<title>首页</title><input type=password>" + LONG + '<a href="/a">a</a>' * 30, False, "ok"),
        ("<title>要闻</title>" + LONG + "<p>昨日一起盗窃案被成功拦截</p>", False, "ok"),
    ],
)
def test_pages(html: str, expected_report: bool, grade: str) -> None:
    body = f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode()
    assert grade_page(parsers.outline(body), body, expected_report=expected_report).name == grade


@pytest.mark.parametrize(
    ("url", "target", "grade"),
    [
        ("http://a.gov.cn/nb/1.html", "http://a.gov.cn/", "home"),
        ("http://a.gov.cn/nb/1.html", "https://a.gov.cn/index.html", "home"),
        ("http://a.gov.cn/show.jsp?id=3", "http://a.gov.cn/index.jsp", "home"),
        ("http://a.gov.cn/nb/1.html", "http://a.gov.cn/nb/", "redirect"),
        ("http://a.gov.cn/nb/1.html", "http://xxgk.a.gov.cn/", "redirect"),
        ("http://a.gov.cn/", "http://a.gov.cn/index.html", "redirect"),
        ("http://a.gov.cn/nb/", "http://a.gov.cn/?id=7", "redirect"),
    ],
)
def test_sent_home(url: str, target: str, grade: str) -> None:
    assert grade_redirect(url, target).name == grade


@pytest.mark.parametrize(
    ("host", "said", "grade"),
    [
        ("www.betting.example", "可在白岩县人民政府网站（www.baiyan.gov.cn）下载", "mirror"),
        ("www.baiyan.example", "可在www.baiyan.example下载，也见www.province.gov.cn", "ok"),
        ("www.baiyan.gov.cn", "县政府网站www.other.gov.cn", "ok"),
        ("www.baiyan.example", "可在县政府网站下载", "ok"),
    ],
)
def test_a_copy_names_another_home(host: str, said: str, grade: str) -> None:
    title = "白岩县人民政府2021年政府信息公开工作年度报告"
    parts = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况"
    body = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{parts}{said}</body></html>"
    assert (
        grade_page(parsers.outline(body.encode()), body.encode(), expected_report=True, host=host).name
        == grade
    )


@pytest.mark.parametrize(
    ("body", "grade"),
    [
        (b"<html><body><p>" + b"\xff\xfe " * 300 + b"</p></body></html>", "encoding"),
        (bytes(range(256)) * 40, "encoding"),
        ("<html><body><p>政务公开</p></body></html>".encode("gbk"), "ok"),
        (b'{"rows": []}', "ok"),
        (b"%PDF-1.4\n", "ok"),
    ],
)
def test_what_no_encoding_explains(body: bytes, grade: str) -> None:
    assert grade_page(parsers.outline(body), body, expected_report=False).name == grade
