"""The options of commands that have portals visited: which portals, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from crawler.schedule.hours import Hours
from nianbao.cli.common.options import CONTACT, SECONDS
from nianbao.cli.common.region_option import region_option
from nianbao.exits import Exit, Failure

Command = TypeVar("Command", bound=Callable[..., Any])


def _hours(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Hours | None:
    try:
        return Hours.parse(text) if text else None
    except ValueError as error:
        raise Failure(f"--hours: {error}", Exit.USAGE) from None


_CHOICE = (
    click.argument("targets", nargs=-1, metavar="[PORTAL]..."),
    click.option("--due", is_flag=True, help="Visit what is due: daily January to March, weekly otherwise."),
    click.option("--all", "every", is_flag=True, help="Visit every portal of the registry and the archive."),
    region_option("--region"),
)
_VISIT = (
    click.option(
        "--hours",
        metavar="H-H",
        callback=_hours,
        help="Ask only between these hours of China: 22-6 is the night.",
    ),
    click.option(
        "--max-pages",
        type=click.IntRange(1, 100_000),
        default=400,
        show_default=True,
        help="Most requests to one portal in this visit.",
    ),
    click.option(
        "--delay",
        type=SECONDS,
        default=3.0,
        show_default=True,
        help="Seconds between two requests to a host.",
    ),
    click.option(
        "--contact",
        type=CONTACT,
        envvar="NIANBAO_CONTACT",
        help="Address or mailbox that portals can write to.",
    ),
    click.option(
        "--requisites/--no-requisites",
        default=True,
        show_default=True,
        help="Also fetch the pictures and style sheets of report pages, so that they can be shown as they were.",
    ),
    click.option(
        "--browser",
        type=click.Choice(["auto", "never"]),
        default="auto",
        show_default=True,
        help="Watch lists that only a script fills in the system's Chromium, where it is installed (extra browser).",
    ),
    click.option("--no-parse", is_flag=True, help="Only fetch; read later."),
)


def choice_options(command: Command) -> Command:
    """`targets`, `due`, `every` and `region`, as `portal_choice.Choice` takes them."""
    return _with(command, _CHOICE)


def visit_options(command: Command) -> Command:
    """`hours`, `max_pages`, `delay`, `contact`, `requisites`, `browser` and `no_parse`."""
    return _with(command, _VISIT)


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
