"""What a person sees while a crawl runs: a table on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table

from archive.clock import instant, system_clock
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


class JsonLines:
    """One JSON object a line for a log that programs read: each visit as it ends (`visit`), and the sums every few seconds (`crawl`)."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + EVERY_SECONDS
        self._told: set[int] = set()

    def show(self, visits: list[Visit], parsed: int, waiting: int) -> None:
        for visit in visits:
            if visit.outcome is not None and visit.id not in self._told:
                self._told.add(visit.id)
                counts = {
                    name: getattr(visit, name) for name in ("pages", "reports", "new_reports", "failures")
                }
                self._say("visit", portal=visit.host, outcome=visit.outcome, why=visit.why, **counts)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            pages, reports = sum(v.pages for v in visits), sum(v.reports for v in visits)
            active = sum(v.outcome is None for v in visits)
            self._say("crawl", active=active, pages=pages, reports=reports, read=parsed, waiting=waiting)

    def close(self) -> None:
        return

    def _say(self, event: str, **facts: object) -> None:
        line = {"at": instant(system_clock()), "event": event, **facts}
        self._console.out(json.dumps(line, ensure_ascii=False), highlight=False)


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


def progress_for(console: Console, say: Say = str, *, as_json: bool = False) -> Progress:
    """A board on a terminal, lines elsewhere; JSON where that is wished."""
    if as_json:
        return JsonLines(console)
    return Board(console, say) if console.is_terminal else Lines(console)
