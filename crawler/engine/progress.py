"""What a person sees while a crawl runs: a table on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from archive.crawl.runs import Visit

EVERY_SECONDS = 5.0
Say = Callable[[str], str]
"""A text in the language of whoever looks."""


class Progress(Protocol):
    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        """The state now; called often, shows seldom."""

    def close(self) -> None:
        """Nothing more will be shown."""


class Silent:
    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        return

    def close(self) -> None:
        return


class Lines:
    """A line every few seconds, for logs, in English."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + EVERY_SECONDS

    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            pages, reports = sum(v.pages for v in visits), sum(v.reports for v in visits)
            active = sum(v.outcome is None for v in visits)
            self._console.print(
                f"{active} portals active, {pages} pages, {reports} report pages, {parsed} read",
                highlight=False,
            )

    def close(self) -> None:
        return


class Board:
    """A table that is redrawn in place: the busiest portals and the sums."""

    ROWS = 15

    def __init__(self, console: Console, say: Say = str) -> None:
        self._say = say
        self._live = Live(console=console, refresh_per_second=4, transient=True)
        self._live.start()
        self._next = 0.0

    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 0.25
        say = self._say
        headings = say("portal"), say("pages"), say("report pages"), say("failures"), say("state")
        table = Table(*headings, expand=False)
        active = sorted(visits, key=lambda v: (v.outcome is not None, -v.pages))
        for visit in active[: self.ROWS]:
            state = visit.outcome or say("crawling")
            table.add_row(visit.host, str(visit.pages), str(visit.reports), str(visit.failures), state)
        if len(active) > self.ROWS:
            table.add_row(say("and {n} more").format(n=len(active) - self.ROWS), "", "", "", "")
        pages, reports = sum(v.pages for v in visits), sum(v.reports for v in visits)
        caption = say("{pages} pages, {reports} report pages, {parsed} read, {waiting} being read")
        sums = {"pages": pages, "reports": reports, "parsed": parsed, "waiting": waiting}
        table.caption = caption.format(**sums)
        self._live.update(table)

    def close(self) -> None:
        self._live.stop()


def progress_for(console: Console, say: Say = str) -> Progress:
    """A board on a terminal, lines elsewhere."""
    return Board(console, say) if console.is_terminal else Lines(console)
