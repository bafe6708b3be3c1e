"""What a person sees while a crawl runs: a table on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from archive.crawl.runs import Visit

EVERY_SECONDS = 5.0


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
    """A line every few seconds, for logs."""

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

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, refresh_per_second=4, transient=True)
        self._live.start()
        self._next = 0.0

    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 0.25
        table = Table("portal", "pages", "report pages", "failures", "state", expand=False)
        active = sorted(visits, key=lambda v: (v.outcome is not None, -v.pages))
        for visit in active[: self.ROWS]:
            state = visit.outcome or "crawling"
            table.add_row(visit.host, str(visit.pages), str(visit.reports), str(visit.failures), state)
        if len(active) > self.ROWS:
            table.add_row(f"and {len(active) - self.ROWS} more", "", "", "", "")
        pages, reports = sum(v.pages for v in visits), sum(v.reports for v in visits)
        table.caption = f"{pages} pages, {reports} report pages, {parsed} read, {waiting} being read"
        self._live.update(table)

    def close(self) -> None:
        self._live.stop()


def progress_for(console: Console) -> Progress:
    """A board on a terminal, lines elsewhere."""
    return Board(console) if console.is_terminal else Lines(console)
