"""Exit statuses, the same for every command, and how a command says that it cannot go on."""

from __future__ import annotations

from enum import IntEnum
from typing import IO, Any

import click


class Exit(IntEnum):
    """What a script can learn from a command. Several files: the worst, that is the highest but `STOPPED`."""

    DONE = 0
    USAGE = 2
    UNREADABLE = 3
    NOT_A_REPORT = 4
    CHECKS_FAILED = 5
    STOPPED = 6


class Failure(click.ClickException):
    """One line on standard error and an exit status; never a traceback."""

    def __init__(self, message: str, status: Exit = Exit.UNREADABLE) -> None:
        super().__init__(message)
        self.exit_code: int = int(status)  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"nianbao: {self.message}", err=True, file=file)


HELP = (
    "Exit status: 0 done; 2 wrong usage; 3 unreadable input or archive; 4 not a report; "
    "5 with --strict, a hard check failed or an issue was raised; of coverage, gaps and health, "
    "somebody is overdue, something is missing, a portal is not well; "
    "6 stopped, to be continued."
)
