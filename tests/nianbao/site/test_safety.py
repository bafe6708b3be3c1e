"""What others wrote stays text: nothing from a captured page or title runs, loads, or covers our own bar."""

from __future__ import annotations

import re
import time

import lxml.html
import pytest

from nianbao.site.proof import css as sheets
from nianbao.site.proof import sanitize
from nianbao.site.web.web import safe_url
from tests.nianbao.site.building import BAIYAN, HOSTILE, Built
from tests.nianbao.site.conftest import Get

DATA = '<script type="application/ld+json">'
"""Begins a block of data, which no browser runs."""
PAGES = ["/", "/?lang=en", "/search?q=script", "/search?q=%22%3E%3Cscript%3E", "/report/{hostile}", "/report/{whole}",
         "/report/{hostile}?lang=en", "/-/snapshot/{capture}", "/-/snapshot/{capture}?fact=title", "/changes",
         "/compare/{hostile}", "/compare/{whole}/{hostile}", "/region/000000", "/region/411523", "/ranking?year=2022",
         "/quality", "/status", "/gaps", "/data", "/trust", "/wrong/{hostile}?field=t3.granted.total", "/report/" + "0" * 32]  # fmt: skip


def fill(path: str, built: Built) -> str:
    return path.format(hostile=built.hostile, whole=built.whole, capture=built.capture[HOSTILE])


@pytest.mark.parametrize("path", PAGES)
def test_our_pages_have_no_script_and_a_strict_policy(get: Get, built: Built, path: str) -> None:
    response = get(fill(path, built))
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    root = lxml.html.fromstring(response.text)
    assert not root.xpath(
        "//script[not(@type='application/ld+json')] | //style | //*[@style] | //@*[starts-with(name(), 'on')]"
    )
    assert not [url for url in root.xpath("//@href | //@src") if not re.match(r"(https?:/)?/|#|\?", url)]
    assert not root.xpath("//link[starts-with(@href, 'http')] | //img[starts-with(@src, 'http')]")


ODD = ["-1", "99999", "2021%0d%0aX-A: b", "%00", "%ff", "%ed%a0%80", "../../etc/passwd", '"><script>', "'--", '"', "NEAR(", "٣",
       "复" * 300, "html:/html/body", "pdf:p1/0,0,1,1"]  # fmt: skip
ASKED = {
    "/search": "q year province page",
    "/compare": "first second",
    "/compare/{whole}": "q year page",
    "/ranking": "measure year level kind region page",
    "/coverage": "year region kind status page",
    "/changes": "kind year province region publisher report since page",
    "/changes.atom": "kind year province region publisher report since lang",
    "/-/snapshot/{capture}": "at fact page plain",
    "/-/snapshot/{capture}/page": "at page plain",
}


@pytest.mark.parametrize("path", ASKED)
def test_nothing_that_is_asked_is_an_error_of_ours(get: Get, built: Built, path: str) -> None:
    for name in ASKED[path].split():
        for odd in ODD:
            answer = get(f"{fill(path, built)}?{name}={odd}")
            assert answer.status_code < 500, (name, odd)
            assert "x-a" not in answer.headers and "<script" not in answer.text.replace(DATA, "")


def test_a_title_of_markup_is_shown_as_text(get: Get, built: Built) -> None:
    page = get(f"/report/{built.hostile}").text
    assert "<script" not in page.replace(DATA, "")
    assert "&lt;script&gt;alert" in page
    assert "&lt;i&gt;7&lt;/i&gt;" in page


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " javascript:x", "data:text/html,x", "//x", "", None, "http://[", "ftp://x"],
)
def test_only_http_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_the_snapshot_bar_says_where_from(get: Get, built: Built) -> None:
    key = built.capture[HOSTILE]
    page = get(f"/-/snapshot/{key}").text
    root = lxml.html.fromstring(page)
    assert root.xpath("//iframe/@sandbox") == ["allow-same-origin"], "no script, form, popup or navigation"
    assert root.xpath("//iframe/@src") == [f"/-/snapshot/{key}/page"]
    assert HOSTILE in root.text_content()
    assert re.search(r"\b[0-9a-f]{64}\b", page)
    assert f"/-/raw/{key}" in page
    assert "2026-02-01 00:30" in page


