"""An empty archive with a clock that ticks one second a look, and readings made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from archive import Archive, open_archive
from archive.grades import Role
from archive.store.response import Response
from parsers import PARSER_VERSION
from parsers.model import (
    Check,
    Evidence,
    Figure,
    Forms,
    Issue,
    Reading,
    Region,
    Section,
    Source,
)
from tests.capturing import captured

URL = "http://www.baiyan.example/zfxxgk/t20220128_1.html"


class TickingClock:
    """Each look is one second later than the last."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def archive(tmp_path: Path, clock: TickingClock) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", clock) as opened:
        yield opened


Capture = Callable[..., str]


@pytest.fixture
def capture(archive: Archive) -> Capture:
    """Store a body as a believed report capture; gives the capture's key."""

    def make(body: bytes = b"<p>1</p>", url: str = URL, role: Role = "report", grade: str = "ok") -> str:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')]
        return captured(archive, Response(url, archive.clock(), 200, "OK", headers, body), role, grade=grade)

    return make


READING = Reading(
    schema=1,
    parser=PARSER_VERSION,
    source=Source(None, URL, "0" * 64, "text/html"),
    is_report=True,
    title="白岩县人民政府2021年政府信息公开工作年度报告",
    publisher="白岩县人民政府",
    publisher_printed="白岩县人民政府",
    publisher_kind="government",
    level="county",
    region=Region(),
    posted_by="白岩县人民政府办公室",
    report_year=2021,
    published_on=date(2022, 1, 28),
    form="2021",
    forms=Forms("2021", "2021"),
    evidence={"title": Evidence("h1", "白岩县人民政府2021年政府信息公开工作年度报告", "html:/html/body/h1")},
    sections=(Section(1, "s1_overview", "一、总体情况", "本年度行政复议2件。"),),
    figures=(
        Figure(
            "t3.new_received.total", 12, "value", "12", None, None, (), "html:/html/body/table/tbody/tr/td"
        ),
        Figure("t3.carried_in.total", 1200, "value", "1,200", None, None, ("thousands",), "html:/a"),
        Figure(
            "t2.art20_8.fees.amount_wan", Decimal("46.2697"), "value", "46.2697", "万元", None, (), "html:/b"
        ),
        Figure("t3.granted.total", None, "blank", "", None, None, (), "html:/c"),
        Figure("t3.partial.total", None, "missing"),
    ),
    checks=(Check("t3.flow.total", "hard", ("t3.new_received.total",), 1212, 12, "fail"),),
    issues=(Issue("date_uncertain", "two dates", "html:/d"),),
    content_sha256="c" * 64,
)


@pytest.fixture
def reading() -> Reading:
    return replace(READING)
