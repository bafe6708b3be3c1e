"""Reports that stand inside something else are read from there, and each figure leads back into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

import pytest

from parsers import Resolver, parse_report
from parsers.readers.html.embedded import strings
from tests.parsers.layouts.plans import Plan, make

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