def test_the_framed_document_is_cut_down(get: Get, built: Built) -> None:
    response = get(f"/-/snapshot/{built.capture[HOSTILE]}/page")
    policy = response.headers["content-security-policy"]
    assert policy.startswith(
        "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    body = lxml.html.fromstring(response.text).find("body")
    kinds = {e.tag for e in body.iter()}
    assert not kinds & {
        "script",
        "style",
        "link",
        "meta",
        "base",
        "form",
        "input",
        "button",
        "svg",
        "iframe",
        "object",
        "xmp",
        "plaintext",
    }
    assert not body.xpath(
        ".//@*[starts-with(name(), 'on') or name()='src' or name()='href' or name()='srcset']"
    )
    assert "evil.example" not in " ".join(body.xpath(".//@style"))
    assert "position" not in response.text.split("</head>")[1]
    text = body.text_content()
    for kept in ("hold", "js", "out", "word", "〔图片 picture〕", "主动公开各类信息1234条"):
        assert kept in text, kept


def test_the_styles_of_a_page_load_nothing_and_end_where_they_should(get: Get, built: Built) -> None:
    text = get(f"/-/snapshot/{built.capture[HOSTILE]}/page").text
    root = lxml.html.fromstring(text)
    base, own, outline = root.xpath("/html/head/style")
    assert "rgb(1, 2, 3)" in own.text, "what does no harm stays"
    for word in ("evil.example", "url(", "@import", "image-set", "fixed", "</"):
        assert word not in own.text, word
    assert "max-width: 68rem" not in base.text, "the page has a sheet of its own"
    assert f"#{sanitize.CELL_ID}:target" in outline.text and "!important" in outline.text
    plain = lxml.html.fromstring(get(f"/-/snapshot/{built.capture[HOSTILE]}/page?plain=1").text)
    assert len(plain.xpath("/html/head/style")) == 2
    outer = get(f"/-/snapshot/{built.capture[HOSTILE]}").text
    assert "不用原网页样式显示" in outer and "plain=1" in outer


@pytest.mark.parametrize(
    ("css", "cleaned"),
    [
        ("a{color:red}/*x*/b{}", "a{color:red} b{}"),
        ("@import 'x.css';a{}", "a{}"),
        (r"@\69 mport url(x);a{}", "a{}"),
        ("a{background:#fff url( 'a)b' ) no-repeat}", "a{background:#fff none no-repeat}"),
        (r"a{background:U\52L(x)}", "a{background:none}"),
        ("a{width:expression(x)}", "a{width:x:x)}"),
        ("a{position : FIXED}", "a{position: static}"),
        ("a{content:'</style>'}", r"a{content:'\3c /style>'}"),
        (r"i{content:'\e601'}", r"i{content:'\e601'}"),
        ("a{b:url(x", "a{b:none"),
    ],
)
def test_a_sheet_is_made_harmless(css: str, cleaned: str) -> None:
    assert sheets.clean(css) == cleaned


@pytest.mark.parametrize(
    ("css", "shown"),
    [
        (".pane{display:none;color:red}", ".pane{;color:red}"),
        ("#x .PANE , b{ visibility : hidden }", "#x .PANE , b{ }"),
        ("li.pane{display:none}", "li.pane{display:none}"),
        (".menu{display:none}", ".menu{display:none}"),
        ("table{opacity:0}", "table{}"),
        ("td{opacity:0.8}", "td{opacity:0.8}"),
        (".pane{position:absolute;left:-9999px;top:0}", ".pane{position:absolute;;top:0}"),
        (".pane{max-height:0;height:0.5em}", ".pane{;height:0.5em}"),
        (".pane{margin:0 0 -10px;text-indent:-28px}", ".pane{margin:0 0 -10px;text-indent:-28px}"),
    ],
)
def test_only_what_hides_the_cell_is_taken_out(css: str, shown: str) -> None:
    assert sheets.shown(css, [frozenset({"td"}), frozenset({"div", "pane"}), frozenset({"table"})]) == shown


def test_a_style_in_the_page_takes_no_cell_away() -> None:
    body = '<html><body><div style="margin-left:-9999px;color:red"><p id="a" style="margin: 1em -4px">12</p></div>'
    shown = lxml.html.fromstring(sanitize.page(body.encode(), "html:/html/body/div/p").html)
    assert shown.xpath("//@style") == ["color:red", "margin: 1em -4px"]


def test_a_sheet_costs_no_more_than_its_length() -> None:
    for part in ('url("', "url('\"", "@import", "/*", "a{b", "\\6", "{", "display:none;opacity:"):
        began = time.perf_counter()
        sheets.shown(sheets.clean(part * 20_000), [frozenset({"td"})])
        assert time.perf_counter() - began < 2, part


def test_the_cell_is_outlined_and_only_that(get: Get, built: Built) -> None:
    key = built.capture[BAIYAN]
    locator = "html:/html/body/table[2]/tbody/tr[7]/td[3]"
    outer = get(f"/-/snapshot/{key}?at={locator}").text
    assert "已框出" in outer
    frame = lxml.html.fromstring(outer).xpath("//iframe/@src")[0]
    assert frame.endswith("#" + sanitize.CELL_ID)
    root = lxml.html.fromstring(get(frame.partition("#")[0]).text)
    (cell,) = root.xpath(f"//*[@id='{sanitize.CELL_ID}']")
    assert cell.tag == "td"
    assert f"#{sanitize.CELL_ID}:target" in lxml.html.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    "at", ["html:/html/body/table[99]", "html://*", "html:count(//td)", "x", "text:1/2-3", "'\"><b>"]
)
def test_a_place_that_is_not_there_is_said(get: Get, built: Built, at: str) -> None:
    page = get(f"/-/snapshot/{built.capture[BAIYAN]}", params={"at": at}).text
    assert "在此网页中没有这个位置" in page
    inner = get(f"/-/snapshot/{built.capture[BAIYAN]}/page", params={"at": at}).text
    assert f'id="{sanitize.CELL_ID}"' not in inner


def test_raw_bytes_are_a_download(get: Get, built: Built) -> None:
    response = get(f"/-/raw/{built.capture[HOSTILE]}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert b"<script>document.title='owned'</script>" in response.content


def test_a_text_capture_marks_its_spans() -> None:
    shown = sanitize.page("一、总体情况\n收到 <b> 12 件\n完".encode(), "text:2/7-9+3/0-1")
    assert shown.found
    assert f'收到 &lt;b&gt; <mark id="{sanitize.CELL_ID}">12</mark> 件' in shown.html.replace(
        "b&gt;<", "b&gt; <"
    )
    assert "<mark>完</mark>" in shown.html


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7 x", b"\xff\xd8\xff\xe0\x00\x10JFIF", "gb2312 中文".encode("gb18030")]
)
def test_any_bytes_give_a_page(body: bytes) -> None:
    shown = sanitize.page(body, "html:/html/body/p")
    assert shown.html.startswith("<!DOCTYPE html>") and not shown.found
