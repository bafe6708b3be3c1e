"""The command `nianbao`: one thin function a command, over the rooms that do the work."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from nianbao import __version__
from nianbao.cli.common.errors import told
from nianbao.cli.common.help import Context, translated
from nianbao.cli.common.language import LANGUAGES, VARIABLE, choose, spoken
from nianbao.cli.common.terminal import shown
from nianbao.exits import HELP, Exit, Failure

COMMANDS = {
    "backup": "archive.backup",
    "demo": "crawl.demo",
    "analyse": "query.analyse",
    "changes": "query.changes",
    "coordinate": "crawl.coordinate",
    "coverage": "query.coverage",
    "crawl": "crawl.crawl",
    "detect": "crawl.detect",
    "diff": "read.diff",
    "export": "archive.export",
    "gaps": "query.gaps",
    "health": "crawl.health",
    "ingest": "archive.ingest",
    "mcp": "mcp",
    "merge": "archive.merge",
    "notify": "query.notify",
    "offload": "archive.offload",
    "parse": "read.parse",
    "portals": "crawl.portals",
    "reports": "query.reports",
    "review": "query.review",
    "reparse": "read.reparse",
    "serve": "serve",
    "status": "crawl.status",
    "takedown": "archive.takedown",
    "teach": "crawl.teach",
    "verify": "archive.verify",
    "work": "crawl.work",
}
"""Command -> its module below `nianbao.cli`; the function in it has the name of the command. In the order of the help."""


class _Group(click.Group):
    """Commands are imported when they are called: `nianbao parse` need not wait for Scrapy."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"nianbao.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return translated(command)

    def main(self, *args: Any, **options: Any) -> Any:
        """Names of files are bytes: where one is no text, it is printed with its escapes, as is what drives a terminal."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        with spoken(), shown():
            return super().main(*args, **options)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The language is known before all else, help among it, wherever its option stands."""
        parser = self.make_parser(ctx)
        parser.ignore_unknown_options = True  # they are told of in that language, below
        given: dict[str, str] = parser.parse_args(list(args))[0]
        choose(given.get("lang") or os.environ.get(VARIABLE))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands are translated as they are named, the group itself here."""
        click.Group.format_help(translated(self), ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        """Ctrl-C outside a crawl's own care: nothing recorded is lost, the same command goes on. What is wrong is told in
        the language that is spoken."""
        try:
            with _ends_as_by_a_person():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Failure(told("stopped; the same command goes on from here"), Exit.STOPPED) from None
        except click.ClickException as error:
            error.message = told(error.message)  # type: ignore[misc]  # click reads it from the instance
            raise


@contextmanager
def _ends_as_by_a_person() -> Iterator[None]:
    """What ends services (SIGTERM) is taken as Ctrl-C: a lease is given back, a run is closed. Servers have ways of their own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@click.group(cls=_Group, epilog=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar=VARIABLE,
    help="Language of what is said to people; what programs read stays as it is. [default: that of the system]",
)
@click.version_option(__version__, prog_name="nianbao")
def main(**_: Any) -> None:
    """Find, keep, read and serve 政府信息公开工作年度报告, the annual disclosure reports of Chinese governments.

    \b
    nianbao demo                         the whole road on five sample portals
    nianbao crawl https://www.X.gov.cn/  find and fetch the reports of one portal
    nianbao parse report.html            the tables of one file, its sums checked
    nianbao reports --json               what the archive holds
    nianbao serve                        look at it in a browser
    """
