"""`nianbao mcp`: the archive for programs that speak the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from archive import ArchiveError
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


class _Home(click.ParamType[str]):
    """The address of a site, with a slash at its end."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            self.fail(f"{value[:60]!r} is no address", param, ctx)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            self.fail(f"{value[:60]!r} is not the http or https address of a site", param, ctx)
        return value.rstrip("/") + "/"


@click.command(epilog=HELP)
@data_option
@click.option(
    "--site",
    type=_Home(),
    help="Address of the site that links lead to; without one they are paths (/report/…).",
)
def mcp(data: Path, site: str | None) -> None:
    """Answer questions of a program over standard input and output, by the Model Context Protocol.

    Tools find bodies and reports, give figures with the link to their cell and a citation, compare, add up, and say who
    has not published and what changed; what the archive cannot answer is refused with the reason. The archive is only read.

    \b
    nianbao mcp --data archive --site https://nianbao.example.org/
    """
    try:
        from nianbao.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        why = "this needs the extra mcp: pip install --require-hashes -r requirements-mcp.lock"
        raise Failure(why, Exit.USAGE) from None
    try:
        serve(data, site or "/")
    except ArchiveError as error:
        raise Failure(str(error), Exit.UNREADABLE) from None
