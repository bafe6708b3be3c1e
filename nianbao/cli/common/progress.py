"""A progress bar on a terminal, nothing elsewhere: logs and pipes get results only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Returns a function of (done, total) that moves the bar."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        shown = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(shown, completed=done, total=total)
