"""Reports that stand inside something else are read from there, and each figure leads back into it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from parsers import Resolver, parse_report
from parsers.readers.html.embedded import strings
from tests.parsers.layouts.plans import FORMS, Plan, make


def coded(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


def wide(text: str) -> str:
    """What `escape` of a script makes of a text."""
    return "".join(
        c if c.isascii() and c.isalnum() else f"%{ord(c):02x}" if ord(c) < 256 else f"%u{ord(c):04x}"
        for c in text
    )


TITLE = "<h1>白岩县人民政府2023年政府信息公开工作年度报告</h1>"
CARRIERS: dict[str, Callable[[str], str]] = {
    "a string of a script": lambda body: f"<div id=s></div><script>var c={json.dumps(body)};s.innerHTML=c</script>",
    "joined strings": lambda body: "<script>var c=" + "+\n'".join(
        json.dumps(part)[1:-1].join(("'", "'")) if n == 0 else json.dumps(part)[1:-1] + "'"
        for n, part in enumerate((body[:2000].replace("'", ""), body[2000:].replace("'", "")))
    ) + "</script>",
    "a template literal": lambda body: f"<script>const c=`{body.replace('`', '')}`</script>",
    "a hidden text area": lambda body: f"<textarea style='display:none'>{escape(body)}</textarea>",
    "the source of a frame": lambda body: f'<iframe srcdoc="{escape(body)}"></iframe>',
    "base64 in a script": lambda body: f"<script>s.innerHTML=atob('{coded(body)}')</script>",
    "base64 in GBK": lambda body: f"<script>s.innerHTML=b64('{coded(body, 'gb18030')}')</script>",
    "an address that is a page": lambda body: f"<iframe src='data:text/html;base64,{coded(body)}'></iframe>",
    "an object that is a page": lambda body: f"<object data='data:text/html,{quote(body)}'></object>",
    "percent signs": lambda body: f"<script>document.write(decodeURIComponent('{quote(body)}'))</script>",
    "wide percent signs": lambda body: f"<script>document.write(unescape('{wide(body)}'))</script>",
    "references in a string": lambda body: f"<script>var c={json.dumps(escape(body))}</script>",
    "a template of a script": lambda body: f"<script type='text/template'>{body}</script>",
}  # fmt: skip


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=CARRIERS)
def test_a_report_inside_a_page(carrier: Callable[[str], str]) -> None:
    body = inner()
    page = f"<html><head><title>年报</title></head><body>{TITLE}{carrier(body)}</body></html>".encode()
    assert_read(page, body)


def test_a_report_inside_json() -> None:
    body = TITLE + inner()
    assert_read(json.dumps({"code": 0, "data": {"title": "年报", "content": body}}).encode(), body)


def test_of_several_reports_inside_json_the_first_is_read_and_the_others_are_said() -> None:
    first, second = (make(Plan(seed, "large", FORMS[0], ())) for seed in (1, 2))
    data = {"content": first.data.decode(), "history": [second.data.decode() + " " * 5000]}
    reading = parse_report(json.dumps(data, ensure_ascii=False))
    assert [f.value for f in reading.figures] == [f.value for f in parse_report(first.data).figures]
    assert "second_report" in {issue.code for issue in reading.issues}
    data["history"] = [data["content"]]
    assert "second_report" not in {issue.code for issue in parse_report(json.dumps(data)).issues}


def test_a_report_inside_json_beside_a_character_in_two_halves() -> None:
    body = TITLE + inner() + "<p>\U0001f600</p>"
    data = json.dumps({"content": body}).encode()
    assert rb"\ud83d\ude00" in data
    assert_read(data, body)


def test_a_file_in_base64_is_named() -> None:
    pdf = base64.b64encode(b"%PDF-1.4\n" + bytes(range(256)) * 4).decode()
    page = f"{TITLE}<p>一、总体情况</p><iframe src='data:application/pdf;base64,{pdf}'></iframe><script>var icon='{pdf[:90]}'</script>"
    said = [i for i in parse_report(page).issues if i.code == "embedded_file"]
    assert [(i.locator, "application/pdf" in i.message) for i in said] == [("html:/html/body/iframe", True)]


def test_a_page_with_tables_of_its_own_is_not_searched() -> None:
    body = inner()
    reading = parse_report(f"{TITLE}{body}<script>var c={json.dumps(body)}</script>".encode())
    assert "embedded_report" not in [i.code for i in reading.issues]


def test_strings_are_those_of_a_script() -> None:
    code = r"""a = "x\"y" + 'z' ; b = `l
m` // it's
c = '\u672c\x41\n'; d = "unclosed
e = "k" """
    assert list(strings(code)) == ['x"yz', "l\nm", "本A\n", "k"]


def inner() -> str:
    text = make(Plan(3, "small", ("2021", "2021"), ())).data.decode()
    return text[text.index("<body>") + 6 : text.rindex("</body>")]


def assert_read(page: bytes, body: str) -> None:
    reading, plain = parse_report(page), parse_report(f"<html><body>{TITLE}{body}".encode())
    values = {f.key: f.value for f in plain.figures}
    assert len([v for v in values.values() if v is not None]) > 100
    assert {f.key: f.value for f in reading.figures} == values
    assert "embedded_report" in [i.code for i in reading.issues]
    resolver = Resolver(page)
    assert all(resolver.text(f.locator) == f.raw for f in reading.figures if f.locator)
