"""Every pattern of the rooms that read what others wrote, and every step of judging and cleaning, on inputs that grow: their
time grows about as the input does."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from itertools import count

import pytest

from parsers import Unreadable, outline, parse_report
from parsers.model import Context
from tests.pumping import MOST_GROWTH, SIZES, Found, grows, growth, inputs_of, patterns_of, search

ROOMS = ("crawler", "parsers", "archive", "nianbao.site")
BOUNDED = {
    "parsers.lexicon.titles._REPORT": 500,
    "parsers.lexicon.titles._OPENNESS": 500,
    "parsers.lexicon.titles._SUMMARY": 500,
    "parsers.lexicon.titles._WRAPPER": 500,
    "parsers.lexicon.titles._LAST_WORDS": 500,
    "parsers.lexicon.header_fields._LINE": 200,
}
"""Pattern -> the longest text that its callers give it; it is pumped no further."""
OURS = frozenset({"nianbao.site.web.security.SCRIPT"})
"""Patterns that read only what this project or Datasette itself prints."""
_STEP_SIZES = (16_000, 64_000, 256_000)
_ATTEMPTS = 3
"""A busy machine may disturb a measure; not three of them."""

PIECES = (
    "<img ", "<a href=x>1", "<table>", "<tr><td>1", "<!--", "<!-- -->", "<b>", "<div>", "<p>1", "&#65;", "（", "1 ", "一、总体情况\n",
    "<style>.a{display:none}</style>", "<span style='color:#fff'>1</span>", "<select onchange=submit()><option value=1>", "\"", "[", "{\"a\":",
    "| ", "\t", "共 ", "<a onclick=\"f('1')\">", "<script>f('1')</script>", "<br>", "第二十条第（一）项",
    "<p id=a class=b lang=zh>第1条", "<ul><li>1</ul>", "<ul class=nav><li><a href=x>1</a><li><a href=y>2</a></ul>",
    "<table><tr><td>1<td>2</table>", "<b style='color:red;background:red'>1</b>",
)  # fmt: skip


_NUMBERS = count()


def _refusing(step: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """The step on bytes that it has never seen: what is kept of the page before is no measure."""

    def call(data: bytes) -> None:
        with suppress(Unreadable):
            step(data + b"%d" % next(_NUMBERS))

    return call


STEPS: dict[str, Callable[[bytes], object]] = {
    "parse": _refusing(parse_report),
    "outline": _refusing(lambda data: outline(data, Context(url="http://a.gov.cn/"))),
}


def too_fast(found: Found, many: bool) -> str | None:
    """The input with which the time of a pattern grows too fast; None where there is none."""
    largest = SIZES[-1] if many else SIZES[-2]
    bound = min(BOUNDED.get(found.place, largest), largest)
    sizes = (*(size for size in SIZES if size < bound), bound)
    for make in inputs_of(found, many):
        if all(growth(search(found), make, sizes) > MOST_GROWTH for _ in range(_ATTEMPTS)):
            return f"{found.place} {found.pattern.pattern[:80]!r} on {make(60)[:60]!r}"
    return None


@lru_cache
def _foreign() -> list[Found]:
    return [found for found in patterns_of(*ROOMS) if found.place not in OURS]


def test_patterns_are_found() -> None:
    places = {found.place for found in _foreign()}
    assert len(places) > 300
    assert places >= BOUNDED.keys()


def test_a_pattern_that_is_not_linear_is_found() -> None:
    for bad in (r"\s*x", r"(\w+)\s*:", r"<!--.*?-->"):
        assert too_fast(Found("here", re.compile(bad)), many=False), bad
    for good in (r"(?<!\s)\s{0,9}x", r"<[^<>]*>", r"\d{1,15}年"):
        assert too_fast(Found("here", re.compile(good)), many=False) is None, good


def test_patterns_are_linear() -> None:
    assert [bad for found in _foreign() if (bad := too_fast(found, many=False))] == []


@pytest.mark.accept
def test_patterns_are_linear_on_many_inputs() -> None:
    assert [bad for found in _foreign() if (bad := too_fast(found, many=True))] == []


@pytest.mark.accept
@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("step", STEPS)
def test_steps_are_linear(step: str, piece: str) -> None:
    def make(size: int) -> bytes:
        return f"<html><body>{piece * (size // len(piece))}".encode()

    assert not grows(STEPS[step], make, _STEP_SIZES)


def test_a_step_that_is_not_linear_is_found() -> None:
    def make(size: int) -> bytes:
        return b"a" * size

    bad, good = re.compile(rb"\w+:"), re.compile(rb"\w++:|x")
    assert grows(_refusing(bad.match), make, (1_000, 4_000)) is False  # one match alone is linear
    assert grows(_refusing(bad.search), make, (1_000, 4_000))
    assert grows(_refusing(lambda data: good.match(data * 4)), make, (1_000, 4_000)) is False
