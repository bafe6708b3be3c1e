"""Tables whose tags a page prints as text are read by these tags, each figure flagged, its locator leading there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import escape

import pytest

from parsers import Reading, Resolver, parse_report
from parsers.readers.html.encoded import unescaped
from parsers.readers.registry import page_within
from tests.parsers.expectations import lost_locators
from tests.parsers.readers.html.test_embedded import TITLE, inner

_TABLE = re.compile(r"<table.*?</table>", re.S)
_TAG = re.compile(r"</?(?:table|tbody|tr|td|th)\b[^>]*>")


def numbered(text: str) -> str:
    """Less than and greater than signs as numbers."""
    return text.replace("&lt;", "&#60;").replace("&gt;", "&#x3E;")


WRITINGS: dict[str, Callable[[str], str]] = {
    "all of the content": lambda body: f"<div>{escape(body)}</div>",
    "the tables": lambda body: _TABLE.sub(lambda m: f"<div>{escape(m[0])}</div>", body),
    "the tables, quotes as they are": lambda body: _TABLE.sub(lambda m: escape(m[0], quote=False), body),
    "one table of three": lambda body: _TABLE.sub(lambda m: escape(m[0]), body, count=1),
    "tags alone": lambda body: _TAG.sub(lambda m: escape(m[0]), body),
    "less than alone": lambda body: _TAG.sub(lambda m: m[0].replace("<", "&lt;"), body),
    "numbers": lambda body: numbered(escape(body)),
    "blanks too": lambda body: escape(body.replace("<td></td>", "<td>&nbsp;</td>")),
    "a paragraph a tag": lambda body: _TAG.sub(lambda m: f"<p>{escape(m[0])}</p>", body),
}


def page_of(written: str) -> bytes:
    return f"<html><head><title>年报</title></head><body>{TITLE}{written}</body></html>".encode()


def values(reading: Reading) -> dict[str, object]:
    return {f.key: f.value for f in reading.figures}


@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
def test_tags_as_text(write: Callable[[str], str]) -> None:
    body = inner()
    data = page_of(write(body))
    reading, plain = parse_report(data), parse_report(page_of(body))
    assert len([v for v in values(plain).values() if v is not None]) > 100
    assert values(reading) == values(plain)
    assert [s.key for s in reading.sections] == [s.key for s in plain.sections]
    assert [f.key for f in reading.figures if f.locator and "escaped_markup" not in f.flags] == []
    assert "escaped_markup" in {i.code for i in reading.issues}
    assert list(lost_locators(reading, data)) == []


def test_the_page_within_is_the_one_whose_tags_are_tags() -> None:
    data = page_of(escape(inner()))
    figure = parse_report(data).figure("t3.new_received.total")
    assert figure is not None and figure.locator is not None
    found = page_within(data, figure.locator)
    assert found is not None
    assert Resolver(found[0]).text(found[1]) == figure.raw


@pytest.mark.parametrize(
    "beside", ["<p>&lt;td&gt;5&lt;/td&gt;</p>", "<textarea>&lt;td&gt;5&lt;/td&gt;</textarea>"]
)
def test_a_page_with_tables_of_its_own_is_read_as_it_stands(beside: str) -> None:
    body = inner()
    reading, plain = parse_report(page_of(body + beside)), parse_report(page_of(body))
    assert values(reading) == values(plain)
    assert "escaped_markup" not in {i.code for i in reading.issues}


def test_tags_escaped_twice_are_text() -> None:
    reading = parse_report(page_of(_TABLE.sub(lambda m: f"<p>{escape(escape(m[0]))}</p>", inner())))
    assert "tables_missing" in {i.code for i in reading.issues}
    assert {f.state for f in reading.figures} <= {"missing"}


@pytest.mark.parametrize("piece", ["&lt;td ", "&lt;td a=&quot;1&quot; ", "&#0000", "&amp;lt;td"])
def test_unescaping_is_one_pass(piece: str) -> None:
    started = time.process_time()
    unescaped(piece * 100_000)
    assert time.process_time() - started < 5
