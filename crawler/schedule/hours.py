"""The hours in which portals are asked, by the clock of China: `22-6` is the night."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.clock import SHANGHAI

MARGIN = timedelta(minutes=5)
"""No request is prepared in the last minutes: what is prepared may wait for a delay before it begins."""
_FORM = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Hours:
    """From one full hour of the day (0–23) to another; over midnight where the second is not the greater."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Hours:
        """The span that a text like `22-6` names.

        :raises ValueError: the text is no span of hours of a day.
        """
        match = _FORM.fullmatch(text.strip())
        start, end = (int(match[1]), int(match[2]) % 24) if match and int(match[2]) <= 24 else (24, 24)
        if max(start, end) > 23 or start == end:
            raise ValueError(f"{text!r} is no span of hours; write it like 22-6")
        return cls(start, end)

    def open(self, now: datetime) -> bool:
        """Whether a request may still begin."""
        return now + MARGIN < self._end_of_span(now)

    def opens(self, now: datetime) -> datetime:
        """The next instant at which the span begins; `now` where a request may begin at once."""
        if self.open(now):
            return now
        local = now.astimezone(SHANGHAI)
        start = local.replace(hour=self.start, minute=0, second=0, microsecond=0)
        return start if start > local else start + timedelta(days=1)

    def _end_of_span(self, now: datetime) -> datetime:
        """Of the span that holds `now`; `now` itself where none does."""
        local = now.astimezone(SHANGHAI)
        for day in (timedelta(days=-1), timedelta()):
            start = (local + day).replace(hour=self.start, minute=0, second=0, microsecond=0)
            end = start + timedelta(hours=(self.end - self.start) % 24)
            if start <= local < end:
                return end
        return local

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
