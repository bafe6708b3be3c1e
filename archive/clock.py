"""The one clock of the archive, and how its instants and days are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Deadlines and days of publication are days here. No summer time since 1991, so a fixed offset is exact."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def instant(moment: datetime, *, micros: bool = False) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ` in UTC; with microseconds for fetches, whose order counts."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if micros else "%Y-%m-%dT%H:%M:%SZ")


def day(moment: datetime) -> date:
    """The calendar day of an instant in China."""
    return moment.astimezone(SHANGHAI).date()


FIRST_PAGE = datetime(1996, 1, 1, tzinfo=UTC)
"""No page of a Chinese government is older."""


def within(moment: datetime, now: datetime) -> bool:
    """Whether an instant that somebody else gives can be one at which a page was saved: from 1996 to tomorrow."""
    return FIRST_PAGE <= moment <= now + timedelta(days=1)
